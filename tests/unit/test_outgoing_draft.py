"""Drafts: what is published of them, and the draft of a message that arrived."""

from __future__ import annotations

import json

import cbor2
import msgpack
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pubsub_tui.message import Message
from pubsub_tui.outgoing.draft import Draft, from_message
from pubsub_tui.outgoing.kind import Kind
from pubsub_tui.outgoing.payload import encode
from pubsub_tui.outgoing.problem import OutgoingError
from pubsub_tui.outgoing.properties import Properties, read_properties, write_properties
from pubsub_tui.outgoing.property_names import from_table, to_table
from pubsub_tui.properties import property_rows
from pubsub_tui.transports.base import Publication
from tests.unit.test_outgoing_payload import VALUES

TEXTS = st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), max_size=20)
PROPERTIES = st.builds(
    Properties,
    st.none() | TEXTS,
    st.none() | TEXTS.map(lambda text: "reply/" + text.replace("#", "").replace("+", "")),
    st.none() | st.binary(max_size=20),
    st.none() | st.integers(0, 2**32 - 1),
    st.none() | st.booleans(),
    st.lists(st.tuples(TEXTS, TEXTS), max_size=4).map(tuple),
)
PAYLOADS = (
    st.binary()
    | st.text().map(str.encode)
    | VALUES.map(lambda value: json.dumps(value, ensure_ascii=False).encode())
    | VALUES.map(cbor2.dumps)
    | VALUES.map(msgpack.packb)
)


def said(draft: Draft) -> str:
    with pytest.raises(OutgoingError) as error:
        draft.publication()
    return str(error.value)


@given(PAYLOADS)
def test_a_message_comes_back_from_its_draft_byte_for_byte(payload: bytes) -> None:
    draft = from_message(Message("site/a", payload, 1, True))
    assert draft.publication() == Publication("site/a", payload, 1, True, None)


@given(PAYLOADS.filter(len))
def test_what_an_editor_would_change_is_not_given_to_it(payload: bytes) -> None:
    draft = from_message(Message("a", payload))
    if draft.kind in (Kind.TEXT, Kind.JSON):
        ending = "\r\n" if "\r\n" in draft.text else "\n"
        lines = draft.text.splitlines()
        if draft.text.endswith(ending):
            lines.append("")
        assert ending.join(lines).encode() == payload


@pytest.mark.parametrize(
    ("payload", "kind", "text"),
    [
        (b"", Kind.TEXT, ""),
        (b"21.5", Kind.TEXT, "21.5"),
        (b'{"a":1}', Kind.JSON, '{"a":1}'),
        (b'{"a":1', Kind.TEXT, '{"a":1'),
        (b"a\r\nb", Kind.TEXT, "a\r\nb"),
        (b"a\r\nb\n", Kind.HEX, "61 0d 0a 62 0a"),
        (b"a\x00b", Kind.HEX, "61 00 62"),
        (b"\xff\xfe", Kind.HEX, "ff fe"),
        (cbor2.dumps({"a": [1, 2.5]}), Kind.CBOR, '{\n  "a": [\n    1,\n    2.5\n  ]\n}'),
        (b"\xa1\x61a\xfa\x3f\xc0\x00\x00", Kind.HEX, "a1 61 61 fa 3f c0 00 00"),
        (b"\xa1\x61a\x18\x01", Kind.HEX, "a1 61 61 18 01"),
        (b"\xbf\x61a\x01\xff", Kind.HEX, "bf 61 61 01 ff"),
        (msgpack.packb({"é": -1}), Kind.MSGPACK, '{\n  "é": -1\n}'),
        (msgpack.packb({1: 2, "x": b"\xff"}), Kind.HEX, "82 01 02 a1 78 c4 01 ff"),
        (b"\x9a\xff\xff\xff\xff\xff", Kind.HEX, "9a ff ff ff ff ff"),
        (b"\x81" * 5000, Kind.HEX, ("81 " * 5000).strip()),
    ],
)
def test_the_kind_that_a_payload_comes_back_as(payload: bytes, kind: Kind, text: str) -> None:
    draft = from_message(Message("a", payload))
    assert (draft.kind, draft.text) == (kind, text)
    assert encode(kind, text) == payload


