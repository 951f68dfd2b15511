"""Which numbers a payload holds, and the one at a path."""

from __future__ import annotations

import json
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pubsub_tui.message import Message
from pubsub_tui.model.plot.numbers import BARE, Numbers, is_time_stamp
from pubsub_tui.ui.plotting import read_text

PATHS = [BARE, ("a",), ("a", 0), (0,), ("value",), ("\ud800",)]
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=9),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner),
    max_leaves=9,
)


def numbers() -> Numbers:
    return Numbers(read_text)


def leaves(payload: bytes | str, most: int = 100) -> list[tuple[object, float]]:
    data = payload.encode() if isinstance(payload, str) else payload
    return [(leaf.path, leaf.value) for leaf in numbers().leaves(Message("t", data), most)]


@pytest.mark.parametrize(
    ("payload", "value"),
    [
        ("21.5", 21.5),
        (" -3\n", -3.0),
        ("1e3", 1000.0),
        ("20.0 °C", 20.0),
        ("21,5 °C", 21.5),
        ("true", 1.0),
        ("OFF", 0.0),
        ('"45 %"', 45.0),
        (str(2**60 + 1), float(2**60 + 1)),
        ("1e308", 1e308),
        ("1e999", math.inf),
        ("-inf", -math.inf),
    ],
)
def test_a_payload_that_is_a_number(payload: str, value: float) -> None:
    assert leaves(payload) == [(BARE, value)]


@pytest.mark.parametrize(
    "payload", ["", "running", "1_000", "3f2a91", "1.2.3", "{", '{"a":"x"}', "[]", "null", "0x10"]
)
def test_a_payload_without_a_number(payload: str) -> None:
    assert leaves(payload) == []


def test_leaves_are_in_the_order_of_the_payload() -> None:
    payload = '{"b":{"y":1,"x":[true,"2 V",{"z":3}]},"t":"text","a":-4.5,"n":null}'
    assert leaves(payload) == [
        (("b", "y"), 1.0),
        (("b", "x", 0), 1.0),
        (("b", "x", 1), 2.0),
        (("b", "x", 2, "z"), 3.0),
        (("a",), -4.5),
    ]


def test_no_more_leaves_than_asked_for() -> None:
    assert len(leaves(json.dumps(list(range(100))), 6)) == 6
    assert len(leaves(json.dumps([[]] * 90_000), 6)) == 0


def test_a_number_beyond_every_double_is_infinite() -> None:
    assert leaves(f'{{"a":{"9" * 310}}}') == [(("a",), math.inf)]
    assert leaves(f'{{"a":-{"9" * 310}}}') == [(("a",), -math.inf)]


def test_nan_is_a_number_that_is_none() -> None:
    [(path, value)] = leaves('{"a":NaN}')
    assert path == ("a",)
    assert math.isnan(value)


def test_deep_nesting_raises_nothing() -> None:
    assert leaves("[" * 900 + "1" + "]" * 900) == [((0,) * 900, 1.0)]
    assert leaves("[" * 100_000 + "1" + "]" * 100_000) == []


@given(st.binary() | JSON.map(lambda value: json.dumps(value).encode()))
def test_whatever_the_payload_is_what_is_found_is_found_again(payload: bytes) -> None:
    reader = numbers()
    message = Message("t", payload)
    for path in PATHS:
        value = reader.at(message, path)
        assert value is None or isinstance(value, float)
    for leaf in reader.leaves(message, 50):
        again = reader.at(message, leaf.path)
        assert again == leaf.value or (math.isnan(leaf.value) and again is not None)


def test_time_stamps_are_told_from_other_numbers() -> None:
    now = 1_700_000_000.0
    assert all(is_time_stamp((now + 60) * unit, now) for unit in (1, 1e3, 1e6, 1e9))
    assert not any(is_time_stamp(value, now) for value in (0.0, 21.5, 2e9, math.inf, math.nan))
