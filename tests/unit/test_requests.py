"""Requests and what answers them."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pubsub_tui.message import Message
from pubsub_tui.properties import correlation_data, property_rows, response_properties
from pubsub_tui.requests import make_request, new_reply_topic
from pubsub_tui.transports.base import Publication
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
    assert request.publication is ASKED
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