def test_a_message_that_is_not_whole_can_not_be_sent_again() -> None:
    with pytest.raises(OutgoingError, match="only the first 2 of its 3,000 bytes were kept"):
        from_message(Message("a", b"ab", truncated_from=3000))
    with pytest.raises(OutgoingError, match="properties: they are malformed: a number that is"):
        from_message(Message("a", b"ab", properties=b"\xff"))


@pytest.mark.parametrize(
    ("draft", "sentence"),
    [
        (Draft(""), "the topic is empty"),
        (Draft("a/+"), "a topic to publish to can not hold the wildcard +"),
        (Draft("a\0"), "the topic holds a NUL character"),
        (Draft("a" * 65_536), "the topic takes 65,536 bytes; 65,535 are allowed"),
        (Draft("a", "1", Kind.HEX), "hex: an odd number of digits"),
        (Draft("a", properties=Properties(response_topic="")), "response topic: it is empty"),
        (
            Draft("a", properties=Properties(response_topic="a/#")),
            "response topic: it can not hold the wildcard #",
        ),
        (
            Draft("a", properties=Properties(message_expiry=2**32)),
            "message expiry: expected 0 to 4,294,967,295 seconds",
        ),
        (
            Draft("a", properties=Properties(content_type="a\0")),
            "content type: it holds a NUL character",
        ),
        (
            Draft("a", properties=Properties(user=(("a", "x" * 65_536),))),
            "the value of a user property: it takes 65,536 bytes; 65,535 are allowed",
        ),
        (
            Draft("a", properties=Properties(user=(("a", "x" * 40_000), ("b", "x" * 40_000)))),
            "properties: they take 80,012 bytes; 65,535 are allowed",
        ),
        (
            Draft("a", properties=Properties(user=(("\ud800", ""),))),
            "the name of a user property: column 1: not valid Unicode",
        ),
    ],
)
def test_what_mqtt_does_not_allow_is_one_sentence(draft: Draft, sentence: str) -> None:
    assert said(draft) == sentence


@given(PROPERTIES)
def test_properties_are_read_as_they_were_written(properties: Properties) -> None:
    block = write_properties(properties)
    assert read_properties(block or b"") == properties
    names = [name for name, _ in property_rows(block or b"")]
    assert len(names) == sum(
        value is not None
        for value in (
            properties.content_type,
            properties.response_topic,
            properties.correlation_data,
            properties.message_expiry,
            properties.is_text,
        )
    ) + len(properties.user)


@given(PROPERTIES)
def test_properties_have_names_for_files(properties: Properties) -> None:
    assert from_table(to_table(properties)) == properties


def test_what_belongs_to_the_delivery_is_not_sent_again() -> None:
    block = b"\x23\x00\x07" + b"\x0b\x05" + b"\x01\x01"
    assert read_properties(block) == Properties(is_text=True)


@pytest.mark.parametrize(
    ("table", "sentence"),
    [
        (
            {"contenttype": "a"},
            "property: expected one of content_type, response_topic, correlation_data, "
            "correlation_data_base64, message_expiry_interval, payload_format_indicator, "
            "or user:NAME",
        ),
        ({"content_type": 1}, "content_type: expected a text"),
        ({"message_expiry_interval": "60"}, "message_expiry_interval: expected a number"),
        ({"message_expiry_interval": True}, "message_expiry_interval: expected a number"),
        (
            {"message_expiry_interval": -1},
            "message_expiry_interval: expected 0 to 4,294,967,295 seconds",
        ),
        (
            {"payload_format_indicator": 2},
            "payload_format_indicator: expected 1 for UTF-8 text or 0 for bytes",
        ),
        ({"user:a": "b"}, "user:a: in a table, user properties are pairs in user_properties"),
        (
            {"user_properties": [["a"]]},
            'user_properties: expected pairs of texts, such as [["site", "a"]]',
        ),
        (
            {"user_properties": {"a": "b"}},
            'user_properties: expected pairs of texts, such as [["site", "a"]]',
        ),
    ],
)
def test_a_property_that_is_none_is_one_sentence(table: dict[str, object], sentence: str) -> None:
    with pytest.raises(OutgoingError) as error:
        from_table(table)
    assert str(error.value) == sentence
