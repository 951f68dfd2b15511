"""Rates of a topic's subtree over the last minute, in one-second buckets.

A topic that is quiet costs nothing: buckets are written when something arrives, a topic that
was active in one second only needs no ring at all, and gaps are filled when the ring is
next written or read.
"""

from __future__ import annotations

from struct import Struct
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pubsub_tui.model.topic import Topic

SECONDS = 60
_LARGEST = 2**32 - 1
# Messages and bytes of a second side by side: a ring is written for every topic in turn, and
# fetching it from memory is most of the cost. The garbage collector does not track bytearrays.
_BUCKET = Struct("II")
_SIZE = _BUCKET.size
_EMPTY = bytes(SECONDS * _SIZE)
_ALL = Struct(f"{2 * SECONDS}I")
_write = _BUCKET.pack_into
_read = _BUCKET.unpack_from


def count_into(topic: Topic, second: int, messages: int, size: int) -> None:
    """Count ``messages`` of together ``size`` bytes into the bucket of that second."""
    if topic.second != second:
        if topic.second_count:
            _push(topic)
        topic.second = second
        topic.second_count = messages
        topic.second_bytes = size
    else:
        topic.second_count += messages
        topic.second_bytes += size


def _push(topic: Topic) -> None:
    """Move the current bucket into the ring, after clearing what was skipped."""
    second = topic.second
    ring = topic.ring
    if ring is None:
        ring = topic.ring = bytearray(_EMPTY)
    else:
        for skipped in range(max(topic.ring_second, second - SECONDS) + 1, second):
            _write(ring, skipped % SECONDS * _SIZE, 0, 0)
    size = topic.second_bytes
    _write(
        ring,
        second % SECONDS * _SIZE,
        topic.second_count,
        size if size < _LARGEST else _LARGEST,
    )
    topic.ring_second = second


def _bucket(topic: Topic, second: int) -> tuple[int, int]:
    """Messages and bytes of that second."""
    if second == topic.second:
        return topic.second_count, topic.second_bytes
    if topic.ring is None or not 0 <= topic.ring_second - second < SECONDS:
        return 0, 0
    messages, size = _read(topic.ring, second % SECONDS * _SIZE)
    return messages, size


def buckets(topic: Topic, now: float) -> list[int]:
    """Messages in each of the last 60 seconds, oldest first, the running second last."""
    last = int(now)
    first = last - SECONDS + 1
    values = [0] * SECONDS
    if topic.ring is not None:
        counts = _ALL.unpack(topic.ring)[::2]
        newest = topic.ring_second
        for second in range(max(first, newest - SECONDS + 1), min(newest, last) + 1):
            values[second - first] = counts[second % SECONDS]
    if first <= topic.second <= last:
        values[topic.second - first] = topic.second_count
    return values


def recent(topic: Topic, since: int) -> tuple[int, int]:
    """Messages and bytes on exactly this topic in its last two active seconds, for ranking."""
    second = topic.second
    if second < since:
        return 0, 0
    messages, size = topic.second_count, topic.second_bytes
    before = topic.ring_second if topic.ring is not None else since - 1
    if before >= since:
        more, larger = _bucket(topic, before)
        messages += more
        size += larger
    if topic.children is None:
        return messages, size
    for child in topic.children.values():
        if child.second == second:
            messages -= child.second_count
            size -= child.second_bytes
        if before >= since and child.second >= before:
            more, larger = _bucket(child, before)
            messages -= more
            size -= larger
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
    for child in (topic.children or {}).values():
        below = _totals(child, int(now), window)
        messages -= below[0]
        size -= below[1]
    seconds = window + now - int(now)
    # Below nothing when a clock was set back, or a second of more than 4 GB was cut off above.
    return max(messages, 0) / seconds, max(size, 0) / seconds


def _totals(topic: Topic, last: int, window: int) -> tuple[int, int]:
    messages = size = 0
    if topic.second >= last - window:
        for second in range(last - window, last + 1):
            more, larger = _bucket(topic, second)
            messages += more
            size += larger
    return messages, size
