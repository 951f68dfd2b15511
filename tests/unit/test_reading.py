"""Numbers and booleans out of payloads, and how they change."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pubsub_tui.decode.reading import WIDEST_CHANGE, change, difference_text, reading
from pubsub_tui.message import Message
from tests.unit.safe_text import unsafe_characters


@pytest.mark.parametrize(
    ("payload", "value", "whole", "rest"),
    [
        ("20.0 °C", "20.0", "20", ".0 °C"),
        ("21,5 °C", "21.5", "21", ",5 °C"),
        (" -3\n", "-3", "-3", ""),
        ("−3", "-3", "−3", ""),
        ("1.5e3", "1500", "1", ".5e3"),
        ("5 km/h", "5", "5", " km/h"),
        ("true", "1", "true", ""),
        ("OFF", "0", "OFF", ""),
    ],
)
def test_what_is_a_reading(payload: str, value: str, whole: str, rest: str) -> None:
    found = reading(payload.encode())
    assert found is not None
    assert (found.value, found.whole, found.rest) == (Decimal(value), whole, rest)


@pytest.mark.parametrize(
    "payload",
    [
        b"",
        b"1,204",
        b"12:30",
        b"192.168.1.1",
        b"0x12",
        b"3f2a91",
        b"2023-11-14",
        b"\xff",
        b"1" * 65,
    ],
)
def test_what_is_none(payload: bytes) -> None:
    assert reading(payload) is None


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("21.1", "21.5", "▲ +0.4"),
        ("3", "1", "▼ -2"),
        ("1.50", "1.5", "="),
        ("20 °C", "20 °F", "≠"),
        ("off", "on", "▲"),
        ("true", "false", "▼"),
        ("{}", "{}", "="),
        ("a", "b", "≠"),
        ("1", "b", "≠"),
    ],
)
def test_changes(old: str, new: str, expected: str) -> None:
    assert change(Message("t", new.encode()), Message("t", old.encode())) == expected


@given(st.decimals("-1e100", "1e100"))
def test_a_difference_is_short_and_has_its_sign(difference: Decimal) -> None:
    if difference and difference.adjusted() > -110:
        text = difference_text(difference)
        assert len(text) <= WIDEST_CHANGE - 2
        assert text[0] == ("+" if difference > 0 else "-")
        assert abs(float(text) - float(difference)) <= abs(float(difference)) / 100


@given(
    st.text(max_size=70) | st.from_regex(r"-?[0-9]{1,9}([.,][0-9]{1,4})? ?\w{0,3}", fullmatch=True)
)
def test_any_reading_is_safe_to_draw(text: str) -> None:
    found = reading(text.encode(errors="replace"))
    if found is not None:
        unsafe_characters(found.whole + found.rest)
