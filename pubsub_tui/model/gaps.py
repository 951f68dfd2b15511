"""When there was no connection, so that the log can say where messages may be missing."""

from __future__ import annotations

from dataclasses import dataclass

MOST = 1000
"""When there are more, the two oldest are told as one."""


@dataclass(frozen=True, slots=True)
class Gap:
    """A time without a connection, or several with no message between them.

    Attributes:
        sequence: the number of the first message after it.
        lost_at: Unix time in seconds at which the first one began.
        seconds: how long they were together.
        times: how many they were.
    """

    sequence: int
    lost_at: float
    seconds: float
    times: int = 1

    def joined(self, later: Gap) -> Gap:
        """Both as one, in the place of the later one."""
        seconds, times = self.seconds + later.seconds, self.times + later.times
        return Gap(later.sequence, self.lost_at, seconds, times)


class Gaps:
    """All gaps, oldest first.

    Attributes:
        entries: replaced, never changed. No two have the same sequence number.
    """

    def __init__(self) -> None:
        self.entries: tuple[Gap, ...] = ()
        self._from: int | None = None

    def begin(self, sequence: int) -> None:
        """The connection is lost; the next message will get that number."""
        self._from = sequence

    def end(self, now: float, seconds: float) -> None:
        """There is a connection again, after so many seconds."""
        if self._from is None:
            return
        gap = Gap(self._from, now - seconds, seconds)
        before = self.entries
        if before and before[-1].sequence == gap.sequence:
            before, gap = before[:-1], before[-1].joined(gap)
        if len(before) >= MOST:
            before = (before[0].joined(before[1]), *before[2:])
        self.entries = (*before, gap)
        self._from = None

    def forget(self, first: int) -> None:
        """Messages below that number are not kept any more, nor the gaps among them."""
        if self.entries and self.entries[0].sequence < first:
            self.entries = tuple(each for each in self.entries if each.sequence >= first)
