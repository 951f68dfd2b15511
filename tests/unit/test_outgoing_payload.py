"""Written payloads → bytes, what is said of mistakes, and the way back from a message."""

from __future__ import annotations

import base64
import json
import math
import struct
from pathlib import Path

import cbor2
import msgpack
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pubsub_tui.outgoing.kind import Kind
from pubsub_tui.outgoing.payload import encode, size, validate
from pubsub_tui.outgoing.problem import OutgoingError


def said_of(kind: Kind, text: str) -> str:
    """The sentence, which is the same for the hint and for the error."""
    with pytest.raises(OutgoingError) as error:
        encode(kind, text)
    assert validate(kind, text) == error.value.problem
    return str(error.value)


@given(st.binary())
def test_bytes_come_back_from_hex_and_base64_however_they_are_written(data: bytes) -> None:
    for text in (data.hex(), data.hex(" "), f" 0x{data.hex()}\n" if data else "", data.hex("\n")):
        assert encode(Kind.HEX, text) == data
    for text in (base64.b64encode(data).decode(), base64.urlsafe_b64encode(data).decode()):
        assert encode(Kind.BASE64, text) == data
        assert encode(Kind.BASE64, text.rstrip("=")) == data
        assert encode(Kind.BASE64, "\n".join(text)) == data


@given(st.binary())
def test_text_is_sent_as_it_is_even_when_it_is_no_utf8(data: bytes) -> None:
    assert encode(Kind.TEXT, data.decode("utf-8", "surrogateescape")) == data


@given(st.sampled_from(list(Kind)), st.text())
def test_any_text_is_bytes_or_one_sentence(kind: Kind, text: str) -> None:
    problem = validate(kind, text)
    if problem is None and kind is not Kind.FILE:
        assert size(kind, text) == len(encode(kind, text))
    else:
        assert "\n" not in str(problem)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("0a1", "hex: an odd number of digits"),
        ("0a 1 0b", "hex: column 4: an odd number of digits"),
        ("0a\n0g", "hex: line 2, column 2: expected a digit, 0 to 9 or a to f"),
        ("0x", "hex: column 3: expected a digit, 0 to 9 or a to f"),
        ("0x0a 0x1", "hex: column 6: an odd number of digits"),
    ],
)
def test_what_is_wrong_with_hex(text: str, said: str) -> None:
    assert said_of(Kind.HEX, text) == said


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("YWI*", "base64: column 4: expected a base64 digit"),
        ("YW=I", "base64: column 3: digits after the padding"),
        ("YWJjZ", "base64: one digit is missing, or one is too many"),
        ("YQ=", "base64: the padding does not fit the number of digits"),
        ("YQ===", "base64: more = at the end than belong there"),
    ],
)
def test_what_is_wrong_with_base64(text: str, said: str) -> None:
    assert said_of(Kind.BASE64, text) == said


def test_json_is_sent_exactly_as_it_is_written() -> None:
    text = '{ "a":1.0,\n\t"a": 1e999, "b": 123456789012345678901234567890}'
    assert encode(Kind.JSON, text) == text.encode()


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "JSON: column 1: expected a value"),
        ('{"a": 1,\n "b": }', "JSON: line 2, column 7: expected a value"),
        ("[1 2]", "JSON: column 4: expected a comma, or the closing bracket"),
        ("{a: 1}", "JSON: column 2: expected a name in double quotes"),
        ('{"a" 1}', "JSON: column 6: expected a colon"),
        ("1 2", "JSON: column 3: something follows after the value"),
        ('["a]', "JSON: column 2: a string that does not end"),
        ('["NaN", NaN]', "JSON: column 9: expected a value; JSON has no NaN and no Infinity"),
        ("[-Infinity]", "JSON: column 2: expected a value; JSON has no NaN and no Infinity"),
        ('"\\x"', "JSON: column 2: an escape that JSON does not know"),
        ("[" * 100_000, "JSON: nested too deeply"),
        ("\udcff", "JSON: column 1: not valid Unicode"),
    ],
)
def test_what_is_wrong_with_json(text: str, said: str) -> None:
    assert said_of(Kind.JSON, text) == said


