"""Which span of time is looked at, column by column, and where the cursor stands in it."""

from __future__ import annotations

import math
from bisect import bisect_left

_MINUTE, _HOUR, _DAY = 60, 3600, 86_400
WINDOWS = (
    *(0.1, 0.2, 0.5, 1, 2, 5, 10, 15, 20, 30, 45),
    *(minutes * _MINUTE for minutes in (1, 1.5, 2, 3, 5, 10, 20, 30)),
    *(hours * _HOUR for hours in (1, 2, 4, 8, 12)),
    *(days * _DAY for days in (1, 2, 7, 14, 30)),
)
"""Seconds that can be looked at at once."""

_AUTOMATIC = WINDOWS.index(10), WINDOWS.index(5 * _MINUTE)


class Span:
    """A window on time that is some columns wide.

    Columns are counted from the beginning of Unix time, so that they stay the same while the
    window moves. Until it is zoomed, the window is as long as what there is to see, from ten
    seconds to five minutes.

    Attributes:
        columns: how many there are.
        end: Unix time of the right edge; None follows the clock.
        cursor: Unix time of the middle of the cursor's column; None when there is no cursor.
        automatic: whether it was not zoomed.
        oldest: Unix time of the oldest point; None when there is none.
    """

    def __init__(self) -> None:
        self.columns = 1
        self.end: float | None = None
        self.cursor: float | None = None
        self.automatic = True
        self._now = 0.0
        self.oldest: float | None = None
        self._window = _AUTOMATIC[0]

    @property
    def following(self) -> bool:
        """Whether the right edge is now."""
        return self.end is None

    @property
    def seconds(self) -> float:
        """How long the window is."""
        return WINDOWS[self._window]

    @property
    def column_seconds(self) -> float:
        """How long a column is."""
        return self.seconds / self.columns

    @property
    def last(self) -> int:
        """The last column."""
        return math.floor((self._now if self.end is None else self.end) / self.column_seconds)

    @property
    def first(self) -> int:
        """The first column."""
        return self.last - self.columns + 1

    @property
    def cursor_column(self) -> int | None:
        """The cursor's column; None when there is no cursor."""
        return None if self.cursor is None else math.floor(self.cursor / self.column_seconds)

    def update(self, columns: int, now: float, oldest: float | None) -> None:
        """Tell how wide it is, the time, and the time of the oldest point."""
        self.columns = max(1, columns)
        self._now = now
        self.oldest = oldest
        if self.automatic and oldest is not None and self.following:
            least, most = _AUTOMATIC
            # The last column is not full yet, so that the window begins a little later.
            age = (now - oldest) * (1 + 1 / self.columns)
            self._window = max(least, min(bisect_left(WINDOWS, age), most))

    def zoom(self, steps: int, around: float | None = None) -> None:
        """Zoom in, or out with a negative number, around a time; else around the cursor."""
        window = max(0, min(self._window - steps, len(WINDOWS) - 1))
        if window == self._window:
            return
        around = self.cursor if around is None else around
        before = self.seconds
        self.automatic = False
        self._window = window
        if self.following and around is None:
            return
        end = self._now if self.end is None else self.end
        if around is None:
            around = end - before / 2
        self._end_at(around + (end - around) * self.seconds / before)
        self._keep_cursor_inside()

    def pan(self, columns: int) -> None:
        """Look later, or earlier with a negative number; the newest ends it by following."""
        self._end_at(self._middle(self.last + columns))
        self._keep_cursor_inside()

    def follow(self) -> None:
        """Give up the cursor, and follow the clock."""
        self.end = self.cursor = None

    def go_to_oldest(self) -> None:
        """Look at the first points."""
        if self.oldest is not None:
            self._end_at(self.oldest + self.seconds - self.column_seconds)
            if self.cursor is not None:
                self.cursor = self._middle(self.first)

    def place_cursor(self, column: int) -> None:
        """Put the cursor on a column; the window stands still from then on, and holds it."""
        self.cursor = self._middle(column)
        if self.end is None:
            self.end = self._now
        if column < self.first:
            self._end_at(self._middle(column + self.columns - 1))
        elif column > self.last:
            self._end_at(self._middle(column))

    def move_cursor(self, columns: int) -> None:
        """Move the cursor, which first appears at the right edge."""
        column = self.cursor_column
        self.place_cursor(self.last if column is None else min(column + columns, self._newest()))

    def _newest(self) -> int:
        return math.floor(self._now / self.column_seconds)

    def _end_at(self, end: float) -> None:
        """Stand still there; at now without a cursor, follow."""
        if end >= self._now:
            self.end = None if self.cursor is None else self._now
        else:
            self.end = end

    def _keep_cursor_inside(self) -> None:
        column = self.cursor_column
        if column is not None and not self.first <= column <= self.last:
            self.cursor = self._middle(max(self.first, min(column, self.last)))

    def _middle(self, column: int) -> float:
        """The time of a column's middle; of the newest, which is not over, perhaps now."""
        return min((column + 0.5) * self.column_seconds, self._now)


def window_text(seconds: float) -> str:
    """A length of time out of `WINDOWS`: ``200 ms``, ``5 min``."""
    if seconds < 1:
        return f"{seconds * 1000:.0f} ms"
    for unit, name in ((_DAY, "d"), (_HOUR, "h"), (_MINUTE, "min")):
        if seconds % unit == 0:
            return f"{seconds / unit:.0f} {name}"
    return f"{seconds:.0f} s"
