"""The message before another one that fits, looked for in the log within a bound."""

from __future__ import annotations

import pytest

from pubsub_tui.message import Message
from pubsub_tui.model import earlier as module
from pubsub_tui.model.earlier import Earlier, earlier
from pubsub_tui.model.history import History


def log(*rows: tuple[str, float]) -> tuple[History, list[Message]]:
    messages = [Message(topic, b"", received_at=at) for topic, at in rows]
    history = History(10**6)
    history.extend(messages, 0)
    return history, messages


def test_the_newest_before_it_is_found_though_others_came_at_the_same_time() -> None:
    history, m = log(("a", 1.0), ("a", 2.0), ("b", 2.0), ("a", 2.0), ("a", 3.0))
    assert earlier(history, m[3], lambda each: each.topic == "a") == Earlier(m[1], False)
    assert earlier(history, m[4], lambda each: each.topic == "b") == Earlier(m[2], False)
    assert earlier(history, m[1], lambda each: each.topic == "b") == Earlier(None, True)


def test_it_looks_so_far_and_says_whether_that_was_all(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "REACH", 2)
    history, m = log(*[(topic, float(at)) for at, topic in enumerate("axxb")])
    assert earlier(history, m[3], lambda each: each.topic == "a") == Earlier(None, False)
    assert earlier(history, m[2], lambda each: each.topic == "a") == Earlier(m[0], False)
    assert earlier(history, m[2], lambda each: False) == Earlier(None, True)


def test_one_that_is_no_longer_kept_has_none_before() -> None:
    history, m = log(("a", 1.0), ("a", 2.0))
    history.clear()
    assert earlier(history, m[1], lambda each: True) == Earlier(None, True)


def test_a_clock_that_was_set_back_does_no_harm() -> None:
    history, m = log(*[("a", 100.0 + at) for at in range(50)], ("b", 5.0), ("c", 6.0))
    assert earlier(history, m[-1], lambda each: True).message is m[-2]
