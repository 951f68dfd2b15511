"""The busiest topics, compared with counting and sorting everything."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pubsub_tui.message import Message
from pubsub_tui.model.ranking import Column, Row, busiest
from pubsub_tui.model.traffic import Traffic

START = 1000
RATES = (Column.MESSAGE_RATE, Column.BYTE_RATE)
TOPICS = st.lists(st.sampled_from(["a", "b", "1", ""]), min_size=1, max_size=3).map("/".join)
ARRIVALS = st.lists(
    st.tuples(TOPICS, st.integers(0, 12), st.integers(1, 5), st.integers(0, 9)), max_size=40
)
STEADY = st.dictionaries(TOPICS, st.integers(0, 5), min_size=9)
Key = Callable[[Row], object]
KEYS: dict[Column, Key] = {
    Column.TOPIC: lambda row: row.topic.path,
    Column.MESSAGE_RATE: lambda row: (row.message_rate, row.count),
    Column.BYTE_RATE: lambda row: (row.byte_rate, row.count),
    Column.COUNT: lambda row: row.count,
    Column.LAST_SEEN: lambda row: row.last_seen,
}


@dataclass
class Counted:
    """Traffic, and beside it what came on each topic: second, messages, bytes."""

    traffic: Traffic = field(default_factory=Traffic)
    came: dict[str, list[tuple[int, int, int]]] = field(default_factory=dict)

    def put(self, topic: str, second: int, count: int, size: int = 1) -> None:
        self.traffic.add([Message(topic, b"x" * size, 0, False, second)] * count)
        self.traffic.settle(second)
        self.came.setdefault(topic, []).append((second, count, size * count))

    def rows(self, now: float) -> list[Row]:
        return [self._row(topic, now) for topic in self.came]

    def _row(self, path: str, now: float) -> Row:
        came = self.came[path]
        since = int(now) - 5
        window = now - since
        topic = self.traffic.topic(path)
        assert topic is not None
        return Row(
            topic,
            sum(count for second, count, _ in came if since <= second <= now) / window,
            sum(size for second, _, size in came if since <= second <= now) / window,
            sum(count for _, count, _ in came),
            max(second for second, _, _ in came),
        )


def agree(counted: Counted, now: float, by: Column, limit: int, reverse: bool) -> None:
    """The first rows are those that sorting all rows gives, where those that tie may swap."""
    everything = {row.topic.path: row for row in counted.rows(now)}
    found = busiest(counted.traffic.root, now, by, limit, reverse)
    assert all(row == everything[row.topic.path] for row in found)
    assert len({row.topic.path for row in found}) == len(found)
    keys = sorted(map(KEYS[by], everything.values()), reverse=reverse)  # type: ignore[type-var]
    assert [KEYS[by](row) for row in found] == keys[:limit]


def steady(rates: Mapping[str, int]) -> Counted:
    """Each topic at its rate for some seconds, after one message on each long before."""
    counted = Counted()
    for number, topic in enumerate(rates):
        counted.put(topic, START - 100, 1 + number % 3)
    for second in range(START, START + 8):
        for topic, rate in rates.items():
            if rate:
                counted.put(topic, second, rate, size=2)
    return counted


@settings(max_examples=60, deadline=None)
@given(ARRIVALS, st.sampled_from(Column), st.booleans(), st.integers(0, 19))
def test_figures_and_order_are_exact_while_topics_are_few(
    arrivals: list[tuple[str, int, int, int]], by: Column, reverse: bool, tenths: int
) -> None:
    counted = Counted()
    for topic, second, count, size in sorted(arrivals, key=lambda arrival: arrival[1]):
        counted.put(topic, START + second, count, size)
    agree(counted, START + 12 + tenths / 10, by, 20, reverse)


@settings(max_examples=60, deadline=None)
@given(STEADY, st.sampled_from(Column), st.booleans())
def test_one_of_many_is_the_first_of_all_when_rates_are_steady(
    rates: dict[str, int], by: Column, reverse: bool
) -> None:
    agree(steady(rates), START + 7.5, by, 1, reverse)


@pytest.mark.parametrize("by", Column)
@pytest.mark.parametrize("reverse", [True, False])
def test_far_more_topics_than_are_asked_for(by: Column, reverse: bool) -> None:
    counted = steady({f"site/{number}": number * 7919 % 50 for number in range(200)})
    agree(counted, START + 7.5, by, 5, reverse)


@pytest.mark.parametrize("by", RATES)
def test_a_busy_topic_is_not_hidden_by_levels_above_that_are_busier_together(by: Column) -> None:
    rates = {f"site/{site}/{leaf}": 1 for site in range(40) for leaf in range(20)}
    rates |= {f"site/{site}": 1 for site in range(40)}
    counted = steady({**rates, "site/7/busy": 9})
    (row,) = busiest(counted.traffic.root, START + 7.5, by, 1)
    assert row.topic.path == "site/7/busy"


def test_topics_without_a_rate_are_ordered_by_their_count_though_they_are_many() -> None:
    counted = Counted()
    for number in range(100):
        counted.put(f"t/{number}", START, 1 + number * 37 % 100)
    rows = busiest(counted.traffic.root, START + 60.0, Column.MESSAGE_RATE, 3)
    assert [(row.message_rate, row.count) for row in rows] == [(0, 100), (0, 99), (0, 98)]


def test_only_topics_at_and_below_the_scope_are_ranked() -> None:
    counted = steady({"a": 1, "a/b": 2, "a/b/c": 3, "ab": 9})
    scope = counted.traffic.topic("a/b")
    assert scope is not None
    rows = busiest(scope, START + 7.5, Column.MESSAGE_RATE, 9)
    assert [row.topic.path for row in rows] == ["a/b/c", "a/b"]


def test_a_level_without_messages_of_its_own_is_no_topic() -> None:
    counted = steady({"a/b/c": 1})
    rows = busiest(counted.traffic.root, START + 7.5, Column.TOPIC, 9)
    assert [row.topic.path for row in rows] == ["a/b/c"]
