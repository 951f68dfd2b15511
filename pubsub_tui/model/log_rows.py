"""The rows of a log: the messages of a view, and between them where there was no connection."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from dataclasses import dataclass

from pubsub_tui.model.gaps import Gap, Gaps
from pubsub_tui.model.log_view import LogView


class LogRows:
    """Which row is which message or gap. Costs nothing while there are no gaps.

    A message is named by its place in the view. A gap stands above the first message after it
    that the view has; several that stand in one place are one. Where no message is, there is no
    gap either.
    """

    def __init__(self, view: LogView, gaps: Gaps) -> None:
        self._view = view
        self._gaps = gaps
        self._known: _Known = _NOTHING
        self._places: list[int] = []
        self._rows: list[int] = []
        self._marks: list[Gap] = []

    def advance(self, end: int | None) -> None:
        """Find where the gaps stand, after the view has changed.

        Args:
            end: only those before this sequence number; None is all.
        """
        gaps = self._gaps.entries
        if not gaps and not self._marks:
            return
        view = self._view
        known = _Known(gaps, end, view.removed, view.prepended, len(view))
        if known == self._known:
            return
        self._known = known
        self._places, self._marks = [], []
        for gap in gaps if len(view) else ():
            if end is None or gap.sequence < end:
                self._put(view.row_of(gap.sequence), gap)
        self._rows = [place + index for index, place in enumerate(self._places)]

    def _put(self, place: int, gap: Gap) -> None:
        if self._places and self._places[-1] == place:
            self._marks[-1] = self._marks[-1].joined(gap)
        else:
            self._places.append(place)
            self._marks.append(gap)

    def count(self, messages: int) -> int:
        """How many rows there are when so many messages of the view are shown."""
        return messages + len(self._marks)

    def row_of_place(self, place: int) -> int:
        """The row of a message."""
        return place + bisect_right(self._places, place)

    def place_from(self, row: int) -> int:
        """The place of the message in a row, or of the next one when a gap stands there."""
        return row - bisect_left(self._rows, row)

    def gap(self, row: int) -> Gap | None:
        """The gap in a row; None when a message stands there."""
        index = bisect_left(self._rows, row)
        found = index < len(self._rows) and self._rows[index] == row
        return self._marks[index] if found else None


@dataclass(frozen=True, slots=True)
class _Known:
    """What decides where the gaps stand."""

    gaps: tuple[Gap, ...]
    end: int | None
    removed: int
    prepended: int
    messages: int


_NOTHING = _Known((), None, -1, -1, -1)
