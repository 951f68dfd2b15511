"""The newest messages of a topic, out of the log."""

from __future__ import annotations

from pubsub_tui.message import Message
from pubsub_tui.model.recent import recent
from pubsub_tui.model.traffic import Traffic


def test_the_newest_come_first_and_no_more_than_asked_for() -> None:
    traffic = Traffic(10_000_000)
    messages = [Message(f"a/{number % 2}", b"%d" % number) for number in range(20)]
    traffic.add(messages)
    traffic.settle()
    topic = traffic.topic("a/1")
    assert topic is not None
    assert recent(traffic.history, topic, 3) == [messages[19], messages[17], messages[15]]
    assert len(recent(traffic.history, topic, 100)) == 10


def test_the_very_newest_is_found_when_the_log_forgot_it() -> None:
    traffic = Traffic(1_000)
    first = Message("a", b"1")
    traffic.add([first])
    for _ in range(10):
        traffic.add([Message("b", b"x" * 500)])
    traffic.settle()
    topic = traffic.topic("a")
    assert topic is not None
    assert recent(traffic.history, topic, 5) == [first]


def test_a_level_without_messages_of_its_own_has_none() -> None:
    traffic = Traffic(10_000_000)
    traffic.add([Message("a/b", b"1")])
    traffic.settle()
    topic = traffic.topic("a")
    assert topic is not None
    assert recent(traffic.history, topic, 5) == []