@pytest.mark.parametrize(
    ("text", "payload"),
    [
        ("f32le 21.5", struct.pack("<f", 21.5)),
        ("u16be 7", b"\x00\x07"),
        ("i8 -3", b"\xfd"),
        ("U8 0xff, 1,2", b"\xff\x01\x02"),
        ("f64be 1e3 -.5", struct.pack(">dd", 1000, -0.5)),
        ("f16le inf nan", struct.pack("<ee", math.inf, math.nan)),
        ("i64le -9223372036854775808", struct.pack("<q", -(2**63))),
        ("u64be\n18446744073709551615", b"\xff" * 8),
    ],
)
def test_numbers_by_their_type(text: str, payload: bytes) -> None:
    assert encode(Kind.NUMBER, text) == payload


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("21.5", "number: expected a type and a value, such as f32le 21.5 or u8 7"),
        ("f8 1", "number: column 1: expected a type and a value, such as f32le 21.5 or u8 7"),
        ("u16 7", "number: column 1: u16 needs its byte order: u16le or u16be"),
        ("u8 7 256", "number: column 6: expected 0 to 255"),
        ("i8 1.5", "number: column 4: expected an integer"),
        ("f32le x", "number: column 7: expected a number"),
        ("f32le 1e39", "number: column 7: beyond a float of 32 bits"),
        ("f64le 1e999", "number: column 7: beyond a float of 64 bits"),
        ("u64be " + "9" * 5000, "number: column 7: expected an integer"),
    ],
)
def test_what_is_wrong_with_numbers(text: str, said: str) -> None:
    assert said_of(Kind.NUMBER, text) == said


SCALARS = (
    st.none()
    | st.booleans()
    | st.integers(-(2**63), 2**64 - 1)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text()
)
VALUES = st.recursive(
    SCALARS, lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner), max_leaves=20
)


@given(VALUES)
def test_cbor_and_messagepack_say_what_the_json_says(value: object) -> None:
    text = json.dumps(value)
    assert repr(cbor2.loads(encode(Kind.CBOR, text))) == repr(value)
    assert repr(msgpack.unpackb(encode(Kind.MSGPACK, text))) == repr(value)


@given(VALUES)
def test_cbor_is_written_as_another_library_writes_it(value: object) -> None:
    assert encode(Kind.CBOR, json.dumps(value)) == cbor2.dumps(value)


@pytest.mark.parametrize("kind", [Kind.CBOR, Kind.MSGPACK])
@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('{"a":\n 18446744073709551616}', "line 2, column 2: an integer beyond 64 bits"),
        ("-9223372036854775809", "column 1: an integer beyond 64 bits"),
        ("[1" + "0" * 5000 + "]", "column 2: an integer beyond 64 bits"),
        ('["1e999", 1e999]', "column 11: a number beyond a 64-bit float"),
        ('{"a": {"b": 1, "\\u0062": 2}, "b": 3}', "column 16: a name that comes twice"),
        ('["\\ud800"]', "a string holds half of a surrogate pair"),
        ("[1,]", "column 4: expected a value"),
        ("[" * 100_000, "nested too deeply"),
    ],
)
def test_what_is_wrong_with_the_json_of_another_format(kind: Kind, text: str, said: str) -> None:
    name = "CBOR" if kind is Kind.CBOR else "MessagePack"
    assert said_of(kind, text) == f"{name}: {said}"


def test_integers_stay_integers_and_other_numbers_are_64_bit_floats() -> None:
    assert encode(Kind.CBOR, "[1, 1.0]") == b"\x82\x01\xfb" + struct.pack(">d", 1)
    assert encode(Kind.MSGPACK, "[1, 1.0]") == b"\x92\x01\xcb" + struct.pack(">d", 1)


def test_a_file_is_sent_byte_for_byte(tmp_path: Path) -> None:
    path = tmp_path / "picture"
    path.write_bytes(bytes(range(256)))
    assert encode(Kind.FILE, str(path)) == bytes(range(256))
    assert size(Kind.FILE, str(path)) == 256
    assert validate(Kind.FILE, str(path)) is None


def test_a_file_that_can_not_be_sent_says_why(tmp_path: Path) -> None:
    assert said_of(Kind.FILE, "") == "file: expected a path"
    missing = str(tmp_path / "missing")
    assert said_of(Kind.FILE, missing) == "file: it can not be read: no such file or directory"
    assert said_of(Kind.FILE, str(tmp_path)) == "file: it is no regular file"
    assert said_of(Kind.FILE, "a\0b") == "file: no file can have that path"
    huge = tmp_path / "huge"
    with huge.open("wb") as file:
        file.truncate(300_000_000)
    said = "file: it has 300,000,000 bytes; MQTT allows 268,435,455"
    assert said_of(Kind.FILE, str(huge)) == said
