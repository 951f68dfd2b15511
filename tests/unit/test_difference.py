"""What changed between two payloads."""

from __future__ import annotations

import copy
import gzip
import json
from typing import Any

import cbor2
import msgpack
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pubsub_tui.decode.diff_json import MISSING, Path, changes_of, parse
from pubsub_tui.decode.diff_structure import leaves
from pubsub_tui.decode.difference import difference
from pubsub_tui.decode.registry import decode
from pubsub_tui.decode.view import ROLES, View
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


def _difference(old: bytes, new: bytes) -> View:
    return difference(old, new, lambda: (decode(old), decode(new)))


def _text(old: bytes, new: bytes) -> str:
    return "\n".join("".join(text for text, _ in line) for line in _difference(old, new).lines)


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
    view = _difference(old, new)
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


POSE = {"pose": {"x": 1.5, "tags": ["a"]}, "name": "robot", "n": 7}
MOVED = {"pose": {"x": 2.0, "tags": ["a", "b"]}, "name": "robot", "new": True}


def _zipped(value: Any) -> bytes:
    return gzip.compress(json.dumps(value).encode())


@pytest.mark.parametrize(
    "dump", [cbor2.dumps, msgpack.dumps, _zipped], ids=["CBOR", "MessagePack", "gzip"]
)
def test_binary_structures_are_compared_by_value(dump: Any) -> None:
    assert _text(dump(POSE), dump(MOVED)).split("\n") == [
        "~ pose.x: 1.5 → 2.0   ▲ +0.5",
        "- n: 7",
        '+ pose.tags[1]: "b"',
        "+ new: true",
        "2 values the same",
    ]


def test_a_name_that_comes_twice_is_compared_twice() -> None:
    twice = b"\xa2\x64name\x01\x64name\x02"
    other = b"\xa2\x64name\x01\x64name\x03"
    assert '~ "name (2)": 2 → 3' in _text(twice, other)


def test_another_format_is_named() -> None:
    text = _text(cbor2.dumps(POSE), msgpack.dumps(POSE))
    assert text.startswith("CBOR before, MessagePack now.")
    assert "4 values the same" in text


def test_what_the_view_leaves_out_is_said() -> None:
    numbers = list(range(300, 9_000))
    text = _text(cbor2.dumps(numbers), cbor2.dumps([1000, *numbers]))
    assert "Only what the payload tab shows of them is compared." in text


@given(VALUES.filter(lambda value: isinstance(value, dict | list)))
def test_equal_structures_of_two_encodings_have_no_changes(value: Any) -> None:
    try:
        one, other = (
            decode(cbor2.dumps(value), chosen="CBOR"),
            decode(msgpack.dumps(value), chosen="MessagePack"),
        )
    except UnicodeEncodeError:
        return
    assert leaves(one.lines) == leaves(other.lines)
