"""MessagePack: what encoders write is read back, and what lies is named."""

from __future__ import annotations

import json
from typing import Any

import msgpack
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pubsub_tui.decode.outline import DEEPEST
from pubsub_tui.decode.registry import candidates, decode
from tests.unit.decoding import check_both, texts

VALUES: st.SearchStrategy[Any] = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**63), 2**64 - 1)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(max_size=40),
    lambda inner: (
        st.lists(inner, max_size=20) | st.dictionaries(st.text(max_size=6), inner, max_size=4)
    ),
    max_leaves=20,
)


@settings(max_examples=80)
@given(st.binary(max_size=200))
def test_any_bytes_give_a_view_or_a_stated_error(payload: bytes) -> None:
    check_both(payload, "MessagePack")


@settings(max_examples=80)
@given(VALUES)
def test_what_an_encoder_writes_is_laid_out_like_json(value: Any) -> None:
    view = decode(msgpack.packb(value), chosen="MessagePack")
    assert view.kind == "MessagePack"
    assert texts(view) == texts(
        decode(json.dumps(value, ensure_ascii=False).encode(), None, "JSON")
    )


@settings(max_examples=60)
@given(VALUES, st.data())
def test_what_is_cut_off_anywhere_is_not_messagepack(value: Any, data: st.DataObject) -> None:
    payload = msgpack.packb(value)
    view = check_both(payload[: data.draw(st.integers(0, len(payload) - 1))], "MessagePack")
    assert view.kind == "hex"


@pytest.mark.parametrize(
    ("payload", "shown"),
    [
        (msgpack.packb(0.1, use_single_float=True), "0.1"),
        (msgpack.packb(float("-inf")), "-Infinity"),
        (msgpack.packb(b"\x01\x02"), "h'0102'"),
        (msgpack.packb(bytes(300)), "h'" + "00" * 64 + "…'  300 bytes"),
        (msgpack.packb(msgpack.ExtType(5, b"ab")), "ext 5 h'6162'"),
        (msgpack.packb(msgpack.ExtType(-2 & 0x7F, bytes(20))), f"ext 126 h'{'00' * 20}'"),
        (
            msgpack.packb(msgpack.Timestamp(1363896240)),
            "ext -1 h'514b67b0'  2013-03-21 20:04:00 UTC",
        ),
        (
            msgpack.packb(msgpack.Timestamp(1363896240, 5)),
            "ext -1 h'00000014514b67b0'  2013-03-21 20:04:00.000000005 UTC",
        ),
        (
            msgpack.packb(msgpack.Timestamp(-1, 5)),
            "ext -1 h'00000005ffffffffffffffff'  1969-12-31 23:59:59.000000005 UTC",
        ),
        (b"\xa2\xff\xfe", "h'fffe'  a text that is not UTF-8"),
        (b"\xd1\xff\x38", "-200"),
    ],
)
def test_each_value_is_shown_as_it_was_sent(payload: bytes, shown: str) -> None:
    assert texts(decode(payload, chosen="MessagePack")) == [shown]


def test_a_key_that_comes_twice_is_shown_twice() -> None:
    payload = b"\x82\xa1a\x01\xa1a\x02"
    assert texts(decode(payload, chosen="MessagePack")) == ["{", '  "a": 1,', '  "a": 2', "}"]


@pytest.mark.parametrize(
    ("payload", "reason"),
    [
        (b"\xdb\xff\xff\xff\xff", "4,294,967,295 bytes wanted"),
        (b"\xdd\xff\xff\xff\xff\x00", "an array of 4,294,967,295 items"),
        (b"\xdf\xff\xff\xff\xff\x00", "a map of 8,589,934,590 items"),
        (b"\xc9\xff\xff\xff\xff\x01", "4,294,967,295 bytes wanted"),
        (b"\x92\x01", "an array of 2 items at offset 1, but 1 byte left"),
        (b"\x01\x02", "1 byte left after the first value"),
        (b"\xc1", "c1 at offset 0"),
        (b"", "1 byte wanted at offset 0"),
    ],
)
def test_what_is_wrong_is_named(payload: bytes, reason: str) -> None:
    view = check_both(payload, "MessagePack")
    assert view.kind == "hex"
    assert reason in texts(view)[0]


def test_nesting_a_hundred_thousand_deep_is_named() -> None:
    view = decode(b"\x92\xa6sensor" + b"\x91" * 100_000 + b"\x00")
    assert view.title == "MessagePack (likely)"
    assert texts(view)[-1].strip().startswith(f"… nested deeper than {DEEPEST} levels")


@pytest.mark.parametrize(
    ("payload", "title"),
    [
        (msgpack.packb({"t": 21.5, "on": True}), "MessagePack (likely)"),
        (msgpack.packb({"t": "größe"}), "MessagePack (likely)"),
        (msgpack.packb([1, 2, 3]), "numbers (possible)"),
        (msgpack.packb([1, 2, 3, 4]), "hex"),
        (msgpack.packb("a text of a certain length"), "hex"),
        (msgpack.packb({"t": 21.5}) + b"\x00", "hex"),
        (b"\x91\xd9\x04text", "MessagePack (likely)"),
        (b"\x91\xcd\x00\x01", "numbers (possible)"),
    ],
)
def test_how_sure_it_is(payload: bytes, title: str) -> None:
    assert decode(payload).title == title


def test_four_bytes_are_never_certain_and_offered_all_the_same() -> None:
    assert "MessagePack" in candidates(b"\x93\x01\x02\x03")
    assert decode(b"\x93\x01\x02\x03", chosen="MessagePack").sureness == "possible"
