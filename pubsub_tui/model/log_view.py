"""A selection of the history, kept up to date without ever scanning it in one go."""

from __future__ import annotations

from collections.abc import Callable
from itertools import compress

from pubsub_tui.model.history import History


class LogView:
    """The sequence numbers of the messages whose topic matches, oldest first.

    A change of scope takes effect at once: newest messages are looked at first, older ones
    in slices, one a call of `advance`.

    Attributes:
        complete: whether all kept messages have been looked at.
        removed: rows that left at the top since the start (evicted or cleared).
        prepended: rows that were found at the top since the start, by looking back.
    """

    def __init__(self, history: History) -> None:
        self._history = history
        self.removed = 0
        self.prepended = 0
        self.scope(None)

    def scope(self, matches: Callable[[str], bool] | None) -> None:
        """Select by topic, which is decided once per topic; None selects everything."""
        self._matches = matches
        self._decided: dict[str, bool] = {}
        self._older: list[int] = []
        self._newer: list[int] = []
        self._newer_start = 0
        end = self._history.end
        self._next = self._history.first if matches is None else end
        self._first = self._history.first
        self._lowest = end
        self.complete = matches is None

    def __len__(self) -> int:
        if self._matches is None:
            return self._next - self._first
        return len(self._older) + len(self._newer) - self._newer_start

    def __getitem__(self, row: int) -> int:
        """The sequence number in a row; row 0 is the oldest."""
        if not 0 <= row < len(self):
            raise IndexError(f"row {row} of {len(self)}")
        if self._matches is None:
            return self._first + row
        older = len(self._older)
        if row < older:
            return self._older[older - 1 - row]
        return self._newer[self._newer_start + row - older]

    def row_of(self, sequence: int) -> int:
        """The first row whose sequence number is at least ``sequence``."""
        low, high = 0, len(self)
        while low < high:
            middle = (low + high) // 2
            if self[middle] < sequence:
                low = middle + 1
            else:
                high = middle
        return low

    def advance(self, max_messages: int = 20_000) -> bool:
        """Take in what is new, look back over at most ``max_messages`` older ones.

        Returns:
            Whether the rows changed.
        """
        before = (self.removed, self.prepended, len(self))
        self._drop_evicted()
        if self._matches is None:
            self._next = self._history.end
        else:
            self._take_new(self._matches)
            if not self.complete:
                self._look_back(self._matches, max_messages)
        return before != (self.removed, self.prepended, len(self))

    def _drop_evicted(self) -> None:
        first = self._history.first
        if first == self._first:
            return
        if self._matches is None:
            # What came and left since the last call never was a row.
            self.removed += min(self._next, first) - self._first
            self._next = max(self._next, first)
        else:
            self._drop_matched(first)
        self._first = first

    def _drop_matched(self, first: int) -> None:
        older = self._older
        while older and older[-1] < first:
            older.pop()
            self.removed += 1
        start = self._newer_start
        while start < len(self._newer) and self._newer[start] < first:
            start += 1
        self.removed += start - self._newer_start
        if start > 4096 and start * 2 > len(self._newer):
            del self._newer[:start]
            start = 0
        self._newer_start = start
        self._next = max(self._next, first)

    def _take_new(self, matches: Callable[[str], bool]) -> None:
        end = self._history.end
        self._newer += self._hits(matches, self._next, end)
        self._next = end

    def _look_back(self, matches: Callable[[str], bool], max_messages: int) -> None:
        first = self._history.first
        start = max(first, self._lowest - max_messages)
        found = self._hits(matches, start, self._lowest)
        found.reverse()
        self._older += found
        self.prepended += len(found)
        self._lowest = start
        self.complete = start <= first

    def _hits(self, matches: Callable[[str], bool], start: int, stop: int) -> list[int]:
        messages = self._history.slice(start, stop)
        decided = self._decided
        marks = []
        for message in messages:
            topic = message.topic
            mark = decided.get(topic)
            if mark is None:
                mark = decided[topic] = matches(topic)
            marks.append(mark)
        return list(compress(range(max(start, stop - len(messages)), stop), marks))
