"""Rates of a topic's subtree over the last minute, in one-second buckets.

A topic that is quiet costs nothing: buckets are written when something arrives, a topic that
was active in one second only needs no ring at all, and gaps are filled when the ring is
next written or read.
"""

from __future__ import annotations

from array import array
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pubsub_tui.model.topic import Topic

SECONDS = 60
_EMPTY = bytes(2 * SECONDS * 4)
_LARGEST = 2**32 - 1


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
    ring = topic.ring
    if ring is None:
        ring = topic.ring = array("I", _EMPTY)
    elif topic.second - topic.ring_second > 1:
        gap = min(topic.second - topic.ring_second - 1, SECONDS)
        for second in range(topic.second - gap, topic.second):
            ring[second % SECONDS] = 0
            ring[SECONDS + second % SECONDS] = 0
    slot = topic.second % SECONDS
    ring[slot] = topic.second_count
    ring[SECONDS + slot] = min(topic.second_bytes, _LARGEST)
    topic.ring_second = topic.second


def _bucket(topic: Topic, second: int, offset: int) -> int:
    if second == topic.second:
        return topic.second_bytes if offset else topic.second_count
    ring = topic.ring
    age = topic.ring_second - second
    if ring is None or not 0 <= age < SECONDS:
        return 0
    return ring[offset + second % SECONDS]


def buckets(topic: Topic, now: float) -> list[int]:
    """Messages in each of the last 60 seconds, oldest first, the running second last."""
    last = int(now)
    return [_bucket(topic, second, 0) for second in range(last - SECONDS + 1, last + 1)]


def message_rate(topic: Topic, now: float, window: int = 5) -> float:
    """Messages per second on the topic and below, over about ``window`` seconds."""
    return _rate(topic, now, window, 0)


def byte_rate(topic: Topic, now: float, window: int = 5) -> float:
    """Payload bytes per second on the topic and below, over about ``window`` seconds."""
    return _rate(topic, now, window, SECONDS)


def _rate(topic: Topic, now: float, window: int, offset: int) -> float:
    last = int(now)
    if topic.second < last - window:
        return 0.0
    total = sum(_bucket(topic, second, offset) for second in range(last - window, last + 1))
    return total / (window + now - last)
