"""The rows of the topic tree against a plain walk down the topics."""

from __future__ import annotations

from collections.abc import Iterable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pubsub_tui.message import Message
from pubsub_tui.model.selection import Selection
from pubsub_tui.model.topic import Topic
from pubsub_tui.model.topic_rows import TopicRows
from pubsub_tui.model.traffic import Traffic

TOPICS = st.lists(
    st.lists(st.sampled_from(["a", "b", "10", "9", "", "$x"]), min_size=1, max_size=5).map(
        "/".join
    ),
    min_size=1,
    max_size=30,
)
STEPS = st.lists(
    st.tuples(
        st.sampled_from(["fold", "unfold", "reveal", "fold_all", "unfold_all", "new"]),
        st.integers(0, 99),
    ),
    max_size=12,
)


def heard(topics: Iterable[str]) -> Traffic:
    traffic = Traffic()
    traffic.add([Message(topic, b"x") for topic in topics])
    return traffic


def found(traffic: Traffic, path: str) -> Topic:
    topic = traffic.topic(path)
    assert topic is not None
    return topic


def paths(rows: TopicRows, keep: Topic | None = None) -> list[str]:
    rows.refresh(keep if keep is not None else Topic("", None))
    return [topic.path for topic in rows.rows]


def walk(topic: Topic, rows: TopicRows) -> list[Topic]:
    """What should be on show: the children in order, each before what is open below it."""
    shown: list[Topic] = []
    for child in topic.ordered():
        shown.append(child)
        if rows.is_open(child):
            shown += walk(child, rows)
    return shown


def everything(topic: Topic) -> list[Topic]:
    below = [each for child in topic.ordered() for each in everything(child)]
    return [topic, *below]


@given(TOPICS, STEPS)
def test_rows_are_what_a_walk_down_the_open_levels_meets(
    topics: list[str], steps: list[tuple[str, int]]
) -> None:
    traffic = heard(topics)
    rows = TopicRows(traffic, Selection(traffic))
    known = everything(traffic.root)[1:]
    for step, which in steps:
        topic = known[which % len(known)]
        if step == "new":
            traffic.add([Message(f"{topic.path}/new", b"")])
        elif step.endswith("_all"):
            getattr(rows, step)()
        else:
            getattr(rows, step)(topic)
        rows.refresh(traffic.root)
        assert rows.rows == walk(traffic.root, rows)


@given(TOPICS)
def test_what_is_unfolded_by_hand_is_open_and_what_is_folded_is_not(topics: list[str]) -> None:
    traffic = heard(topics)
    rows = TopicRows(traffic, Selection(traffic))
    for topic in everything(traffic.root)[1:]:
        rows.unfold(topic)
        assert rows.is_open(topic) == bool(topic.children)
        rows.fold(topic)
        assert not rows.is_open(topic)


@given(TOPICS, st.integers(0, 99))
def test_a_topic_that_is_revealed_has_a_row_and_is_not_opened(
    topics: list[str], which: int
) -> None:
    traffic = heard(topics)
    rows = TopicRows(traffic, Selection(traffic))
    known = everything(traffic.root)[1:]
    topic = known[which % len(known)]
    rows.fold_all()
    rows.reveal(topic)
    rows.refresh(traffic.root)
    assert topic in rows.rows
    assert not rows.is_open(topic)


@given(TOPICS)
def test_all_open_shows_every_level_and_all_closed_only_the_first(topics: list[str]) -> None:
    traffic = heard(topics)
    rows = TopicRows(traffic, Selection(traffic))
    rows.unfold_all()
    rows.refresh(traffic.root)
    assert rows.rows == everything(traffic.root)[1:]
    rows.fold_all()
    rows.refresh(traffic.root)
    assert rows.rows == traffic.root.ordered()


def test_nothing_changes_as_long_as_no_topic_is_new() -> None:
    traffic = heard(["a/b"])
    rows = TopicRows(traffic, Selection(traffic))
    assert rows.refresh(traffic.root)
    assert not rows.refresh(traffic.root)
    traffic.add([Message("a/b", b"again")])
    assert not rows.refresh(traffic.root)
    traffic.add([Message("a/c", b"new")])
    assert rows.refresh(traffic.root)
    assert paths(rows, traffic.root) == ["a", "a/b", "a/c"]


def test_what_fits_on_a_screen_is_unfolded_by_itself_but_for_system_topics() -> None:
    traffic = heard(["site/1/temp", "site/2/temp", "$SYS/broker/uptime"])
    assert paths(TopicRows(traffic, Selection(traffic))) == [
        "site",
        "site/1",
        "site/1/temp",
        "site/2",
        "site/2/temp",
        "$SYS",
    ]


@pytest.mark.parametrize(("second_level", "shown"), [(58, 59), (59, 60), (60, 1)])
def test_a_level_with_which_the_rows_no_longer_fit_stays_folded(
    second_level: int, shown: int
) -> None:
    traffic = heard(f"site/{number}" for number in range(second_level))
    assert len(paths(TopicRows(traffic, Selection(traffic)))) == shown


def test_levels_are_folded_again_when_they_no_longer_fit() -> None:
    traffic = heard(["a/b/c"])
    rows = TopicRows(traffic, Selection(traffic))
    assert paths(rows) == ["a", "a/b", "a/b/c"]
    traffic.add([Message(f"a/b/{number}", b"") for number in range(70)])
    assert paths(rows) == ["a", "a/b"]


def test_the_topic_to_be_kept_has_a_row_even_when_not_all_rows_fit() -> None:
    traffic = heard(f"a/b/{number}" for number in range(70))
    shown = paths(TopicRows(traffic, Selection(traffic)), found(traffic, "a/b/7"))
    assert "a/b/7" in shown
    assert len(shown) == 72


def test_nothing_opens_by_itself_once_the_user_has_folded_or_unfolded() -> None:
    traffic = heard(["a/b/c"])
    rows = TopicRows(traffic, Selection(traffic))
    assert paths(rows) == ["a", "a/b", "a/b/c"]
    rows.fold(found(traffic, "a/b"))
    assert paths(rows) == ["a", "a/b"]
    traffic.add([Message("x/y", b"")])
    assert paths(rows) == ["a", "a/b", "x"]


def test_after_clearing_levels_open_by_themselves_again() -> None:
    traffic = heard(["a/b"])
    rows = TopicRows(traffic, Selection(traffic))
    rows.fold_all()
    traffic.clear()
    rows.forget()
    assert paths(rows) == []
    traffic.add([Message("a/b", b"")])
    assert paths(rows) == ["a", "a/b"]


def test_a_topic_of_very_many_levels_can_be_unfolded() -> None:
    traffic = heard(["/".join("x" * 60_000)])
    rows = TopicRows(traffic, Selection(traffic))
    rows.unfold_all()
    shown = paths(rows)
    assert len(shown) == 128
    assert shown[-1] == "/".join("x" * 60_000)


def test_numbers_of_up_to_twenty_digits_are_in_the_order_of_their_values() -> None:
    numbers = [str(10**digits - 1) for digits in range(1, 20)] + [str(2**64 - 1)]
    traffic = heard(reversed(numbers))
    assert paths(TopicRows(traffic, Selection(traffic))) == numbers
