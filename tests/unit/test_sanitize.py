"""Untrusted text: nothing of it acts on the terminal, and nothing of it is lost to the eye."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from pubsub_tui.sanitize import cut, preview, sanitize, sanitize_lines
from tests.unit.safe_text import ANY_TEXT, highest_pile, unsafe_characters

ANY_BYTES = st.binary(max_size=300) | ANY_TEXT.map(lambda text: text.encode("utf-8", "replace"))


@given(ANY_TEXT)
def test_any_text_becomes_one_line_that_no_terminal_acts_on(text: str) -> None:
    safe = sanitize(text)
    assert unsafe_characters(safe) == []
    assert len(safe.splitlines()) <= 1
    safe.encode()


@given(ANY_TEXT)
def test_safe_text_stays_as_it_is_when_made_safe_again(text: str) -> None:
    safe = sanitize(text)
    assert unsafe_characters(sanitize(safe)) == []
    assert cell_len(sanitize(safe)) == cell_len(safe)


@given(st.text(st.characters(max_codepoint=0x7E, min_codepoint=0x20)))
def test_printable_ascii_stays_as_it_is(text: str) -> None:
    assert sanitize(text) == text


def test_every_single_control_character_of_unicode_becomes_visible() -> None:
    unsafe = [chr(code) for code in range(0x110000) if unsafe_characters(chr(code))]
    assert len(unsafe) > 2048
    assert [char for char in unsafe if unsafe_characters(sanitize(f"a{char}b"))] == []


@pytest.mark.parametrize(
    ("text", "safe"),
    [
        ("\x1b]52;c;aGk=\x07", "␛]52;c;aGk=␇"),
        ("\x1b[31mred", "␛[31mred"),
        ("a\0b", "a␀b"),
        ("\x7f", "␡"),
        ("\x9b2J", "\\x9b2J"),
        ("one\ntwo\r", "one␊two␍"),
        ("a\u202eb", "a\\u202eb"),
        ("a\u200bb", "a\\u200bb"),
        ("a\u2028b", "a\\u2028b"),
        ("\U000e0041", "\\ue0041"),
        ("\ud800", "\\ud800"),
        ("\udcff", "\\xff"),
        ("[bold]x[/nope]", "[bold]x[/nope]"),
        ("漢字 é ß", "漢字 é ß"),
        ("e\u0301", "é"),
        ("👨\u200d👩", "👨\\u200d👩"),
        ("❤\ufe0f", "❤\ufe0f"),
        ("", ""),
    ],
)
def test_what_could_do_harm_is_shown_and_the_rest_is_left_alone(text: str, safe: str) -> None:
    assert sanitize(text) == safe


def test_bytes_that_are_no_utf8_are_shown_by_their_value() -> None:
    topic = b"caf\xe9/\xff".decode("utf-8", "surrogateescape")
    assert sanitize(topic) == "caf\\xe9/\\xff"


@pytest.mark.parametrize("mark", ["\u0300", "\u20dd", "\ufe20"])
def test_marks_piled_on_a_letter_are_cut_after_the_third(mark: str) -> None:
    assert sanitize("x" + mark * 50 + "y") == "x" + mark * 3 + "y"


@pytest.mark.parametrize(
    "mark", ["\u05b0", "\u0e31", "\u0f90", "\U0001d165", "\u093e", "\u1161", "\u11a8"]
)
def test_scripts_that_pile_marks_keep_eight_of_them(mark: str) -> None:
    assert sanitize("x" + mark * 50 + "y") == "x" + mark * 8 + "y"


@given(ANY_TEXT)
def test_no_pile_of_marks_is_high(text: str) -> None:
    assert highest_pile(sanitize(text)) <= 16


def test_controls_are_no_marks_however_many_they_are() -> None:
    assert sanitize("\x9b" * 20) == "\\x9b" * 20


def test_a_payload_that_is_one_pile_of_marks_is_cut_before_it_costs_anything() -> None:
    # Marks in alternating order: normalising all of them would take a minute.
    assert len(sanitize("a" + "\u0300\u0316" * 128_000)) <= 4


@given(ANY_TEXT, st.integers(-3, 40))
def test_cut_text_is_never_wider_than_its_room(text: str, cells: int) -> None:
    assert cell_len(cut(sanitize(text), cells)) <= max(0, cells)


@given(ANY_TEXT)
def test_text_that_fits_is_not_cut(text: str) -> None:
    safe = "x" + sanitize(text)
    assert cut(safe, cell_len(safe)) == safe


@pytest.mark.parametrize(
    ("text", "cells", "shown"),
    [
        ("hello", 5, "hello"),
        ("hello", 4, "hel…"),
        ("hello", 1, "…"),
        ("hello", 0, ""),
        ("漢字漢字", 5, "漢字…"),
        ("漢字漢字", 4, "漢…"),
        ("one two", 5, "one…"),
    ],
)
def test_what_was_cut_ends_in_an_ellipsis(text: str, cells: int, shown: str) -> None:
    assert cut(text, cells) == shown


@given(ANY_BYTES, st.integers(1, 300))
def test_the_preview_of_any_bytes_is_one_safe_line(payload: bytes, limit: int) -> None:
    shown = preview(payload, limit)
    assert unsafe_characters(shown) == []
    assert len(shown.splitlines()) <= 1


@given(st.text(alphabet="aé漢😀", min_size=1, max_size=40), st.integers(0, 160))
def test_a_preview_that_ends_within_a_character_shows_those_before_it(
    text: str, limit: int
) -> None:
    whole = [end for end in range(len(text) + 1) if len(text[:end].encode()) <= limit]
    assert preview(text.encode(), limit) == text[: whole[-1]]


@pytest.mark.parametrize(
    ("payload", "shown"),
    [
        (b"21.5", "21.5"),
        (b"", ""),
        (b"one\r\n\ttwo", "one two"),
        (b"\xff\x00\x01", "0xff 00 01"),
        (b"\x00\x01\x02\x03", "0x00 01 02 03"),
        (b"online\x07", "online␇"),
        ("größe".encode(), "größe"),
        (b"\xc3", "0xc3"),
    ],
)
def test_the_preview_shows_text_as_text_and_the_rest_in_hex(payload: bytes, shown: str) -> None:
    assert preview(payload) == shown


def test_the_preview_is_hex_when_the_last_byte_looked_at_is_no_utf8() -> None:
    assert preview(b"ab\xff" + b"c" * 50, 3) == "0x61"


@given(ANY_TEXT)
def test_lines_are_all_safe_and_as_many_as_there_are_line_feeds(text: str) -> None:
    lines = sanitize_lines(text)
    assert len(lines) == text.count("\n") + 1
    assert [unsafe_characters(line) for line in lines] == [[]] * len(lines)


def test_tabs_go_to_every_fourth_column_and_crlf_is_one_line_break() -> None:
    assert sanitize_lines("a\tb\r\nabcd\te\rf") == ["a   b", "abcd    e␍f"]
