"""Binary numbers: every reading of a few bytes, and arrays where they are chosen."""

from __future__ import annotations

import math
import struct

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from pubsub_tui.decode.binary_numbers import ARRAY_NAMES, LONGEST_ARRAY
from pubsub_tui.decode.figures import float_text
from pubsub_tui.decode.registry import candidates, decode
from pubsub_tui.decode.view import View
from tests.unit.decoding import check_both, roles, texts


def rows(view: View) -> dict[str, str]:
    return {line[:13].strip(): line[13:] for line in texts(view)}


@settings(max_examples=100)
@given(st.binary(max_size=40), st.sampled_from(["numbers", *ARRAY_NAMES]))
def test_any_bytes_give_a_view_or_a_stated_error(payload: bytes, name: str) -> None:
    check_both(payload, name)


def test_four_bytes_are_read_in_every_way() -> None:
    view = decode(struct.pack("<f", 21.5))
    assert view.title == "numbers (possible)"
    assert rows(view) == {
        "hex": "00 00 ac 41",
        "int8": "0, 0, -84, 65",
        "uint8": "0, 0, 172, 65",
        "int16 LE": "0, 16812",
        "int16 BE": "0, -21439",
        "uint16 LE": "0, 16812",
        "uint16 BE": "0, 44097",
        "float16 LE": "0.0, 2.836",
        "float16 BE": "0.0, -0.06647",
        "int32 LE": "1101791232",
        "int32 BE": "44097",
        "uint32 LE": "1101791232  as a time: 2004-11-30 05:07:12 UTC",
        "uint32 BE": "44097",
        "float32 LE": "21.5",
        "float32 BE": "6.1793e-41",
    }


def test_a_byte_is_shown_in_bits_and_three_bytes_as_one_number() -> None:
    assert rows(decode(b"\xa5"))["bits"] == "10100101"
    view = rows(decode(b"\x01\x02\xff", chosen="numbers"))
    assert (view["uint24 LE"], view["int24 LE"], view["int24 BE"]) == (
        "16712193",
        "-65023",
        "66303",
    )


def test_by_itself_the_table_is_shown_for_the_sizes_of_numbers_only() -> None:
    shown = [size for size in range(1, 20) if decode(b"\xff" * size).kind == "numbers"]
    assert shown == [1, 2, 4, 8]
    offered = [size for size in range(1, 20) if "numbers" in candidates(b"\xff" * size)]
    assert offered == list(range(1, 17))


def test_of_a_longer_payload_the_table_shows_the_first_of_each() -> None:
    payload = struct.pack("<100h", *range(100))
    view = rows(decode(payload, chosen="numbers"))
    assert view["int16 LE"] == "0, 1, 2, 3, 4, 5, 6, 7 …"
    assert view["hex"].endswith("07 00…")


@pytest.mark.parametrize(
    ("name", "code"),
    [("int8", "b"), ("uint16 BE", ">H"), ("int32 LE", "<i"), ("uint64 BE", ">Q")],
)
def test_an_array_of_integers_is_one_number_a_line(name: str, code: str) -> None:
    values = list(range(100, 112))
    payload = b"".join(struct.pack(code, value) for value in values)
    view = decode(payload, chosen=name)
    assert view.title == f"{name} (possible)"
    assert texts(view) == [f"{index:>2}  {value}" for index, value in enumerate(values)]
    assert name in candidates(payload)


def test_an_array_of_floats_names_what_is_no_number() -> None:
    view = decode(struct.pack(">3f", 0.1, math.nan, -math.inf), chosen="float32 BE")
    assert texts(view) == ["0  0.1", "1  NaN", "2  -Infinity"]
    assert (roles(view)["0.1"], roles(view)["NaN"]) == ("number", "literal")


def test_an_array_that_does_not_come_out_even_is_refused() -> None:
    view = decode(bytes(9), chosen="uint64 LE")
    assert texts(view)[0] == "Not uint64 LE: 9 bytes are not a whole number of 8 bytes each"
    assert "uint64 LE" not in candidates(bytes(9))


def test_of_a_very_long_array_the_first_are_shown() -> None:
    view = decode(bytes(10**6), chosen="float64 LE")
    assert len(view.lines) == LONGEST_ARRAY
    assert view.shown == 8 * LONGEST_ARRAY


@pytest.mark.parametrize(("width", "code"), [(2, "<e"), (4, "<f"), (8, "<d")])
@given(st.data())
def test_a_float_is_shown_so_that_it_is_read_back_the_same(
    width: int, code: str, data: st.DataObject
) -> None:
    bits = data.draw(st.binary(min_size=width, max_size=width))
    value = struct.unpack(code, bits)[0]
    assume(not math.isnan(value))
    assert struct.pack(code, float(float_text(value, width))) == struct.pack(code, value)
