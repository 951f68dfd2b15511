"""CBOR: what encoders write is read back, and what lies is named."""

from __future__ import annotations

import json
import math
from typing import Any

import cbor2
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pubsub_tui.decode.outline import DEEPEST, MOST_VALUES
from pubsub_tui.decode.registry import candidates, decode
from tests.unit.decoding import check_both, texts

VALUES: st.SearchStrategy[Any] = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**64), 2**64 - 1)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(max_size=6),
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=6), inner, max_size=4)
    ),
    max_leaves=20,
)


@settings(max_examples=80)
@given(st.binary(max_size=200))
def test_any_bytes_give_a_view_or_a_stated_error(payload: bytes) -> None:
    check_both(payload, "CBOR")


@settings(max_examples=80)
@given(VALUES)
def test_what_an_encoder_writes_is_laid_out_like_json(value: Any) -> None:
    view = decode(cbor2.dumps(value), chosen="CBOR")
    assert view.kind == "CBOR"
    assert texts(view) == texts(
        decode(json.dumps(value, ensure_ascii=False).encode(), None, "JSON")
    )


@settings(max_examples=60)
@given(VALUES, st.data())
def test_what_is_cut_off_anywhere_is_not_cbor(value: Any, data: st.DataObject) -> None:
    payload = cbor2.dumps(value)
    cut_at = data.draw(st.integers(0, len(payload) - 1))
    view = check_both(payload[:cut_at], "CBOR")
    assert view.kind == "hex"
    assert texts(view)[0].endswith(" left")


@pytest.mark.parametrize(
    ("payload", "shown"),
    [
        ("f97e00", "NaN"),
        ("f97c00", "Infinity"),
        ("fa3dcccccd", "0.1"),
        ("fb3fb999999999999a", "0.1"),
        ("f7", "undefined"),
        ("f0", "simple(16)"),
        ("f8ff", "simple(255)"),
        ("4401020304", "h'01020304'"),
        ("5f42010243030405ff", "h'0102030405'"),
        ("7f657374726561646d696e67ff", '"streaming"'),
        ("1bffffffffffffffff", "18446744073709551615"),
        ("3bffffffffffffffff", "-18446744073709551616"),
        ("c11a514b67b0", "tag 1 1363896240  2013-03-21 20:04:00 UTC"),
        ("c249010000000000000000", "tag 2 h'010000000000000000'  18446744073709551616"),
        ("c34100", "tag 3 h'00'  -1"),
        ("62fffe", "h'fffe'  a text that is not UTF-8"),
    ],
)
def test_each_value_is_shown_as_it_was_sent(payload: str, shown: str) -> None:
    assert texts(decode(bytes.fromhex(payload), chosen="CBOR")) == [shown]


def test_a_key_that_comes_twice_is_shown_twice_and_keys_may_be_anything() -> None:
    assert texts(decode(bytes.fromhex("bf616101616102820102f5ff"), chosen="CBOR")) == [
        "{",
        '  "a": 1,',
        '  "a": 2,',
        "  [",
        "    1,",
        "    2",
        "  ]: true",
        "}",
    ]


@pytest.mark.parametrize(
    ("payload", "reason"),
    [
        ("5bffffffffffffffff00", "18,446,744,073,709,551,615 bytes wanted"),
        ("9bffffffffffffffff00", "an array of 18,446,744,073,709,551,615 items"),
        ("bb000000010000000000", "a map of 8,589,934,592 items"),
        ("8201", "an array of 2 items at offset 1, but 1 byte left"),
        ("0102", "1 byte left after the first item"),
        ("ff", "a break at offset 0"),
        ("82ff01", "a break at offset 1"),
        ("bf01ff", "a break at offset 2"),
        ("9fc1ff", "a break at offset 2"),
        ("1c", "reserved"),
        ("fc", "reserved"),
        ("f800", "simple value"),
        ("1f", "indefinite length"),
        ("5f6161ff", "a part that is none"),
        ("5f5f4101ffff", "a part that is none"),
    ],
)
def test_what_is_wrong_is_named(payload: str, reason: str) -> None:
    view = check_both(bytes.fromhex(payload), "CBOR")
    assert view.kind == "hex"
    assert reason in texts(view)[0]


def test_nesting_a_hundred_thousand_deep_is_named() -> None:
    payload = b"\x82\x66sensor" + b"\x81" * 100_000 + b"\x00"
    view = decode(payload)
    assert view.title == "CBOR (likely)"
    assert texts(view)[-1].strip().startswith(f"… nested deeper than {DEEPEST} levels")
    assert len(view.lines) < 2 * DEEPEST


@pytest.mark.parametrize(
    "payload", [b"\xc0" * 10**6, b"\x5f" + b"\x40" * 10**6, b"\x9f" + b"\x00" * 10**6]
)
def test_very_many_small_parts_are_stopped_at(payload: bytes) -> None:
    view = decode(payload, chosen="CBOR")
    assert f"more than {MOST_VALUES:,}" in texts(view)[1 if view.kind == "hex" else -1]


def test_a_large_payload_is_shown_as_far_as_it_is_looked_at() -> None:
    payload = cbor2.dumps({"data": "x" * 10**6, "more": 1})
    view = decode(payload, chosen="CBOR")
    assert texts(view)[-1].strip().startswith("… the rest is beyond the first 262,144 bytes")
    assert view.shown < len(payload)


@pytest.mark.parametrize(
    ("value", "title"),
    [
        ({"temperature": 21.5}, "CBOR (likely)"),
        ([1.5, 2.5], "CBOR (likely)"),
        ([100_000, 200_000, 300_000], "CBOR (likely)"),
        (cbor2.CBORTag(55799, 1), "CBOR"),
        ({"a": 1}, "numbers (possible)"),
        ([1, 2], "hex"),
        (1, "numbers (possible)"),
        ("a text alone", "text"),
        (math.pi, "hex"),
    ],
)
def test_how_sure_it_is(value: Any, title: str) -> None:
    assert decode(cbor2.dumps(value)).title == title


def test_what_only_happens_to_be_readable_is_offered() -> None:
    assert "CBOR" in candidates(cbor2.dumps([1, 2]))
    assert "CBOR" not in candidates(cbor2.dumps([1, 2]) + b"\x00")


def test_what_describes_itself_but_is_broken_says_so_unasked() -> None:
    view = decode(b"\xd9\xd9\xf7\x82\x01")
    assert view.kind == "hex"
    assert texts(view)[0] == "Damaged CBOR: an array of 2 items at offset 4, but 1 byte left"
