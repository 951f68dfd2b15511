"""MQTT 5 properties in words, and bytes that are none."""

from __future__ import annotations

import struct

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from pubsub_tui.properties import (
    check,
    property_rows,
    topic_alias,
    without_delivery,
    without_subscriptions,
)
from tests.transports.paho_properties import UNREADABLE, read_properties


def utf8(text: str | bytes) -> bytes:
    """A string as MQTT sends it: its length in two bytes before it (MQTT 5.0, section 1.5.4)."""
    data = text.encode() if isinstance(text, str) else text
    return struct.pack("!H", len(data)) + data


EVERY_PROPERTY = (
    b"\x01\x01"
    + (b"\x02" + struct.pack("!I", 60))
    + (b"\x23" + struct.pack("!H", 7))
    + (b"\x08" + utf8("reply/to"))
    + (b"\x09" + utf8(b"\x00\xff"))
    + b"\x0b\x05"
    + b"\x0b\x80\x01"
    + (b"\x03" + utf8("text/plain"))
    + (b"\x26" + utf8("site") + utf8("a"))
    + (b"\x26" + utf8("site") + utf8("b"))
)


def test_every_property_of_a_publication_has_its_row() -> None:
    assert property_rows(EVERY_PROPERTY) == [
        ("payload format", "UTF-8 text"),
        ("message expiry", "60 s"),
        ("topic alias", "7"),
        ("response topic", "reply/to"),
        ("correlation data", "0x00 ff"),
        ("subscription id", "5, 128"),
        ("content type", "text/plain"),
        ("site", "a"),
        ("site", "b"),
    ]


def test_subscription_identifiers_are_taken_out() -> None:
    identifiers, rest = without_subscriptions(EVERY_PROPERTY)
    assert identifiers == (5, 128)
    assert rest == EVERY_PROPERTY.replace(b"\x0b\x05\x0b\x80\x01", b"")
    assert without_subscriptions(b"\x0b\x07") == ((7,), None)


@given(st.binary(max_size=30))
def test_of_malformed_properties_nothing_is_taken_out(block: bytes) -> None:
    identifiers, rest = without_subscriptions(block)
    if not identifiers:
        assert (rest or b"") == block


def test_an_empty_block_has_no_rows() -> None:
    assert property_rows(b"") == []


def test_correlation_data_that_is_text_is_shown_as_text() -> None:
    assert property_rows(b"\x09" + utf8("order-1")) == [("correlation data", "order-1")]


@pytest.mark.parametrize(
    "block",
    [
        EVERY_PROPERTY[:-1],
        b"\x01",
        b"\x00\x00",
        b"\x7f",
        b"\x21\x00\x0a",
        b"\x01\x00\x01\x00",
        b"\x03" + utf8(b"\xff"),
        b"\xff\xff\xff\xff\xff",
        b"\x26" + utf8("only a key"),
        b"\x23\x00\x00",
        b"\x0b\x00",
        b"\x01\x02",
        b"\x03" + utf8("\0"),
    ],
    ids=[
        "cut",
        "no value",
        "id 0",
        "id unknown",
        "not of PUBLISH",
        "twice",
        "no UTF-8",
        "id",
        "pair",
        "alias 0",
        "subscription 0",
        "format 2",
        "U+0000",
    ],
)
def test_a_malformed_block_is_one_row_that_says_so_and_shows_it(block: bytes) -> None:
    [(name, value)] = property_rows(block)
    assert name == "malformed properties"
    assert value.endswith(f"in {block[:32].hex(' ')}")


@given(st.lists(st.tuples(st.text(max_size=9), st.text(max_size=9)), max_size=6))
def test_user_properties_keep_their_order_and_their_duplicates(
    pairs: list[tuple[str, str]],
) -> None:
    legal = [(key, value) for key, value in pairs if "\0" not in key + value]
    block = b"".join(b"\x26" + utf8(key) + utf8(value) for key, value in legal)
    assert property_rows(block) == legal


BLOCKS = st.binary(max_size=40) | st.lists(
    st.sampled_from([b"\x01", b"\x02", b"\x03", b"\x08", b"\x09", b"\x0b", b"\x23", b"\x26"])
    | st.sampled_from([b"\x01\x01", b"\x23\x00\x07", b"\x0b\x05", b"\x02\x00\x00\x00\x09"])
    | st.binary(max_size=4).map(utf8)
    | st.binary(max_size=2),
    max_size=10,
).map(b"".join)


@given(BLOCKS)
def test_any_bytes_give_rows_of_text(block: bytes) -> None:
    rows = property_rows(block)
    assert all(isinstance(text, str) for row in rows for text in row)
    assert rows or not block


@settings(max_examples=300)
@given(BLOCKS)
def test_what_is_read_and_what_is_refused_agrees_with_paho(block: bytes) -> None:
    assume("\ufeff".encode() not in block)
    malformed = [name for name, _ in property_rows(block)] == ["malformed properties"]
    try:
        alias = getattr(read_properties(block), "TopicAlias", None)
    except UNREADABLE:
        assert malformed
        assert topic_alias(block) is None
    else:
        assert not malformed
        assert topic_alias(block) == alias


def test_a_string_may_hold_a_zero_width_no_break_space() -> None:
    # MQTT 5.0, section 1.5.4: U+FEFF is a character as any other. Paho refuses it.
    assert property_rows(b"\x03" + utf8("\ufefftext/plain")) == [
        ("content type", "\ufefftext/plain")
    ]


@pytest.mark.parametrize("each", [b"\x0b\x01", b"\x26" + utf8("") + utf8("#")])
def test_of_very_many_properties_the_first_are_shown_and_the_rest_is_counted(each: bytes) -> None:
    # What paho takes minutes for: its reader copies the rest of the block at each property.
    block = each * (600_000 // len(each))
    rows = property_rows(block)
    assert len(rows) <= 501
    assert rows[-1] == ("not shown", f"{len(block) - 500 * len(each):,} bytes of more properties")


def test_the_topic_alias_is_found_behind_very_many_properties() -> None:
    many = (b"\x26" + utf8("") + utf8("#")) * 100_000
    assert topic_alias(many + b"\x23\x00\x07") == 7
    assert topic_alias(many) is None


def test_what_belongs_to_one_delivery_is_taken_out() -> None:
    kept = b"\x26" + utf8("k") + utf8("v") + b"\x09" + utf8(bytes(range(200))) + b"\x01\x01"
    assert without_delivery(kept) == kept
    assert without_delivery(b"\x0b\x05" + kept + b"\x23\x00\x01" + b"\x0b\x06") == kept
    assert without_delivery(b"\x0b\x05") is None


@given(BLOCKS)
def test_a_malformed_block_is_refused_whole(block: bytes) -> None:
    if [name for name, _ in property_rows(block)] == ["malformed properties"]:
        for refuse in (check, without_delivery):
            with pytest.raises(ValueError):  # noqa: PT011
                refuse(block)
