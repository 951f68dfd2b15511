"""Rates and sparklines over one-second buckets, and the ranking by them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pubsub_tui.message import Message
from pubsub_tui.model.figures import Column
from pubsub_tui.model.ranking import Order
from pubsub_tui.model.rates import SECONDS, begin, buckets, byte_rate, message_rate
from pubsub_tui.model.topic import Topic
from pubsub_tui.model.traffic import Traffic
from tests.unit.ranked import ranked


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


LEVELS = ("a", "a/b", "a/b/c", "a/b/c/d", "a/x")
ARRIVALS = st.tuples(
    st.sampled_from(LEVELS),
    st.integers(0, 3) | st.integers(50, 70),
    st.integers(1, 5),
    st.integers(0, 9),
)


@given(st.lists(ARRIVALS, max_size=25), st.booleans())
def test_every_level_has_the_rates_of_what_came_on_it_and_below(
    arrivals: list[tuple[str, int, int, int]], settled: bool
) -> None:
    traffic = Traffic()
    now = 1000
    came: list[tuple[str, int, int, int]] = []
    for topic, gap, count, size in arrivals:
        now += gap
        if not settled and gap:
            traffic.settle(now - gap)
        traffic.add([Message(topic, b"x" * size, 0, False, now)] * count)
        if settled:
            traffic.settle(now)
        came.append((topic, now, count, size * count))
    traffic.settle(now)
    for level in filter(None, map(traffic.topic, LEVELS)):
        for end in (now, now + 1, now + 4, now + 30, now + 70):
            messages = dict.fromkeys(range(end - SECONDS + 1, end + 1), 0)
            sizes = dict(messages)
            for topic, second, count, size in came:
                if second in messages and f"{topic}/".startswith(f"{level.path}/"):
                    messages[second] += count
                    sizes[second] += size
            assert buckets(level, end + 0.5) == list(messages.values())
            assert message_rate(level, end + 0.5) == sum(list(messages.values())[-6:]) / 5.5
            assert byte_rate(level, end + 0.5) == sum(list(sizes.values())[-6:]) / 5.5


def test_a_clock_put_back_loses_no_running_second_and_holds_no_more_than_a_minute() -> None:
    topic = Topic("a", None)
    for turn in range(500):
        begin(topic, 5000 - turn, 1, 1)
        assert buckets(topic, 5000 - turn)[-1] == 1
    assert len(topic.past) <= 60 * 12
    begin(topic, 9000, 1, 1)
    assert topic.past == b""


def test_more_bytes_in_a_second_than_a_bucket_can_tell_are_as_many_as_it_can() -> None:
    topic = Topic("a", None)
    begin(topic, 1000, 1, 2**40)
    begin(topic, 1001, 1, 1)
    assert byte_rate(topic, 1001, window=1) == 2**32


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
        return ranked(traffic.root, 102.0, Order(by, limit=1))[0].topic.path

    assert first(Column.MESSAGE_RATE) == "many"
    assert first(Column.BYTE_RATE) == "large"
    assert first(Column.COUNT) == "many"
    assert first(Column.LAST_SEEN) == "late"
    assert ranked(traffic.root, 102.0, Order(Column.TOPIC, False, 1))[0].topic.path == "large"


def test_busiest_among_thousands_finds_the_one() -> None:
    traffic = Traffic()
    for index in range(3000):
        feed(traffic, f"t/{index}", 1, 100.0)
    feed(traffic, "t/1234", 50, 101.0)
    assert ranked(traffic.root, 102.0, Order(limit=5))[0].topic.path == "t/1234"


def test_a_topic_with_topics_below_is_ranked_by_its_own_messages() -> None:
    traffic = Traffic()
    feed(traffic, "a", 1, 100.0)
    feed(traffic, "a/b", 20, 100.0)
    rows = {row.topic.path: row for row in ranked(traffic.root, 101.0, Order(Column.COUNT))}
    assert rows["a"].message_rate * 20 == pytest.approx(rows["a/b"].message_rate)
