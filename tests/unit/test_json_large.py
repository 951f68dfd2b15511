"""A large JSON text: the same lines as a small one has, made when they are looked at."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pubsub_tui.decode.json_large import LONGEST_LINE, LargeJson
from pubsub_tui.decode.registry import decode
from pubsub_tui.decode.structure import Structure
from pubsub_tui.decode.view import Line
from tests.unit.safe_text import unsafe_characters

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=4), inner),
    max_leaves=20,
).filter(lambda value: isinstance(value, dict | list))


def laid_out(payload: bytes, seconds: float = 60.0) -> LargeJson:
    large = LargeJson(payload)
    while not large.complete:
        large.advance(seconds)
    return large


def text_of(line: Line) -> str:
    return "".join(text for text, _ in line)


@given(VALUES, st.sampled_from([None, 1]), st.sampled_from([0.0, 60.0]))
def test_its_lines_are_those_of_the_small_view(
    value: object, indent: int | None, seconds: float
) -> None:
    payload = json.dumps(value, indent=indent).encode()
    small = decode(payload)
    large = laid_out(payload, seconds)
    assert [text_of(line) for line in large] == [text_of(line) for line in small.lines]
    assert not large.problem


@given(VALUES)
def test_it_knows_what_closes_what(value: object) -> None:
    large = laid_out(json.dumps(value).encode())
    structure = Structure(list(large))
    rows = range(len(large))
    assert {row: large.closing(row) for row in rows if large.closing(row) > row} == (
        structure.closing
    )
    deep_one = [row for row, path in structure.paths.items() if len(path) == 2]
    assert list(large.tops) == deep_one


@given(st.binary(max_size=60) | st.text('[]{},:"\\a1 ', max_size=60).map(str.encode))
def test_any_bytes_give_lines_that_are_safe(payload: bytes) -> None:
    large = laid_out(b"[" + payload, 0.0)
    for row in range(len(large)):
        assert not unsafe_characters(text_of(large[row]))
        assert row <= large.closing(row) < len(large)


@pytest.mark.parametrize(
    ("payload", "problem"),
    [
        (b'{"a": [1, 2', "the text ends before it is complete"),
        (b'{"a": [1, 2}', "the brackets do not fit at byte 11: the rest is not shown"),
        (b"[1]]", "the brackets do not fit at byte 3: the rest is not shown"),
        (b'["never closed', "the text ends before it is complete"),
    ],
)
def test_what_does_not_fit_is_said_in_the_last_line(payload: bytes, problem: str) -> None:
    large = laid_out(payload)
    assert large.problem == problem
    assert text_of(large[-1]) == f"… {problem}"


def test_what_was_not_kept_is_said() -> None:
    large = LargeJson(b'{"a": [1', missing=1234)
    large.advance(60.0)
    assert text_of(large[-1]).endswith(": 1,234 bytes were not kept")


def test_while_it_goes_on_what_is_open_reaches_to_the_last_line() -> None:
    large = LargeJson(b'{"a": [' + b"1," * 5_000 + b"2]}")
    large.advance(0.0)
    assert not large.complete
    assert 0.0 < large.progress < 1.0
    assert large.closing(1) == len(large) - 1
    while not large.complete:
        large.advance(0.0)
    assert large.closing(1) == 5_003


def test_a_long_line_is_cut() -> None:
    large = laid_out(b'["' + b"x" * 300_000 + b'", 1]')
    assert "… 300,003 bytes" in text_of(large[1])
    assert len(text_of(large[1])) < LONGEST_LINE + 50
    assert text_of(large[2]).strip() == "1"


def test_long_strings_end_where_their_quote_is_not_escaped() -> None:
    for inside in (b'\\"' * 200_000, b"\\\\" * 200_000, b'"\\"x'[1:] * 100_000):
        large = laid_out(b'["' + inside + b'", 2]', 0.0)
        assert text_of(large[2]).strip() == "2"
        assert len(large) == 4


def test_a_hundred_thousand_levels_are_no_problem() -> None:
    large = laid_out(b"[" * 100_000 + b"1" + b"]" * 100_000)
    assert len(large) == 200_001
    assert large.closing(0) == 200_000
    assert not large.problem
