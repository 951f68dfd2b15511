"""What changed between two payloads."""

from __future__ import annotations

import copy
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pubsub_tui.decode.diff_json import MISSING, Path, changes_of, parse
from pubsub_tui.decode.difference import difference
from pubsub_tui.decode.view import ROLES
from tests.unit.safe_text import HOSTILE, unsafe_characters

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(0, 3) | st.text(max_size=3) | HOSTILE,
    lambda below: st.lists(below, max_size=4) | st.dictionaries(st.text(max_size=2), below),
    max_leaves=12,
)
PAYLOADS = (
    st.binary(max_size=200)
    | (st.text(max_size=40) | HOSTILE).map(lambda text: text.encode(errors="replace"))
    | VALUES.map(lambda value: json.dumps(value, ensure_ascii=False).encode(errors="replace"))
    | st.lists(st.sampled_from("abc"), max_size=30).map(lambda lines: "\n".join(lines).encode())
)


def _text(old: bytes, new: bytes) -> str:
    return "\n".join("".join(text for text, _ in line) for line in difference(old, new).lines)


def _apply(path: Path, document: Any, new: object) -> Any:
    if not path:
        return new
    at: Any = document
    for step in path[:-1]:
        at = at[step]
    if new is MISSING:
        # Removals from an array come in order, always at its end.
        at.pop(path[-1] if isinstance(at, dict) else -1)
    elif isinstance(at, list) and path[-1] == len(at):
        at.append(new)
    else:
        at[path[-1]] = new
    return document


@given(PAYLOADS, PAYLOADS)
def test_any_two_payloads_give_a_safe_view(old: bytes, new: bytes) -> None:
    view = difference(old, new)
    assert view.lines
    for line in view.lines:
        for text, role in line:
            assert not unsafe_characters(text)
            assert role in ROLES
    assert (view.kind == "equal") == (old == new)


@given(VALUES, VALUES)
def test_the_changes_applied_to_the_old_give_the_new(old: object, new: object) -> None:
    before = parse(json.dumps(old).encode())
    after = parse(json.dumps(new).encode())
    found = changes_of(before, after)
    document = copy.deepcopy(before)
    for change in found.changes:
        document = _apply(change.path, document, change.new)
    assert document == after
    assert found.complete


def test_json_by_value() -> None:
    old = b'{"t": 20.5, "on": true, "gone": "x", "list": [1, 2], "same": null}'
    new = b'{"t": 20.9, "on": false, "list": [1, 3, 4], "new key": {"a": 1}, "same": null}'
    assert _text(old, new).split("\n") == [
        "~ t: 20.5 → 20.9   ▲ +0.4",
        "~ on: true → false",
        '- gone: "x"',
        "~ list[1]: 2 → 3   ▲ +1",
        "+ list[2]: 4",
        '+ "new key": {…} of 1',
        "2 values the same",
    ]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("1e999999999", "1"),
        ("NaN", "1"),
        ("Infinity", "1"),
        ("1e99999999999999999999", "1"),
        ("1", "1" * 5000),
    ],
)
def test_odd_numbers(old: str, new: str) -> None:
    assert "→" in _text(f"[{old}]".encode(), f"[{new}]".encode())


def test_text_by_line() -> None:
    old, new = "a\nb\nc\nd\ne", "a\nb\nx\ny\nd\nE"
    assert _text(old.encode(), new.encode()).split("\n") == [
        "  2 lines the same",
        "- c",
        "+ x",
        "+ y",
        "  1 line the same",
        "- e",
        "+ E",
    ]


def test_bytes_by_offset() -> None:
    text = _text(bytes(32), bytes(16) + b"\x01\xff" + bytes(15))
    assert "32 bytes before, 33 bytes now" in text
    assert "00000010  00 00 00 00 00 00 00 00  →  01 ff 00 00 00 00 00 00" in text
    assert "00000000" not in text


def test_only_the_layout() -> None:
    assert "Only the layout differs: 1 value the same" in _text(b'{"a":1}', b'{"a": 1}')


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        (b"[" * 100_000 + b"]" * 100_000, b"[" * 100_001 + b"]" * 100_001, "- ["),
        (bytes(50_000_000), bytes(49_999_999) + b"\x01", "02faf078"),
        (bytes(50_000_000), b"\x01" * 50_000_000, "and what follows"),
        (b"x\n" * 5_000, b"y\n" * 5_000, "Too large to compare line by line"),
        (b"[" + b"1," * 60_000 + b"1]", b"[" + b"2," * 60_000 + b"2]", "Only the first 10,000"),
    ],
    ids=["deep", "large", "all different", "many lines", "many values"],
)
def test_limits_are_told(old: bytes, new: bytes, says: str) -> None:
    text = _text(old, new)
    assert says in text
