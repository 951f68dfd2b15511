"""Which messages came over both of two connections, and how far apart.

Both times are when a message came in here, so no clocks have to agree; but what lies between a
broker and this machine is in them. Of two messages that come together, either may be read first,
and so seem to be the earlier one by some milliseconds.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from statistics import median

from pubsub_tui.model.arrivals import Arrival

SLACK = 0.05
"""Seconds by which a copy may seem to come before its source."""
REACH = 60.0
"""Seconds; what came farther apart is not taken for one message."""
PATIENCE = 5.0
"""Seconds in which what came over one connection may still come over the other."""

Pair = tuple[float, float]
"""When a message came over the first and over the second connection."""


@dataclass(frozen=True, slots=True)
class Lag:
    """How much later one connection brought messages than the other, in seconds."""

    last: float
    median: float
    p95: float
    count: int


@dataclass(frozen=True, slots=True)
class Lags:
    """What two connections brought of one topic.

    Attributes:
        forth: of messages that came over the first connection first; None without any.
        back: of those that came over the second one first.
        alone: what came over the first, and over the second, only.
        coming: the same, but so lately that it may still come over the other.
        since: Unix time in seconds since when both have been heard: what came before is paired,
            and not counted as alone. Infinity when one is not connected.
    """

    forth: Lag | None
    back: Lag | None
    alone: tuple[int, int]
    coming: tuple[int, int]
    since: float


def measure(first: Sequence[Arrival], second: Sequence[Arrival], since: float, now: float) -> Lags:
    """Pair arrivals of equal payload, each once and in order. Both are given oldest first.

    Args:
        since: see `Lags`.
        now: Unix time in seconds.
    """
    pairs: list[Pair] = []
    alone: tuple[list[float], list[float]] = ([], [])
    second_by_payload = _by_payload(second)
    for payload, times in _by_payload(first).items():
        others = second_by_payload.pop(payload, ())
        # The usual case, which is left out of the rest as that takes ten times as long.
        if len(times) == len(others) == 1 and abs(others[0] - times[0]) <= REACH:
            pairs.append((times[0], others[0]))
            continue
        found = _pairs_of_payload(times, others)
        pairs += found
        alone[0].extend(_left(times, [pair[0] for pair in found]))
        alone[1].extend(_left(others, [pair[1] for pair in found]))
    for times in second_by_payload.values():
        alone[1].extend(times)
    pairs.sort(key=max)
    # The partner of what came right after the start may have come right before it.
    begin = since + min(PATIENCE, max((abs(b - a) for a, b in pairs), default=0.0))
    counts = [
        (
            sum(begin <= at < now - PATIENCE for at in times),
            sum(at >= now - PATIENCE for at in times),
        )
        for times in alone
    ]
    forth, back = _directions(pairs)
    return Lags(
        _lag(forth),
        _lag(back),
        (counts[0][0], counts[1][0]),
        (counts[0][1], counts[1][1]),
        since,
    )


def _by_payload(arrivals: Sequence[Arrival]) -> dict[bytes, list[float]]:
    times: dict[bytes, list[float]] = defaultdict(list)
    for each in arrivals:
        times[each.payload].append(each.at)
    return times


def _pairs_of_payload(first: Sequence[float], second: Sequence[float]) -> list[Pair]:
    """Equal messages go one way: that which pairs more of them, or pairs them closer."""
    forth = _in_order(first, second)
    back = [(a, b) for b, a in _in_order(second, first)]
    if not forth or not back:
        return forth or back
    nearer, other = sorted((forth, back), key=lambda pairs: median(abs(b - a) for a, b in pairs))
    return nearer if len(nearer) * 2 >= len(other) else other


def _in_order(sources: Sequence[float], copies: Sequence[float]) -> list[Pair]:
    """Pair each copy with the newest source before it that is left, from the newest copy back.

    So a source without a copy, or whose copy is still to come, does not shift all others.
    """
    pairs: list[Pair] = []
    at = len(sources) - 1
    for copy in reversed(copies):
        while at >= 0 and sources[at] > copy + SLACK:
            at -= 1
        if at < 0:
            break
        if copy - sources[at] <= REACH:
            pairs.append((sources[at], copy))
            at -= 1
    return pairs


def _left(times: Sequence[float], paired: Sequence[float]) -> Iterable[float]:
    """The times that are not among the paired ones; several messages may have the same."""
    return (Counter(times) - Counter(paired)).elements()


def _directions(pairs: list[Pair]) -> tuple[list[float], list[float]]:
    """Lags forth and back, oldest first; those too short to tell go with the more frequent."""
    lags = [b - a for a, b in pairs]
    forth = sum(lag > SLACK for lag in lags)
    back = sum(lag < -SLACK for lag in lags)
    forward = forth > back if forth != back else bool(lags) and median(lags) >= 0
    if forward:
        return [lag for lag in lags if lag >= -SLACK], [-lag for lag in lags if lag < -SLACK]
    return [lag for lag in lags if lag > SLACK], [-lag for lag in lags if lag <= SLACK]


def _lag(lags: list[float]) -> Lag | None:
    if not lags:
        return None
    ordered = sorted(lags)
    p95 = ordered[min(len(ordered) - 1, -(-len(ordered) * 95 // 100) - 1)]
    return Lag(lags[-1], median(ordered), p95, len(lags))
