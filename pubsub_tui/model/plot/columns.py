"""Points made few enough to draw: of each span of time the lowest and highest, so peaks survive."""

from __future__ import annotations

import math
import time
from array import array
from bisect import bisect_left
from typing import NamedTuple


class Column(NamedTuple):
    """The points of one span of time: values, and Unix times in seconds."""

    low: float
    high: float
    first: float
    last: float
    first_at: float
    last_at: float


class Columns:
    """Columns of equal width, counted from the beginning of Unix time.

    They are kept from one frame to the next: a new point touches the newest column, and one that
    scrolls stays what it was.
    """

    def __init__(self, times: array[float], values: array[float]) -> None:
        """The arrays belong to a series, are in the order of time, and may grow and shrink."""
        self._times = times
        self._values = values
        self._seconds = 0.0
        self._known: dict[int, Column | None] = {}

    def forget(self, since: float, until: float) -> None:
        """Points between two times came or went."""
        known = self._known
        if not known:
            return
        # Rounding may put a point on either side of a border.
        first = math.floor(since / self._seconds) - 1
        last = math.floor(until / self._seconds) + 1
        if last - first > len(known):
            for at in [at for at in known if first <= at <= last]:
                del known[at]
        else:
            for at in range(first, last + 1):
                known.pop(at, None)

    def between(
        self, seconds: float, first: int, last: int, until: float
    ) -> tuple[dict[int, Column | None], bool]:
        """The columns from ``first`` to ``last``, each ``seconds`` wide.

        Args:
            seconds: the width; column n begins at Unix time n × ``seconds``.
            first, last: the first and the last column.
            until: on the clock of `time.perf_counter`, when to stop; the newest are made first.

        Returns:
            Those that are known, None for a column without points; and whether all are.
        """
        known = self._known
        if seconds != self._seconds or len(known) > 4 * (last - first + 1):
            self._seconds = seconds
            known.clear()
        at = last
        while at >= first:
            if at not in known:
                known[at] = self._made(at)
                if time.perf_counter() > until:
                    return known, False
            at -= 1
        return known, True

    def _made(self, at: int) -> Column | None:
        times = self._times
        start = bisect_left(times, at * self._seconds)
        stop = bisect_left(times, (at + 1) * self._seconds, start)
        if start == stop:
            return None
        values = self._values
        inside = values[start:stop]
        return Column(
            min(inside), max(inside), inside[0], inside[-1], times[start], times[stop - 1]
        )
