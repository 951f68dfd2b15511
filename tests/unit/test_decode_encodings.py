"""Text in other encodings, and text that is base64."""

from __future__ import annotations

import base64
import gzip
import json
import os

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pubsub_tui.decode.registry import candidates, decode
from tests.unit.decoding import check_both, texts
from tests.unit.safe_text import ANY_TEXT


@settings(max_examples=80)
@given(
    st.binary(max_size=60)
    | ANY_TEXT.map(lambda text: text.encode("utf-16", "surrogatepass"))
    | st.binary(max_size=60).map(base64.b64encode),
    st.sampled_from(["text", "UTF-16", "Latin-1", "base64", "JSON"]),
)
def test_any_bytes_give_a_view_or_a_stated_error(payload: bytes, name: str) -> None:
    check_both(payload, name)


@pytest.mark.parametrize(
    ("payload", "title", "lines"),
    [
        ("größer\nals 漢字".encode("utf-16"), "UTF-16", ["größer", "als 漢字"]),
        (b"\xfe\xff" + "pump on".encode("utf-16-be"), "UTF-16, high byte first", ["pump on"]),
        (b"\xff\xfea\0b\0", "UTF-16 (likely)", ["ab"]),
        ("pump on\r\n".encode("utf-16-le"), "UTF-16 (likely)", ["pump on", ""]),
        ("pump on".encode("utf-16-be"), "UTF-16, high byte first (likely)", ["pump on"]),
        ('{"a": 1}'.encode("utf-16"), "UTF-16 → JSON", ["{", '  "a": 1', "}"]),
    ],
)
def test_utf16_is_known_by_its_mark_or_its_zeros(
    payload: bytes, title: str, lines: list[str]
) -> None:
    view = decode(payload)
    assert (view.title, texts(view), view.shown) == (title, lines, len(payload))


@pytest.mark.parametrize(
    "payload", [b"\xff\xfe\x00\xd8\x01\x02", bytes(40), b"\0a" * 3, b"\xff\xfe\x01\0\x02\0\x03\0"]
)
def test_what_only_resembles_utf16_is_not(payload: bytes) -> None:
    assert not decode(payload).kind.startswith("UTF-16")


def test_utf16_can_be_chosen_and_says_why_it_fails() -> None:
    assert texts(decode("漢字".encode("utf-16-le"), chosen="UTF-16")) == ["漢字"]
    assert "odd number" in texts(decode(b"abc", chosen="UTF-16"))[0]
    assert "not UTF-16: " in texts(decode(b"\x00\xd8ab", chosen="UTF-16"))[0]


def test_latin1_is_only_ever_chosen() -> None:
    payload = "größer: \x9b31m".encode("latin-1")
    assert decode(payload).kind == "hex"
    assert "Latin-1" in candidates(payload)
    view = decode(payload, chosen="Latin-1")
    assert (view.title, texts(view)) == ("Latin-1 (possible)", ["größer: \\x9b31m"])


def test_text_with_control_characters_is_less_sure_and_can_be_chosen() -> None:
    assert decode(b"ring the bell \x07 now").title == "text (likely)"
    assert decode("ä".encode()).title == "text (likely)"
    assert decode(b"A").title == "text"
    assert texts(decode(b"\x01\x02", chosen="text")) == ["␁␂"]


DOCUMENT = json.dumps({"id": 7, "note": "größe?>~"}).encode()


@pytest.mark.parametrize("encode", [base64.b64encode, base64.urlsafe_b64encode, base64.encodebytes])
@pytest.mark.parametrize("extra", [b"", b"x", b"xx"])
def test_base64_of_what_is_known_is_decoded(encode: type[bytes], extra: bytes) -> None:
    text = DOCUMENT * 2 + extra if extra else DOCUMENT
    payload = encode(text)
    view = decode(payload)
    assert view.title == f"base64 → {'text' if extra else 'JSON'} (likely)"
    assert texts(view)[0] == f"{len(text)} bytes decoded"
    assert view.lines[1:] == decode(text).lines
    unpadded = payload.strip().rstrip(b"=")
    assert decode(unpadded).title == view.title


def test_base64_of_compressed_data_is_decoded_to_the_end() -> None:
    assert decode(base64.b64encode(gzip.compress(DOCUMENT))).kind == "base64 → gzip → JSON"


@pytest.mark.parametrize(
    "payload",
    [
        b"abcd",
        b"21.5",
        b"TemperatureSensorNumber1",
        b"1234567890123456",
        b"0123456789abcdef" * 4,
        base64.b64encode(b"short"),
        base64.b64encode(bytes(range(128, 228))),
    ],
)
def test_text_that_could_be_base64_stays_text(payload: bytes) -> None:
    assert decode(payload).title == "text"


def test_base64_of_unknown_bytes_is_offered_and_can_be_chosen() -> None:
    payload = base64.b64encode(bytes(range(128, 228)))
    assert "base64" in candidates(payload)
    view = decode(payload, chosen="base64")
    assert view.title == "base64 → hex (possible)"
    assert "characters other than" in texts(decode(b"not base64!", chosen="base64"))[0]
    assert "never has" in texts(decode(b"abcde", chosen="base64"))[0]


def test_of_a_large_text_the_beginning_is_decoded() -> None:
    payload = base64.b64encode(b"line of text\n" * 100_000)
    view = decode(payload)
    assert view.kind == "base64 → text"
    assert texts(view)[0] == "196,608 bytes decoded from the first 262,144"
    assert decode(base64.b64encode(os.urandom(10**6))).kind == "text"
