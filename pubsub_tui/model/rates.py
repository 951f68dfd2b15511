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
    """Roughly messages and bytes: the running second and the active one before, for ranking."""
    if topic.second < since:
        return 0, 0
    messages, size = topic.second_count, topic.second_bytes
    if topic.ring is not None and topic.ring_second >= since:
        before = _read(topic.ring, topic.ring_second % SECONDS * _SIZE)
        messages += before[0]
        size += before[1]
    return messages, size


def message_rate(topic: Topic, now: float, window: int = 5) -> float:
    """Messages per second on the topic and below, over about ``window`` seconds."""
    return _rate(topic, now, window, 0)


def byte_rate(topic: Topic, now: float, window: int = 5) -> float:
    """Payload bytes per second on the topic and below, over about ``window`` seconds."""
    return _rate(topic, now, window, 1)


def _rate(topic: Topic, now: float, window: int, which: int) -> float:
    last = int(now)
    if topic.second < last - window:
        return 0.0
    total = sum(_bucket(topic, second)[which] for second in range(last - window, last + 1))
    return total / (window + now - last)
