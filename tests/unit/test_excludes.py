"""What is excluded is counted, and reaches neither tree nor log."""

from __future__ import annotations

import pytest

from pubsub_tui.message import Message
from pubsub_tui.model.excludes import Excludes
from pubsub_tui.model.traffic import Traffic


def said(*topics: str) -> list[Message]:
    return [Message(topic, b"xy") for topic in topics]


def topics_of(traffic: Traffic) -> list[str]:
    history = traffic.history
    return [message.topic for message in history.slice(history.first, history.end)]


def test_what_matches_is_counted_and_not_kept() -> None:
    traffic = Traffic()
    traffic.excludes.add("a/#")
    traffic.add(said("a/x", "b", "a/x", "a", "c"))
    assert topics_of(traffic) == ["b", "c"]
    assert traffic.topic("a") is None
    assert (traffic.received, traffic.received_bytes, traffic.excludes.count) == (5, 10, 3)
    assert [(each.count, each.bytes) for each in traffic.excludes.entries] == [(3, 6)]


def test_what_came_before_stays_and_what_comes_after_it_was_given_up_is_kept() -> None:
    traffic = Traffic()
    traffic.add(said("a/x"))
    traffic.excludes.add("a/#")
    traffic.add(said("a/x"))
    traffic.excludes.remove("a/#")
    traffic.add(said("a/x"))
    topic = traffic.topic("a/x")
    assert topic is not None
    assert topic.count == 2
    assert traffic.excludes.count == 1


def test_the_first_filter_that_matches_counts() -> None:
    excludes = Excludes(["a/+", "#"])
    kept, size = excludes.sift(said("a/b", "c", "$SYS/x"))
    assert ([each.topic for each in kept], size) == (["$SYS/x"], 4)
    assert [each.count for each in excludes.entries] == [1, 1]


def test_a_filter_is_replaced_in_its_place_and_counts_anew() -> None:
    excludes = Excludes(["a", "b"])
    excludes.sift(said("a", "b"))
    excludes.add("c", instead_of="a")
    assert [(each.topic_filter, each.count) for each in excludes.entries] == [("c", 0), ("b", 1)]
    assert excludes.count == 2
    excludes.add("b", instead_of="b")
    assert [each.count for each in excludes.entries] == [0, 1]


def test_a_filter_can_not_be_there_twice() -> None:
    excludes = Excludes(["a", "b"])
    with pytest.raises(ValueError, match="already in the list"):
        excludes.add("a")
    with pytest.raises(ValueError, match="already in the list"):
        excludes.add("a", instead_of="b")


def test_a_batch_of_nothing_else_leaves_no_trace_but_the_count() -> None:
    traffic = Traffic()
    traffic.excludes.add("#")
    traffic.add(said("a", "b"))
    assert traffic.settle(1.0) == 0
    assert (traffic.history.kept, traffic.topic_count, traffic.excludes.count) == (0, 0, 2)
