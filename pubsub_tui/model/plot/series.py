"""One value of a topic over time."""

from __future__ import annotations

from array import array
from bisect import bisect_left, bisect_right
from itertools import pairwise
from statistics import median

from pubsub_tui.model.filter.nodes import Path
from pubsub_tui.model.plot.columns import Columns

MOST_POINTS = 100_000
"""Points of a series; the oldest go first."""

_SLACK = MOST_POINTS // 64
_LOOKED_AT = 101
"""Points whose distance tells what is usual."""
_UNUSUAL = 5


class Series:
    """The points of one value, in the order of their times, and what is no point.

    Attributes:
        topic: the full topic.
        path: where the value stands in the payload; see `numbers`.
        slot: a small number of its own among those on show, from 0, which tells its colour.
        times, values: Unix times in seconds, and the numbers; for reading only.
        columns: the same points, made few.
        revision: grows whenever any of this changed.
        left: points that had to leave, the oldest first.
        without: messages that have no number there.
        not_finite: messages with a number there that is infinite or NaN.
    """

    def __init__(self, topic: str, path: Path, slot: int) -> None:
        self.topic = topic
        self.path = path
        self.slot = slot
        self.revision = 0
        self.clear()

    def clear(self) -> None:
        """Forget all points."""
        self.times = array("d")
        self.values = array("d")
        self.columns = Columns(self.times, self.values)
        self.left = self.without = self.not_finite = 0
        self.revision += 1

    def __len__(self) -> int:
        return len(self.times)

    @property
    def full(self) -> bool:
        """Whether there is no room for older points."""
        return len(self.times) >= MOST_POINTS

    def add(self, at: float, value: float) -> None:
        """Add a point, usually the newest."""
        times, values = self.times, self.values
        self.revision += 1
        if times and at < times[-1]:
            place = bisect_right(times, at)
            times.insert(place, at)
            values.insert(place, value)
        else:
            times.append(at)
            values.append(value)
        self.columns.forget(at, at)
        if len(times) > MOST_POINTS + _SLACK:
            self._drop(len(times) - MOST_POINTS)

    def add_older(self, points: list[tuple[float, float]]) -> None:
        """Add times and values that are older than all there are, in any order."""
        if not points:
            return
        self.revision += 1
        points = sorted(points)
        newest = points[-1][0]
        times, values = self.times, self.values
        # After a clock was set back, what came before may have later times.
        mixed = bisect_left(times, newest)
        if mixed:
            points = sorted([*points, *zip(times[:mixed], values[:mixed], strict=True)])
        times[:mixed] = array("d", (at for at, _ in points))
        values[:mixed] = array("d", (value for _, value in points))
        self.columns.forget(points[0][0], newest)
        if len(times) > MOST_POINTS:
            self._drop(len(times) - MOST_POINTS)

    def before(self, moment: float) -> tuple[float, float] | None:
        """The newest point before a Unix time: its time and value."""
        place = bisect_left(self.times, moment) - 1
        return (self.times[place], self.values[place]) if place >= 0 else None

    def after(self, moment: float) -> tuple[float, float] | None:
        """The oldest point since a Unix time: its time and value."""
        place = bisect_left(self.times, moment)
        return (self.times[place], self.values[place]) if place < len(self.times) else None

    def longest_join(self) -> float:
        """Seconds between two points above which nothing came for unusually long."""
        times = self.times[-_LOOKED_AT:]
        if len(times) < 3:
            return float("inf")
        return _UNUSUAL * median(b - a for a, b in pairwise(times))

    def recent(self, now: float, seconds: float, bars: int) -> list[float | None]:
        """The mean of each of so many equal spans up to ``now``; None where nothing came.

        When fewer than two points came in that time, the newest points, one each.
        """
        start = bisect_left(self.times, now - seconds)
        if len(self.times) - start < 2:
            return list(self.values[-bars:])
        means: list[float | None] = []
        for bar in range(bars):
            until = now - seconds * (bars - 1 - bar) / bars
            stop = bisect_left(self.times, until, start) if bar < bars - 1 else len(self.times)
            inside = self.values[start:stop]
            means.append(sum(each / len(inside) for each in inside) if inside else None)
            start = stop
        return means

    def _drop(self, count: int) -> None:
        last = self.times[count - 1]
        self.columns.forget(self.times[0], last)
        del self.times[:count]
        del self.values[:count]
        self.left += count
