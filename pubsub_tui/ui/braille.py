"""Lines in braille dots: two columns and four rows of them in every cell.

A column of dots is an integer, whose lowest bit is the lowest dot.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from pubsub_tui.model.plot.columns import Column

DOTS_ACROSS, DOTS_UP = 2, 4

_LEFT = (0x40, 0x04, 0x02, 0x01)
_RIGHT = (0x80, 0x20, 0x10, 0x08)


def _cell(left: int, right: int) -> str:
    """The character with four dots on either side; the lowest bit is the lowest dot."""
    bits = sum(bit for place, bit in enumerate(_LEFT) if left >> place & 1)
    bits |= sum(bit for place, bit in enumerate(_RIGHT) if right >> place & 1)
    return chr(0x2800 + bits) if bits else " "


_CELLS = {f"{left:x}{right:x}": _cell(left, right) for left in range(16) for right in range(16)}
"""By the hexadecimal digits of the left and the right four dots."""

_RUN = re.compile(rb"([^\0])(?:\1|\0)*|\0+", re.DOTALL)
"""Cells of one line; those of none may be among them, as nothing is drawn there."""

End = tuple[float, float, float]
"""An end of a join: column, row of dots, and Unix time."""


class Scale:
    """From values to rows of dots, with fractions: ``low`` is in row 0, ``high`` in the last."""

    def __init__(self, low: float, high: float, rows: int) -> None:
        # Out of reach of overflow, as the whole extent may be beyond the largest double, and
        # of the least numbers that there are.
        self.factor = 0.25 if max(abs(low), abs(high)) > 1e-200 else 2.0**600
        self.base = low * self.factor
        extent = high * self.factor - self.base
        self.rows = rows
        self.slope = (rows - 1) / extent if extent > 0 else 0.0

    def place(self, value: float) -> float:
        """The row of a value; below 0 or above the last one when it is outside."""
        return (value * self.factor - self.base) * self.slope


@dataclass(frozen=True, slots=True)
class Join:
    """Which neighbours a line connects: all but those that are further apart than both."""

    seconds: float
    columns: int

    def connects(self, start: End, stop: End) -> bool:
        """Whether it does."""
        return stop[2] - start[2] <= self.seconds or stop[0] - start[0] <= self.columns


class Trace:
    """One line, which takes one run of dots in each column."""

    def __init__(self, columns: int, scale: Scale) -> None:
        self._scale = scale
        self._lows = [math.inf] * columns
        self._highs = [-math.inf] * columns

    def draw(
        self,
        columns: Mapping[int, Column | None],
        first: int,
        join: Join,
        before: End | None = None,
        after: End | None = None,
    ) -> None:
        """Draw the columns from ``first`` on, and how they are joined.

        Args:
            columns: by number; those that lack, or are None, are empty.
            first: the number of the first column.
            join: which of them are.
            before, after: the next point on either side: a column counted from ``first``, the
                value instead of a row, and Unix time.
        """
        factor, base, slope = self._scale.factor, self._scale.base, self._scale.slope
        lows, highs = self._lows, self._highs
        end: End | None = None
        if before is not None:
            end = (before[0], self._scale.place(before[1]), before[2])
        for x in range(len(lows)):
            column = columns.get(first + x)
            if column is None:
                continue
            low, high, opening, closing, opens_at, closes_at = column
            lows[x] = (low * factor - base) * slope
            highs[x] = (high * factor - base) * slope
            if end is not None:
                start: End = (x, (opening * factor - base) * slope, opens_at)
                if x - end[0] == 1:
                    self._meet(x, (end[1] + start[1]) / 2)
                elif join.connects(end, start):
                    self._connect(end, start)
            end = (x, (closing * factor - base) * slope, closes_at)
        if after is not None and end is not None:
            start = (after[0], self._scale.place(after[1]), after[2])
            if join.connects(end, start):
                self._connect(end, start)

    def dots(self) -> list[int]:
        """The columns."""
        last = self._scale.rows - 1
        dots = [0] * len(self._lows)
        for x, (low, high) in enumerate(zip(self._lows, self._highs, strict=True)):
            if low <= last + 0.5 and high >= -0.5:
                bottom = 0 if low <= 0 else min(round(low), last)
                top = last if high >= last else max(round(high), 0)
                dots[x] = (2 << top) - (1 << bottom)
        return dots

    def _meet(self, x: int, middle: float) -> None:
        """Join a column with the one before, halfway."""
        for at in (x - 1, x):
            if middle < self._lows[at]:
                self._lows[at] = middle
            elif middle > self._highs[at]:
                self._highs[at] = middle

    def _connect(self, start: End, stop: End) -> None:
        x1, y1, _ = start
        x2, y2, _ = stop
        slope = (y2 - y1) / max(x2 - x1, 1e-9)
        for x in range(max(0, math.ceil(x1)), min(len(self._lows) - 1, math.floor(x2)) + 1):
            left = y1 + slope * (max(x - 0.5, x1) - x1)
            right = y1 + slope * (min(x + 0.5, x2) - x1)
            low, high = (left, right) if left <= right else (right, left)
            if low < self._lows[x]:
                self._lows[x] = low
            if high > self._highs[x]:
                self._highs[x] = high


class Canvas:
    """Cells with the dots of several lines; where they meet, the first one's colour wins."""

    def __init__(self, columns: int, rows: int) -> None:
        self._rows = rows
        self._dots = [0] * (columns * DOTS_ACROSS)
        self._owners = [bytearray(rows) for _ in range(columns)]

    def add(self, line: int, dots: Sequence[int]) -> None:
        """Add a line, counted from 0, over those that were added before."""
        owner = bytes([line + 1])
        self._dots = [one | other for one, other in zip(self._dots, dots, strict=True)]
        for x, owners in enumerate(self._owners):
            both = dots[2 * x] | dots[2 * x + 1]
            if both:
                top = self._rows - (both.bit_length() + DOTS_UP - 1) // DOTS_UP
                stop = self._rows - ((both & -both).bit_length() - 1) // DOTS_UP
                owners[top:stop] = owner * (stop - top)

    def rows(self) -> list[tuple[str, bytes]]:
        """From the top: the characters, and of each cell the line, counted from 1; 0 is none."""
        digits = [f"{dots:0{self._rows}x}" for dots in self._dots]
        empty = "0" * len(digits)
        blank = " " * len(self._owners)
        rows = []
        for row, owners in zip(
            zip(*digits, strict=True), zip(*self._owners, strict=True), strict=True
        ):
            both = "".join(row)
            text = blank
            if both != empty:
                text = "".join([_CELLS[both[x : x + 2]] for x in range(0, len(both), 2)])
            rows.append((text, bytes(owners)))
        return rows


def runs(text: str, owners: bytes) -> list[tuple[str, int]]:
    """Cells that are drawn in one go, each with its line, counted from 0; -1 is none."""
    return [
        (text[run.start() : run.end()], owners[run.start()] - 1) for run in _RUN.finditer(owners)
    ]
