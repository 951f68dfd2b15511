"""How many messages a second really go out."""

from __future__ import annotations

from collections import deque

_BUCKETS = 20
_SECONDS = 5.0
_INTERVALS = 5


class Reached:
    """The rate over the last seconds; over more of them when messages are far apart."""

    def __init__(self, every: float) -> None:
        """``every`` is how far apart they are meant to be, in seconds."""
        self._window = max(_SECONDS, every * _INTERVALS)
        self._buckets: deque[list[float]] = deque()
        self._last = 0.0

    def count(self, now: float) -> None:
        """One went out at ``now``, in the seconds of any clock."""
        self._last = now
        buckets = self._buckets
        if buckets and now - buckets[-1][0] < self._window / _BUCKETS:
            buckets[-1][1] += 1
        else:
            buckets.append([now, 1])
            self._forget(now)

    def rate(self, now: float) -> float | None:
        """Messages a second; None while too few went out to tell."""
        self._forget(now)
        count = sum(int(bucket[1]) for bucket in self._buckets)
        if count < 2:
            return None
        first = self._buckets[0][0]
        interval = (self._last - first) / (count - 1)
        # It is slower than that once the next one is late.
        seconds = max(self._last, now - interval) - first
        return (count - 1) / seconds if seconds > 0 else None

    def begin_anew(self) -> None:
        """What went out before says nothing any more."""
        self._buckets.clear()

    def _forget(self, now: float) -> None:
        while self._buckets and self._buckets[0][0] < now - self._window:
            self._buckets.popleft()
