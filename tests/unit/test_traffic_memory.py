"""What topics take in memory, so that a million fit: sizes as allocated, not the process's."""

from __future__ import annotations

import tracemalloc

from pubsub_tui.message import Message
from pubsub_tui.model.traffic import Traffic

TOPICS = 10_000
AT_MOST = 680
"""Bytes for a topic, the level above it that it has for itself, and its newest message."""


def test_topics_active_in_two_seconds_take_little() -> None:
    topics = [
        f"site/{index % 10}/line/{index // 10 % 100}/device{index}/temperature"
        for index in range(TOPICS)
    ]
    traffic = Traffic(history_bytes=0)
    tracemalloc.start()
    try:
        for now in (1000.5, 1001.5):
            traffic.add([Message(topic, b"", 0, False, now) for topic in topics])
            traffic.settle(now)
        taken, _ = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert traffic.topic_count == TOPICS
    assert taken / TOPICS <= AT_MOST, f"{taken / TOPICS:.0f} bytes a topic"
