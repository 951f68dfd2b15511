"""Rates of a topic's subtree over the last minute, in one-second buckets.

The running second is counted in the topic itself. When the next active one begins, it joins
the seconds before it in ``past``, and those older than a minute leave: only seconds in which
something came are held, so a topic that talks rarely takes a few bytes, and a quiet one no time.
A level with nothing but one level below it has that one's rates, and no buckets.
"""

from __future__ import annotations

from struct import Struct
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pubsub_tui.model.topic import Topic

SECONDS = 60
NEVER = -SECONDS
"""The second of a topic that was not active yet: too old for any rate."""

_LARGEST = 2**32 - 1
_BUCKET = Struct("3I")
"""Unix time in seconds, messages, bytes."""
_SIZE = _BUCKET.size
_MOST_PAST = (SECONDS - 1) * _SIZE
_read = _BUCKET.unpack_from


def begin(topic: Topic, second: int, messages: int, size: int) -> None:
    """Begin the bucket of another second with ``messages`` of together ``size`` bytes."""
    topic.past = _past(topic, second)
    topic.second = second
    topic.second_count = messages
    topic.second_bytes = size


def part(topic: Topic) -> None:
    """Give a level buckets of its own, before it gets more than the one level below."""
    source = _source(topic)
    topic.past = source.past
    topic.second = source.second
    topic.second_count = source.second_count
    topic.second_bytes = source.second_bytes


def _source(topic: Topic) -> Topic:
    """The topic whose buckets are also those of this one."""
    while not topic.count and topic.below is not None and not isinstance(topic.below, dict):
        topic = topic.below
    return topic


def _past(topic: Topic, second: int) -> bytes:
    """The buckets of the minute up to ``second``, that second's own left out."""
    too_old = second - SECONDS
    if topic.second <= too_old:
        return b""
    size = topic.second_bytes
    past = topic.past + _BUCKET.pack(
        topic.second, topic.second_count, size if size < _LARGEST else _LARGEST
    )
    # Also when the clock is put back they are no more than a minute has.
    start = max(0, len(past) - _MOST_PAST)
    while _read(past, start)[0] <= too_old:
        start += _SIZE
    return past[start:] if start else past


def _latest(topic: Topic, seconds: int) -> list[tuple[int, int, int]]:
    """The buckets of at least the last ``seconds`` up to the running one."""
    topic = _source(topic)
    past = topic.past[-seconds * _SIZE :]
    running = topic.second, topic.second_count, topic.second_bytes
    return [*_BUCKET.iter_unpack(past), running]


def buckets(topic: Topic, now: float) -> list[int]:
    """Messages in each of the last 60 seconds, oldest first, the running second last."""
    last = int(now)
    first = last - SECONDS + 1
    values = [0] * SECONDS
    for second, messages, _ in _latest(topic, SECONDS):
        if first <= second <= last:
            values[second - first] += messages
    return values


def recent(topic: Topic, since: int) -> tuple[int, int]:
    """Messages and bytes on exactly this topic in its last two active seconds, for ranking."""
    messages, size = _last_two(topic, since)
    if messages and topic.below is not None:
        if topic.past:
            since = max(since, _read(topic.past, -_SIZE)[0])
        for child in topic.children.values():
            below = _last_two(child, since)
            messages -= below[0]
            size -= below[1]
    return messages, size


def _last_two(topic: Topic, since: int) -> tuple[int, int]:
    """Messages and bytes of the running second and the active one before, if not too old."""
    topic = _source(topic)
    if topic.second < since:
        return 0, 0
    messages, size = topic.second_count, topic.second_bytes
    if topic.past:
        second, messages_before, size_before = _read(topic.past, -_SIZE)
        if second >= since:
            messages += messages_before
            size += size_before
    return messages, size


def message_rate(topic: Topic, now: float, window: int = 5) -> float:
    """Messages per second on the topic and below, over about ``window`` seconds."""
    return _totals(topic, int(now), window)[0] / (window + now - int(now))


def byte_rate(topic: Topic, now: float, window: int = 5) -> float:
    """Payload bytes per second on the topic and below, over about ``window`` seconds."""
    return _totals(topic, int(now), window)[1] / (window + now - int(now))


def own_rates(topic: Topic, now: float, window: int = 5) -> tuple[float, float]:
    """Messages and payload bytes per second on exactly this topic, over about ``window`` seconds.

    Equal counts give equal rates to the last bit, so that they can be ranked by something else.
    """
    messages, size = _totals(topic, int(now), window)
    for child in topic.children.values():
        below = _totals(child, int(now), window)
        messages -= below[0]
        size -= below[1]
    seconds = window + now - int(now)
    # Below nothing when a clock was set back, or a second of more than 4 GB was cut off above.
    return max(messages, 0) / seconds, max(size, 0) / seconds


def _totals(topic: Topic, last: int, window: int) -> tuple[int, int]:
    messages = size = 0
    for second, more, larger in _latest(topic, window):
        if last - window <= second <= last:
            messages += more
            size += larger
    return messages, size
