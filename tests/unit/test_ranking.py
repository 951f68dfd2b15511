"""Ranked topics and levels, compared with counting and sorting everything."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pubsub_tui.message import Message
from pubsub_tui.model.cadence import cadence, lateness
from pubsub_tui.model.figures import Column, Row, row_key
from pubsub_tui.model.ranking import Order, Ranking, levels_below
from pubsub_tui.model.topic import Topic
from pubsub_tui.model.traffic import Traffic
from tests.unit.ranked import ranked

START = 1000
RATES = (Column.MESSAGE_RATE, Column.BYTE_RATE)
TOPICS = st.lists(st.sampled_from(["a", "b", "1", ""]), min_size=1, max_size=3).map("/".join)
ARRIVALS = st.lists(
    st.tuples(TOPICS, st.integers(0, 12), st.integers(1, 5), st.integers(0, 9)), max_size=40
)
STEADY = st.dictionaries(TOPICS, st.integers(0, 5), min_size=9)


@dataclass
class Counted:
    """Traffic, and beside it the second and the payload of what came on each topic.

    Attributes:
        changes: messages with another payload than the one before.
    """

    traffic: Traffic = field(default_factory=Traffic)
    came: dict[str, list[tuple[int, bytes]]] = field(default_factory=lambda: defaultdict(list))
    changes: Counter[str] = field(default_factory=Counter)

    def put(self, topic: str, second: int, count: int, size: int = 1) -> None:
        self.traffic.add([Message(topic, b"x" * size, 0, False, second)] * count)
        self.traffic.settle(second)
        before = self.came[topic]
        if before and before[-1][1] != b"x" * size:
            self.changes[topic] += count  # The first stands for all that come in a frame.
        self.came[topic] += [(second, b"x" * size)] * count

    def topic(self, path: str) -> Topic:
        found = self.traffic.topic(path)
        assert found is not None
        return found

    def rows(self, now: float, depth: int | None = None) -> list[Row]:
        """What has to be found, in no order."""
        groups = defaultdict(list)
        for path in self.came:
            levels = path.split("/")
            groups["/".join(levels[:depth])].append(path)
        rows = []
        for level, paths in groups.items():
            rows.append(self._row(level, paths, now))
        return rows

    def _row(self, level: str, paths: list[str], now: float) -> Row:
        came = [each for path in paths for each in self.came[path]]
        since = int(now) - 5
        recent = [payload for second, payload in came if since <= second <= now]
        topic = self.topic(level)
        group = paths != [level]
        compared = len(came) - len(paths)
        usual = None if group else cadence(topic)
        return Row(
            topic,
            group,
            group or not topic.children,
            len(recent) / (now - since),
            sum(map(len, recent)) / (now - since),
            len(came) / sum(map(len, self.came.values())),
            len(came),
            sum(len(payload) for _, payload in came) / len(came),
            max(len(payload) for _, payload in came),
            usual.interval if usual else None,
            usual.jitter if usual else None,
            sum(self.changes[path] for path in paths) / compared if compared else None,
            None if group else lateness(topic, now, 0),
            max(second for second, _ in came),
        )


def agree(counted: Counted, now: float, order: Order) -> None:
    """The first rows are those that sorting all rows gives, where those that tie may swap."""
    everything = {row.topic: row for row in counted.rows(now, order.depth)}
    found = ranked(counted.traffic.root, now, order)
    assert found == [everything[row.topic] for row in found]
    assert len({row.topic for row in found}) == len(found)
    key = row_key(order.by, order.reverse)
    keys = sorted(map(key, everything.values()), reverse=order.reverse)
    assert [key(row) for row in found] == keys[: order.limit]


def steady(rates: Mapping[str, int]) -> Counted:
    """Each topic at its rate for some seconds, after one message on each long before."""
    counted = Counted()
    for number, topic in enumerate(rates):
        counted.put(topic, START - 100, 1 + number % 3)
    for second in range(START, START + 8):
        for topic, rate in rates.items():
            if rate:
                counted.put(topic, second, rate, size=2 + second % 2)
    return counted


@settings(max_examples=100, deadline=None)
@given(
    ARRIVALS,
    st.sampled_from(Column),
    st.booleans(),
    st.integers(0, 19),
    st.none() | st.integers(1, 4),
)
def test_figures_and_order_are_exact_while_topics_are_few(
    arrivals: list[tuple[str, int, int, int]],
    by: Column,
    reverse: bool,
    tenths: int,
    depth: int | None,
) -> None:
    counted = Counted()
    for topic, second, count, size in sorted(arrivals, key=lambda arrival: arrival[1]):
        counted.put(topic, START + second, count, size)
    agree(counted, START + 12 + tenths / 10, Order(by, reverse, 20, depth))


@settings(max_examples=60, deadline=None)
@given(STEADY, st.sampled_from(Column), st.booleans(), st.none() | st.integers(1, 2))
def test_one_of_many_is_the_first_of_all_when_rates_are_steady(
    rates: dict[str, int], by: Column, reverse: bool, depth: int | None
) -> None:
    agree(steady(rates), START + 7.5, Order(by, reverse, 1, depth))


@pytest.fixture(scope="module")
def many() -> Counted:
    """More topics than one slice takes."""
    return steady({f"site{number % 70}/{number}": number * 7919 % 50 for number in range(1200)})


@pytest.mark.parametrize("by", Column)
@pytest.mark.parametrize("reverse", [True, False])
@pytest.mark.parametrize("depth", [None, 1, 2])
def test_far_more_topics_than_are_asked_for(
    many: Counted, by: Column, reverse: bool, depth: int | None
) -> None:
    agree(many, START + 7.5, Order(by, reverse, 5, depth))


@pytest.mark.parametrize("by", RATES)
def test_a_busy_topic_is_not_hidden_by_levels_above_that_are_busier_together(by: Column) -> None:
    rates = {f"site/{site}/{leaf}": 1 for site in range(40) for leaf in range(20)}
    rates |= {f"site/{site}": 1 for site in range(40)}
    counted = steady({**rates, "site/7/busy": 9})
    (row,) = ranked(counted.traffic.root, START + 7.5, Order(by, limit=1))
    assert row.topic.path == "site/7/busy"


def test_topics_without_a_rate_are_ordered_by_their_count_though_they_are_many() -> None:
    counted = Counted()
    for number in range(100):
        counted.put(f"t/{number}", START, 1 + number * 37 % 100)
    rows = ranked(counted.traffic.root, START + 60.0, Order(limit=3))
    assert [(row.message_rate, row.count) for row in rows] == [(0, 100), (0, 99), (0, 98)]


def test_only_topics_at_and_below_the_scope_are_ranked() -> None:
    counted = steady({"a": 1, "a/b": 2, "a/b/c": 3, "ab": 9})
    rows = ranked(counted.topic("a/b"), START + 7.5, Order())
    assert [row.topic.path for row in rows] == ["a/b/c", "a/b"]
    assert sum(row.share for row in rows) == 1


def test_a_level_without_messages_of_its_own_is_no_topic() -> None:
    counted = steady({"a/b/c": 1})
    rows = ranked(counted.traffic.root, START + 7.5, Order(Column.TOPIC))
    assert [row.topic.path for row in rows] == ["a/b/c"]


def test_depth_counts_from_the_scope_and_all_messages_are_in_some_row() -> None:
    counted = steady({"a": 1, "a/b": 1, "a/b/c": 2, "a/b/c/d": 3, "a/x/y": 4, "z": 1})

    def rows(scope: Topic, depth: int) -> list[tuple[str, bool]]:
        found = ranked(scope, START + 7.5, Order(Column.TOPIC, False, depth=depth))
        assert sum(row.count for row in found) == scope.subtree_count
        return [(row.topic.path, row.group) for row in found]

    root = counted.traffic.root
    assert rows(root, 1) == [("a", True), ("z", False)]
    assert rows(root, 2) == [("a", False), ("a/b", True), ("a/x", True), ("z", False)]
    assert rows(counted.topic("a"), 1) == [("a", False), ("a/b", True), ("a/x", True)]
    assert rows(counted.topic("a/b"), 1) == [("a/b", False), ("a/b/c", True)]
    assert levels_below(root) == 4
    assert levels_below(counted.topic("a/b")) == 2
    assert levels_below(counted.topic("z")) == 0


def test_a_group_sums_only_the_topics_that_a_filter_selects() -> None:
    counted = steady({"a/b": 1, "a/c": 2, "a/d": 4, "z/b": 1})
    only = {counted.topic(path) for path in ("a/b", "a/c", "z/b")}
    big, small = ranked(counted.traffic.root, START + 7.5, Order(depth=1), only)
    parts = ranked(counted.traffic.root, START + 7.5, Order(), only)
    assert (big.topic.path, big.group, big.whole) == ("a", True, False)
    assert small.topic.path == "z"
    mine = [row for row in parts if row.topic.path[0] == "a"]
    assert [row.topic.path for row in mine] == ["a/c", "a/b"]
    assert big.count == sum(row.count for row in mine)
    assert big.message_rate == pytest.approx(sum(row.message_rate for row in mine))
    assert big.byte_rate == pytest.approx(sum(row.byte_rate for row in mine))
    assert big.share + small.share == 1


def test_the_overdue_come_first_and_the_unknown_last_in_either_direction() -> None:
    now = 0.0
    traffic = Traffic(clock=lambda: now)
    for now in range(START, START + 60):
        topics = ["slow"] * (now % 5 == 0) + ["gone"] * (now < START + 40 and now % 2 == 0)
        topics += ["new"] * (now == START + 50)
        traffic.add([Message(topic, b"", 0, False, now) for topic in topics])
        traffic.settle()
    for reverse, wanted in ((True, ["gone", "slow", "new"]), (False, ["slow", "gone", "new"])):
        rows = ranked(traffic.root, now, Order(Column.LATE, reverse), since=traffic.since)
        assert [row.topic.path for row in rows] == wanted
        assert [row.overdue for row in rows] == [row.topic.path == "gone" for row in rows]
    rows = ranked(traffic.root, now, Order(Column.LATE))
    assert rows[0].late == pytest.approx((START + 59 - (START + 38)) / 2)


@pytest.mark.parametrize("depth", [None, 1])
def test_topics_that_are_new_while_a_ranking_is_made_do_not_disturb_it(depth: int | None) -> None:
    counted = steady({f"a{number}/b": 1 for number in range(700)})
    ranking = Ranking(counted.traffic.root, START + 7.5, 0.0, Order(limit=5, depth=depth))
    assert not ranking.advance(0)
    assert 0.5 < ranking.progress < 1
    assert ranking.rows == []
    for number in range(50):
        counted.put(f"a{number * 20}/new/{number}", START + 7, 3)
        counted.put(f"new{number}", START + 7, 3)
    while not ranking.advance(0):
        pass
    assert len(ranking.rows) == 5
    assert ranking.found >= 700
