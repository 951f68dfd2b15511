"""Requests and what answers them."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pubsub_tui.message import Message
from pubsub_tui.properties import correlation_data, property_rows, response_properties
from pubsub_tui.requests import (
    MOST_BYTES,
    MOST_RESPONSES,
    Exchange,
    make_request,
    new_reply_topic,
    reply_topic_complaint,
)
from pubsub_tui.transports.base import Cause, Outcome, Problem, Publication, TransportError
from tests.transports.paho_properties import read_properties

ASKED = Publication("service", b"x", 1)


def test_a_request_says_where_the_response_goes_and_how_it_is_known() -> None:
    request = make_request(ASKED, "my/replies")
    assert request.correlation is not None
    sent = request.publication
    assert (sent.topic, sent.payload, sent.qos) == ("service", b"x", 1)
    assert sent.properties is not None
    assert property_rows(sent.properties) == [
        ("response topic", "my/replies"),
        ("correlation data", request.correlation.decode()),
    ]


def test_properties_of_the_publication_stay() -> None:
    publication = Publication("service", b"x", properties=b"\x01\x01")
    sent = make_request(publication, "r").publication.properties
    assert sent is not None
    assert property_rows(sent)[0] == ("payload format", "UTF-8 text")


def test_without_mqtt_5_the_publication_goes_out_as_it_is() -> None:
    request = make_request(ASKED, "r", with_properties=False)
    assert request.publication == ASKED
    assert request.is_answered_by(Message("r", b"y"))


@given(
    st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=80),
    st.binary(max_size=80),
)
def test_what_is_written_is_read_back_by_us_and_by_paho(topic: str, correlation: bytes) -> None:
    block = response_properties(topic, correlation)
    assert correlation_data(block) == correlation
    by_paho: Any = read_properties(block)
    assert by_paho.ResponseTopic == topic
    assert by_paho.CorrelationData == correlation


@given(st.binary(max_size=40))
def test_any_block_is_read_without_an_error(block: bytes) -> None:
    found = correlation_data(block)
    assert found is None or found in block


def correlated(data: bytes) -> bytes:
    return b"\x09" + len(data).to_bytes(2, "big") + data


@pytest.mark.parametrize("properties", [None, b"\x01\x01", b"\x09\xff"])
def test_a_response_without_correlation_data_is_taken(properties: bytes | None) -> None:
    request = make_request(ASKED, "r")
    assert request.is_answered_by(Message("r", b"y", properties=properties))


def test_only_its_own_response_answers_a_request() -> None:
    request, other = make_request(ASKED, "r"), make_request(ASKED, "r")
    assert request.correlation is not None
    assert request.correlation != other.correlation
    own = correlated(request.correlation)
    assert request.is_answered_by(Message("r", b"y", properties=own))
    assert not other.is_answered_by(Message("r", b"y", properties=own))
    assert not request.is_answered_by(Message("elsewhere", b"y", properties=own))
    assert not request.is_answered_by(Message("r", b"y", retain=True, properties=own))


def test_each_reply_topic_is_new() -> None:
    assert new_reply_topic() != new_reply_topic()


def test_what_is_written_stays_and_the_chosen_topic_takes_its_place() -> None:
    block = b"\x01\x01" + response_properties("written", b"\x00\xff")
    request = make_request(replace(ASKED, properties=block), "chosen")
    assert request.correlation == b"\x00\xff"
    assert request.publication.properties == b"\x01\x01" + response_properties(
        "chosen", b"\x00\xff"
    )


@pytest.mark.parametrize(
    ("topic", "words"),
    [("", "empty"), ("a/+", "without wildcards"), ("service", "answer itself"), ("ok", None)],
)
def test_where_responses_can_come(topic: str, words: str | None) -> None:
    found = reply_topic_complaint(topic, "service")
    assert found is None if words is None else found is not None and words in found


async def sent(*, with_properties: bool = True) -> Exchange:
    exchange = Exchange(make_request(ASKED, "r", with_properties=with_properties))
    before = Message("r", b"too early")
    assert not exchange.take([before])

    async def publish(publication: Publication) -> Outcome:
        assert publication is exchange.request.publication
        return Outcome(True, "acknowledged")

    await exchange.send(publish)
    return exchange


async def test_each_response_has_its_time_and_other_messages_are_passed_over() -> None:
    exchange = await sent()
    correlation = exchange.request.correlation
    assert correlation is not None
    own = Message("r", b"1", properties=correlated(correlation))
    assert not exchange.take([Message("r", b"old", retain=True), Message("x", b"")])
    assert exchange.take([Message("r", b"?", properties=correlated(b"other")), own])
    assert exchange.take([Message("r", b"2")])
    assert [each.message.payload for each in exchange.responses] == [b"1", b"2"]
    assert [each.named for each in exchange.responses] == [True, False]
    assert 0 <= exchange.responses[0].seconds <= exchange.responses[1].seconds


async def test_without_correlation_data_only_the_first_is_taken() -> None:
    exchange = await sent(with_properties=False)
    assert exchange.take([Message("r", b"1"), Message("r", b"2")])
    assert exchange.complete
    assert not exchange.take([Message("r", b"3")])
    assert [each.message.payload for each in exchange.responses] == [b"1"]
    assert exchange.not_kept == 0


async def test_of_very_many_or_very_large_responses_the_first_are_kept() -> None:
    exchange = await sent()
    large = Message("r", bytes(MOST_BYTES))
    exchange.take([large, large, large])
    assert len(exchange.responses) == 2
    assert exchange.not_kept == 1
    exchange.take([Message("r", b"")] * (MOST_RESPONSES + 5))
    assert len(exchange.responses) == MOST_RESPONSES
    assert exchange.not_kept == 1 + 2 + 5


async def test_a_link_that_fails_is_an_outcome() -> None:
    exchange = Exchange(make_request(ASKED, "r"))

    async def publish(publication: Publication) -> Outcome:
        raise TransportError(Problem(Cause.CLOSED, "The connection was lost."))

    await exchange.send(publish)
    assert exchange.of_itself() == "The request itself: The connection was lost."
