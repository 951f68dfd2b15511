"""Decoding: any bytes give a view, and what it shows is what was sent."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pubsub_tui.decode.registry import decode
from pubsub_tui.decode.view import MOST_LINES, SHOWN_BYTES, View
from tests.unit.safe_text import ANY_TEXT, unsafe_characters

ROLES = {"key", "string", "number", "literal", "punctuation", "muted", "text"}


def texts(view: View) -> list[str]:
    return ["".join(text for text, _ in line) for line in view.lines]


@given(st.binary(max_size=400) | ANY_TEXT.map(lambda text: text.encode("utf-8", "replace")))
def test_any_bytes_give_a_view_of_safe_lines(payload: bytes) -> None:
    view = decode(payload)
    assert view.kind
    assert view.lines
    assert view.shown == len(payload)
    assert view.title == view.kind or view.title == f"{view.kind} ({view.sureness})"
    assert {role for line in view.lines for _, role in line} <= ROLES
    assert [unsafe_characters(line) for line in texts(view)] == [[]] * len(view.lines)


@pytest.mark.parametrize(
    ("payload", "kind"),
    [
        (b'{"a": 1}', "JSON"),
        (b" \n[1]", "JSON"),
        (b"[]", "JSON"),
        (b"21.5", "text"),
        (b'"quoted"', "text"),
        (b"{a: 1}", "text"),
        (b'{"a": 1}\n{"a": 2}', "text"),
        ("größe".encode(), "text"),
        (b"", "text"),
        (b"\xff\xfe", "numbers"),
        (b"\xff\xfe\xfd", "hex"),
        (b'{"a": "\xff"}', "hex"),
        (b"\x00\x01\x02", "hex"),
        (b"gr\xc3", "hex"),
    ],
)
def test_the_first_decoder_that_knows_the_payload_wins(payload: bytes, kind: str) -> None:
    assert decode(payload).kind == kind


def test_hex_is_the_offset_sixteen_bytes_and_their_ascii() -> None:
    assert texts(decode(bytes(range(0x78, 0x8B)) + b"\xff")) == [
        "00000000  78 79 7a 7b 7c 7d 7e 7f  80 81 82 83 84 85 86 87  xyz{|}~·········",
        "00000010  88 89 8a ff                                       ····",
    ]


def test_hex_of_eight_and_of_nine_bytes_keeps_its_columns() -> None:
    assert texts(decode(b"\xff" * 8, chosen="hex")) == [
        "00000000  ff ff ff ff ff ff ff ff                           ········"
    ]
    assert texts(decode(b"\xff" * 9, chosen="hex")) == [
        "00000000  ff ff ff ff ff ff ff ff  ff                       ·········"
    ]


@given(st.binary(min_size=1, max_size=200))
def test_hex_lines_hold_every_byte_at_its_offset(tail: bytes) -> None:
    payload = b"\xff" + tail
    lines = texts(decode(payload, chosen="hex"))
    assert [int(line[:8], 16) for line in lines] == list(range(0, len(payload), 16))
    assert b"".join(bytes.fromhex(line[10:58]) for line in lines) == payload
    assert len({len(line) for line in lines[:-1]}) <= 1


def test_text_is_shown_line_by_line_with_its_tabs_expanded() -> None:
    assert texts(decode(b"a\tb\r\nc\n")) == ["a   b", "c", ""]


def test_text_with_a_few_control_characters_shows_them() -> None:
    assert texts(decode(b"ring the bell \x07 now")) == ["ring the bell ␇ now"]


def test_a_large_payload_is_shown_from_its_start_and_says_how_much() -> None:
    view = decode(b"a line of forty characters is in no way\n" * 200_000)
    assert (view.kind, view.shown) == ("text", SHOWN_BYTES)
    assert sum(len(line) + 1 for line in texts(view)) - 1 == SHOWN_BYTES


def test_of_very_many_lines_the_first_are_shown_and_it_says_how_much() -> None:
    view = decode("é\n".encode() * 300_000)
    assert (view.kind, view.shown) == ("text", 3 * MOST_LINES)
    assert texts(view) == ["é"] * MOST_LINES


def test_a_large_text_cut_within_a_character_is_still_text() -> None:
    view = decode(b"x" + "ж".encode() * SHOWN_BYTES)
    assert view.kind == "text"
    assert texts(view) == ["x" + "ж" * ((SHOWN_BYTES - 1) // 2)]


def test_a_large_payload_that_is_no_utf8_where_it_is_cut_is_hex() -> None:
    assert decode(b"x" * (SHOWN_BYTES - 1) + b"\xff" + b"x" * 9).kind == "hex"


def test_of_a_large_binary_payload_a_part_is_dumped_and_it_says_how_much() -> None:
    view = decode(b"\xff" * 1_000_000)
    assert view.kind == "hex"
    assert view.shown == len(view.lines) * 16 == SHOWN_BYTES // 4
