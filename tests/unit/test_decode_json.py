"""JSON is laid out anew, but each token stays as it was sent."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pubsub_tui.decode.registry import decode
from pubsub_tui.decode.view import MOST_LINES, SHOWN_BYTES, View

VALUES: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=6),
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=6), inner, max_size=4)
    ),
    max_leaves=20,
)
DOCUMENTS = st.lists(VALUES, max_size=4) | st.dictionaries(st.text(max_size=6), VALUES, max_size=4)


def texts(view: View) -> list[str]:
    return ["".join(text for text, _ in line) for line in view.lines]


def roles(view: View) -> dict[str, str]:
    return {text: role for line in view.lines for text, role in line}


@given(DOCUMENTS, st.sampled_from([None, 0, 1, "\t"]))
def test_the_layout_holds_every_token_in_order_and_nothing_else(
    document: Any, indent: int | str | None
) -> None:
    sent = json.dumps(document, indent=indent)
    view = decode(sent.encode())
    assert view.kind == "JSON"
    # Blanks stand in the layout and between tokens only as parts of their own.
    shown = "".join(text for line in view.lines for text, _ in line if text.strip())
    assert shown == json.dumps(document, separators=(",", ":"))


@given(DOCUMENTS)
def test_the_layout_is_json_of_the_same_value(document: Any) -> None:
    view = decode(json.dumps(document).encode())
    assert json.dumps(json.loads("\n".join(texts(view)))) == json.dumps(document)


@given(DOCUMENTS)
def test_the_layout_has_the_lines_that_everybody_knows(document: Any) -> None:
    view = decode(json.dumps(document).encode())
    assert texts(view) == json.dumps(document, indent=2).split("\n")


def test_each_token_has_its_role() -> None:
    view = decode(b'{"k": "s", "n": -1.5e3, "t": true, "z": null, "i": -Infinity, "l": []}')
    assert {text: role for text, role in roles(view).items() if text.strip(" {}[],:")} == {
        '"k"': "key",
        '"s"': "string",
        '"n"': "key",
        "-1.5e3": "number",
        '"t"': "key",
        "true": "literal",
        '"z"': "key",
        "null": "literal",
        '"i"': "key",
        "-Infinity": "literal",
        '"l"': "key",
    }


@pytest.mark.parametrize(
    "value",
    [
        "1e400",
        "1.10",
        "-0",
        "-0.0",
        "1E+2",
        "123456789012345678901234567890",
        "NaN",
        '"\\u0041"',
        "9" * 5000,
        '"\\/\\ud800"',
        '"a  b"',
    ],
)
def test_values_are_shown_exactly_as_they_were_sent(value: str) -> None:
    view = decode(f"[{value}]".encode())
    assert view.kind == "JSON"
    assert texts(view) == ["[", f"  {value}", "]"]


def test_a_key_that_comes_twice_is_shown_twice() -> None:
    assert texts(decode(b'{"a":1,"a":2}')) == ["{", '  "a": 1,', '  "a": 2', "}"]


def test_what_looks_like_structure_within_a_string_is_text() -> None:
    assert texts(decode(b'["{[\\"]},: \\\\"]')) == ["[", '  "{[\\"]},: \\\\"', "]"]


def test_strings_are_made_safe() -> None:
    assert texts(decode('["\u202e[/nope]"]'.encode())) == ["[", '  "\\u202e[/nope]"', "]"]


@pytest.mark.parametrize("opening", [b"[", b'{"a":'])
def test_nesting_deeper_than_python_parses_is_laid_out_all_the_same(opening: bytes) -> None:
    view = decode(opening * 5_000 + b'"x"')
    assert view.title == "JSON, deeply nested (likely)"
    assert len(view.lines) == 5_001
    assert texts(view)[-1].endswith('"x"')
    assert len(decode(opening * 100_000).lines) == MOST_LINES
    assert max(len(line) for line in texts(view)) < 100


@settings(max_examples=30)
@given(DOCUMENTS, st.data())
def test_a_large_document_is_json_wherever_it_is_cut(document: Any, data: st.DataObject) -> None:
    text = json.dumps(["é" * 20, document], ensure_ascii=False)
    size = len(text.encode())
    cut_at = data.draw(st.integers(min_value=2, max_value=size))
    # Blanks are moved in before, so that exactly the first `cut_at` bytes are looked at.
    payload = b" " * (SHOWN_BYTES - cut_at) + text.encode() + b" " * 9
    view = decode(payload)
    assert (view.kind, view.shown) == ("JSON", SHOWN_BYTES)


def test_a_large_text_that_only_begins_like_json_keeps_its_blanks() -> None:
    view = decode(b"[12:00:01] pump  on\n" * 20_000)
    assert view.kind == "text"
    assert texts(view)[0] == "[12:00:01] pump  on"


def test_of_fifty_megabytes_only_the_start_is_laid_out() -> None:
    view = decode(b"[" + b'{"a":"%b"},' % (b"x" * 192) * (50_000_000 // 200))
    assert (view.kind, view.shown) == ("JSON", SHOWN_BYTES)
    assert len(view.lines) < MOST_LINES


def test_of_very_many_values_the_first_are_laid_out_and_it_says_how_much() -> None:
    payload = b"[" + '"é",'.encode() * 200_000
    view = decode(payload)
    assert (view.kind, len(view.lines)) == ("JSON", MOST_LINES)
    shown = "".join(text for line in view.lines for text, _ in line if text.strip())
    assert shown.encode() == payload[: view.shown]


@pytest.mark.parametrize("inside", [b'\\"', b"\\\\\\", b'"'])
def test_a_string_that_is_cut_off_is_not_searched_again_and_again(inside: bytes) -> None:
    # Looking for its end from every quote would take an hour.
    view = decode(b'["' + inside * 300_000)
    assert view.shown == SHOWN_BYTES
    assert len(view.lines) <= 3
