"""What a topic that is being written can become."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pubsub_tui.message import Message
from pubsub_tui.model.topic_completion import MOST_OFFERED, TopicCompletion
from pubsub_tui.model.traffic import Traffic

TOPICS = (
    "site/line/2/temp",
    "site/line/10/temp",
    "site/light",
    "site/lamp",
    "site/light/dim",
    "other/site/limit",
    "other/debug",
    "$SYS/broker/uptime",
)


def traffic(*topics: str) -> Traffic:
    found = Traffic()
    found.add([Message(each, b"1") for each in topics])
    return found


def offered(text: str, *topics: str) -> list[str]:
    completion = TopicCompletion(traffic(*(topics or TOPICS)), text)
    while not completion.complete:
        completion.advance(1)
    return [each.topic for each in completion.best()]


@pytest.mark.parametrize(
    ("text", "offers"),
    [
        ("", ["other/", "site/"]),
        ("o", ["other/"]),
        ("site/", ["site/lamp", "site/light/", "site/line/"]),
        ("site/li", ["site/light/", "site/line/", "other/site/limit"]),
        ("site/line/", ["site/line/2/", "site/line/10/"]),
        ("site/line/2/", ["site/line/2/temp"]),
        ("$", ["$SYS/"]),
        ("$SYS/b", ["$SYS/broker/"]),
    ],
)
def test_the_next_levels_come_first_and_in_order(text: str, offers: list[str]) -> None:
    assert offered(text)[: len(offers)] == offers


def test_letters_find_topics_in_the_whole_tree() -> None:
    assert offered("2temp") == ["site/line/2/temp"]
    assert offered("dbg") == ["other/debug"]
    assert "site/light" in offered("light")


def test_what_is_written_is_not_offered_but_what_is_below_it() -> None:
    assert offered("other/debug") == []
    assert offered("site/light")[:2] == ["site/light/", "site/light/dim"]


def test_the_letters_that_were_written_are_told() -> None:
    completion = TopicCompletion(traffic("site/light"), "site/gh")
    completion.advance(1)
    assert [each.places for each in completion.best()] == [(0, 1, 2, 3, 4, 7, 8)]


def test_system_topics_are_offered_only_behind_a_dollar() -> None:
    assert not [each for each in offered("up") if each.startswith("$")]
    assert "$SYS/broker/uptime" in offered("$up")


def test_of_many_the_first_are_offered() -> None:
    topics = [f"flat/{number}" for number in range(1_000)]
    assert offered("flat/", *topics) == topics[:MOST_OFFERED]
    assert offered("flat/99", *topics)[0] == "flat/990"


@given(st.lists(st.text(max_size=6), max_size=6), st.text("a/$ ", max_size=4) | st.text())
def test_any_text_can_be_written_over_any_topics(topics: list[str], text: str) -> None:
    completion = TopicCompletion(traffic(*topics), text)
    while not completion.complete:
        completion.advance(1)
    for offer in completion.best():
        assert offer.topic != text
        assert any((each + "/").startswith(offer.topic) for each in topics)


def test_topics_that_come_while_it_looks_are_no_trouble() -> None:
    known = traffic(*(f"a/{number}" for number in range(1_000)))
    completion = TopicCompletion(known, "a/9")
    for number in range(20):
        completion.advance(0)
        known.add([Message(f"a/new{number}", b""), Message(f"b{number}/9", b"")])
    while not completion.complete:
        completion.advance(1)
    assert completion.best()[0].topic == "a/90"
