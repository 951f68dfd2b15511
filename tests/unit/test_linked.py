"""Requests and replies that are linked with each other."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pubsub_tui.message import Message
from pubsub_tui.model import linked
from pubsub_tui.model.history import History
from pubsub_tui.model.linked import Found, Linked
from pubsub_tui.properties import response_properties

FOREVER = 1000.0


def asks(topic: str, correlation: bytes | None, at: float = 0.0, on: str = "service") -> Message:
    block = response_properties(topic, correlation or b"")
    if correlation is None:
        block = block[: -len(b"\x09\0\0")]
    return Message(on, b"?", received_at=at, properties=block)


def answers(topic: str, correlation: bytes | None, at: float = 0.0) -> Message:
    block = None
    if correlation is not None:
        block = b"\x09" + len(correlation).to_bytes(2, "big") + correlation
    return Message(topic, b"!", received_at=at, properties=block)


def kept(*messages: Message, budget: int = 10_000_000) -> History:
    history = History(budget)
    history.extend(list(messages), sum(len(each.payload) for each in messages))
    return history


def looked(history: History, message: Message) -> Linked:
    found = Linked(history, message)
    found.advance(FOREVER)
    found.advance(FOREVER)
    return found


def test_both_ways() -> None:
    request, reply = asks("r", b"1", 10.0), answers("r", b"1", 10.5)
    noise = [answers("r", b"2", 10.1), asks("r", b"2", 10.2), answers("x", b"1"), Message("r", b"")]
    history = kept(Message("a", b""), request, *noise, reply)
    assert looked(history, request).reply.found == Found(reply, 6, 0.5)
    assert looked(history, reply).request.found == Found(request, 1, 0.5)
    assert looked(history, noise[2]).request.found is None
    assert looked(history, noise[2]).reply.topic is None


def test_a_reply_before_the_request_answers_another() -> None:
    request, reply = asks("r", b"1"), answers("r", b"1")
    history = kept(reply, request)
    assert looked(history, request).reply.found is None
    assert looked(history, reply).request.found is None


def test_of_several_replies_each_knows_the_request_and_the_first_is_found() -> None:
    request = asks("r", b"1")
    replies = [answers("r", b"1", 1.0), answers("r", b"1", 2.0)]
    history = kept(request, *replies)
    for at, each in enumerate(replies, 1):
        assert looked(history, each).request.found == Found(request, 0, float(at))
    assert looked(history, request).reply.found == Found(replies[0], 1, 1.0)


def test_the_last_of_requests_that_are_alike_is_answered() -> None:
    first, second, reply = asks("r", b"1"), asks("r", b"1", 1.0), answers("r", b"1", 2.0)
    history = kept(first, second, reply)
    assert looked(history, reply).request.found == Found(second, 1, 1.0)


def test_without_correlation_data_the_first_after_the_request_is_the_reply() -> None:
    request, other = asks("r", None), answers("r", b"9")
    reply, later = answers("r", None, 1.0), answers("r", None, 2.0)
    history = kept(request, other, reply, later)
    assert looked(history, request).reply.found == Found(reply, 2, 1.0)
    assert looked(history, reply).request.found == Found(request, 0, 1.0)
    assert looked(history, later).request.found is None


def test_empty_correlation_data_is_not_none() -> None:
    history = kept(asks("r", b""), answers("r", None), answers("r", b"", 1.0))
    assert looked(history, history[0]).reply.found == Found(history[2], 2, 1.0)
    assert looked(history, history[1]).request.found is None


def test_a_reply_that_comes_later_is_found_when_it_comes() -> None:
    request, reply = asks("r", b"1"), answers("r", b"1", 3.0)
    history = kept(request)
    found = looked(history, request)
    assert found.reply.caught_up
    assert not found.reply.over
    before = found.revision
    history.extend([Message("a", b""), reply], 1)
    found.advance(FOREVER)
    assert found.reply.found == Found(reply, 2, 3.0)
    assert found.revision > before


def test_a_reply_may_ask_again() -> None:
    first = asks("r", b"1", on="a")
    second = asks("s", b"2", 1.0, on="r")
    second = Message("r", b"", 0, False, 1.0, response_properties("s", b"1"))
    third = answers("s", b"1", 3.0)
    history = kept(first, second, third)
    found = looked(history, second)
    assert found.request.found == Found(first, 0, 1.0)
    assert found.reply.found == Found(third, 2, 2.0)


def test_no_further_than_its_reach(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(linked, "REACH", 10_000)
    request, reply = asks("r", b"1"), answers("r", b"1")
    history = kept(request, *[Message("a", b"")] * 20_000, reply)
    assert looked(history, request).reply.far
    assert looked(history, request).reply.found is None
    assert looked(history, reply).request.over
    assert looked(history, reply).request.found is None


def test_in_slices() -> None:
    request, reply = asks("r", b"1"), answers("r", b"1")
    history = kept(request, *[Message("a", b"")] * 50_000, reply)
    found = Linked(history, reply)
    found.advance(0.0)
    assert not found.request.over
    steps = 0
    while not found.request.over:
        found.advance(1e-9)
        steps += 1
    assert steps > 3
    assert found.request.found is not None


def test_what_is_not_kept_is_linked_with_nothing() -> None:
    history = kept(asks("r", b"1"), answers("r", b"1"))
    for gone in (asks("r", b"1"), answers("r", b"1")):
        found = looked(history, gone)
        assert found.reply.found is None
        assert found.request.found is None


def test_evicted_while_it_is_looked_for() -> None:
    request, reply = asks("r", b"1"), answers("r", b"1")
    history = kept(*[Message("a", b"")] * 5_000, request, reply)
    back, on = Linked(history, reply), Linked(history, request)
    history.clear()
    history.extend([reply], 1)
    back.advance(FOREVER)
    on.advance(FOREVER)
    assert back.request.over
    assert back.request.found is None


@given(st.binary(max_size=30), st.binary(max_size=30))
def test_any_properties_do(one: bytes, other: bytes) -> None:
    messages = [Message("a", b"", properties=one), Message("a", b"", properties=other)]
    history = kept(*messages)
    for each in messages:
        looked(history, each)


def test_topics_that_no_property_can_name() -> None:
    messages = [Message("\udcff" * 9, b""), Message("long" * 20_000, b"")]
    history = kept(asks("r", b"1"), *messages)
    for each in messages:
        assert looked(history, each).request.found is None
