"""Which lines are folded away, and so which line stands in which row."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from itertools import accumulate


class Folds:
    """Ranges of lines of which only the first has a row. None lies within another."""

    def __init__(self) -> None:
        self._starts: list[int] = []
        self._ends: list[int] = []
        self._hidden: list[int] = []

    def __len__(self) -> int:
        return len(self._starts)

    def __contains__(self, line: int) -> bool:
        at = bisect_left(self._starts, line)
        return at < len(self._starts) and self._starts[at] == line

    def starts(self) -> list[int]:
        """The lines that stand for the folded ranges."""
        return list(self._starts)

    def clear(self) -> None:
        """Show every line."""
        self._starts, self._ends, self._hidden = [], [], []

    def fold(self, start: int, end: int) -> None:
        """Hide the lines after ``start`` up to ``end``, and forget the folds among them."""
        if self._starts and start > self._ends[-1]:
            self._starts.append(start)
            self._ends.append(end)
            self._hidden.append(self._hidden[-1] + end - start)
            return
        first = bisect_left(self._starts, start)
        last = bisect_right(self._starts, end)
        self._starts[first:last] = [start]
        self._ends[first:last] = [end]
        self._count()

    def fold_many(self, ranges: list[tuple[int, int]]) -> None:
        """Hide some ranges, in their order, none of which holds or lies in one hidden before."""
        if ranges:
            at = bisect_left(self._starts, ranges[0][0])
            self._starts[at:at] = [start for start, _ in ranges]
            self._ends[at:at] = [end for _, end in ranges]
            self._count()

    def unfold_within(self, start: int, end: int) -> None:
        """Show all lines from one to another."""
        first, last = bisect_left(self._starts, start), bisect_right(self._starts, end)
        del self._starts[first:last], self._ends[first:last]
        self._count()

    def end_of(self, start: int) -> int:
        """The last line of the range that begins there."""
        return self._ends[bisect_left(self._starts, start)]

    def last_start(self) -> int:
        """The line that stands for the last range; -1 when there is none."""
        return self._starts[-1] if self._starts else -1

    def grow(self, end: int) -> None:
        """Let the last range reach up to another line."""
        self._hidden[-1] += end - self._ends[-1]
        self._ends[-1] = end

    def unfold(self, start: int) -> None:
        """Show the lines of the range that begins there."""
        at = bisect_left(self._starts, start)
        del self._starts[at], self._ends[at]
        self._count()

    def hiding(self, line: int) -> int | None:
        """The start of the range that hides a line; None when it has a row of its own."""
        at = bisect_left(self._starts, line) - 1
        return self._starts[at] if at >= 0 and line <= self._ends[at] else None

    def rows(self, lines: int) -> int:
        """How many rows so many lines take."""
        return lines - (self._hidden[-1] if self._hidden else 0)

    def row_of(self, line: int) -> int:
        """The row of a line, or of the one that stands for it."""
        at = bisect_left(self._starts, line) - 1
        if at < 0:
            return line
        if line <= self._ends[at]:
            line = self._starts[at]
            at -= 1
        return line - (self._hidden[at] if at >= 0 else 0)

    def line_of(self, row: int) -> int:
        """The line in a row."""
        low, high = 0, len(self._starts)
        while low < high:
            middle = (low + high) // 2
            before = self._hidden[middle - 1] if middle else 0
            if self._starts[middle] - before < row:
                low = middle + 1
            else:
                high = middle
        return row + (self._hidden[low - 1] if low else 0)

    def _count(self) -> None:
        sizes = (end - start for start, end in zip(self._starts, self._ends, strict=True))
        self._hidden = list(accumulate(sizes))
