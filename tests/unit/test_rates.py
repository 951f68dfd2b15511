"""Rates and sparklines over one-second buckets, and the ranking by them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pubsub_tui.message import Message
from pubsub_tui.model.ranking import Column, busiest
from pubsub_tui.model.rates import SECONDS, buckets, byte_rate, message_rate
from pubsub_tui.model.traffic import Traffic


def feed(traffic: Traffic, topic: str, count: int, now: float, size: int = 4) -> None:
    traffic.add([Message(topic, b"x" * size, 0, False, now) for _ in range(count)])
    traffic.settle(now)


@given(st.lists(st.tuples(st.integers(0, 90), st.integers(1, 5)), max_size=30))
def test_buckets_equal_a_plain_count(arrivals: list[tuple[int, int]]) -> None:
    traffic = Traffic()
    now = 1000
    counted: dict[int, int] = {}
    for gap, count in arrivals:
        now += gap
        counted[now] = counted.get(now, 0) + count
        feed(traffic, "a/b", count, now + 0.5)
    for later in (0, 1, 30, 70):
        end = now + later
        wanted = [counted.get(second, 0) for second in range(end - SECONDS + 1, end + 1)]
        assert buckets(traffic.root, end + 0.9) == wanted


def test_rate_is_the_mean_of_the_last_seconds_and_falls_to_nothing() -> None:
    traffic = Traffic()
    for second in range(20):
        feed(traffic, "a", 10, 100.0 + second)
    assert message_rate(traffic.root, 120.0) == 10.0
    assert byte_rate(traffic.root, 120.0) == 40.0
    assert message_rate(traffic.root, 130.0) == 0.0


def test_a_topic_active_in_one_second_holds_no_other() -> None:
    traffic = Traffic()
    feed(traffic, "a", 3, 100.0)
    topic = traffic.topic("a")
    assert topic is not None
    assert topic.past == b""
    assert sum(buckets(topic, 105.0)) == 3


def test_busiest_by_each_column() -> None:
    traffic = Traffic()
    feed(traffic, "many", 9, 100.0, size=1)
    feed(traffic, "large", 2, 100.0, size=500)
    feed(traffic, "late", 1, 101.0, size=1)

    def first(by: Column) -> str:
        return busiest(traffic.root, 102.0, by, 1)[0].topic.path

    assert first(Column.MESSAGE_RATE) == "many"
    assert first(Column.BYTE_RATE) == "large"
    assert first(Column.COUNT) == "many"
    assert first(Column.LAST_SEEN) == "late"
    assert busiest(traffic.root, 102.0, Column.TOPIC, 1, reverse=False)[0].topic.path == "large"


def test_busiest_among_thousands_finds_the_one() -> None:
    traffic = Traffic()
    for index in range(3000):
        feed(traffic, f"t/{index}", 1, 100.0)
    feed(traffic, "t/1234", 50, 101.0)
    assert busiest(traffic.root, 102.0, Column.MESSAGE_RATE, 5)[0].topic.path == "t/1234"


def test_a_topic_with_topics_below_is_ranked_by_its_own_messages() -> None:
    traffic = Traffic()
    feed(traffic, "a", 1, 100.0)
    feed(traffic, "a/b", 20, 100.0)
    rows = {row.topic.path: row for row in busiest(traffic.root, 101.0, Column.COUNT, 9)}
    assert rows["a"].message_rate * 20 == pytest.approx(rows["a/b"].message_rate)
