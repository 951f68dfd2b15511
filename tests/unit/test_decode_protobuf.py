"""Protocol Buffers without a schema."""

from __future__ import annotations

import struct

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pubsub_tui.decode.outline import DEEPEST, MOST_VALUES
from pubsub_tui.decode.registry import decode
from tests.unit.decoding import check_both, texts
from tests.unit.wire_writing import bytes_field, fixed_field, number_field, varint


@settings(max_examples=100)
@given(st.binary(max_size=100))
def test_any_bytes_give_a_view_or_a_stated_error(payload: bytes) -> None:
    check_both(payload, "Protobuf")


FIELDS = st.recursive(
    st.builds(number_field, st.integers(1, 999), st.integers(0, 2**64 - 1))
    | st.builds(bytes_field, st.integers(1, 999), st.binary(max_size=8))
    | st.builds(fixed_field, st.integers(1, 999), st.binary(min_size=8, max_size=8)),
    lambda inner: st.builds(
        bytes_field, st.integers(1, 999), st.lists(inner, max_size=4).map(b"".join)
    ),
    max_leaves=12,
)


@settings(max_examples=80)
@given(st.lists(FIELDS, min_size=1, max_size=6))
def test_every_message_is_laid_out_with_all_its_fields(parts: list[bytes]) -> None:
    view = check_both(b"".join(parts), "Protobuf")
    assert view.kind == "Protobuf"
    outermost = [line for line in texts(view) if line[:2] == "  " and line[2:3].isdigit()]
    assert len(outermost) == len(parts)


def test_fields_are_shown_with_numbers_wire_types_and_guesses() -> None:
    payload = (
        number_field(1, 150)
        + number_field(2, 2**64 - 1)
        + bytes_field(3, b"testing")
        + bytes_field(4, number_field(1, 3) + bytes_field(2, b"inner"))
        + bytes_field(5, b"\xff\xfe")
        + fixed_field(6, struct.pack("<f", 21.5))
        + fixed_field(7, struct.pack("<d", -0.1))
        + bytes_field(8, b"")
    )
    view = decode(payload)
    assert view.title == "Protobuf (likely)"
    assert texts(view) == [
        "{",
        "  1: 150,  varint · sint 75",
        f"  2: {2**64 - 1},  varint · int64 -1 · sint -9223372036854775808",
        '  3: "testing",',
        "  4: {",
        "    1: 3,  varint · sint -2",
        '    2: "inner"',
        "  },",
        "  5: h'fffe',  2 bytes",
        "  6: 1101791232,  fixed32 · float 21.5",
        f"  7: {struct.unpack('<q', struct.pack('<d', -0.1))[0] + 2**64},  fixed64 · float -0.1",
        '  8: ""',
        "}",
    ]


def test_groups_are_shown_by_their_ends() -> None:
    payload = b"\x0b" + number_field(2, 1) + b"\x0c" + number_field(3, 1)
    assert texts(decode(payload, chosen="Protobuf")) == [
        "{",
        "  1: {  group",
        "    2: 1  varint",
        "  },",
        "  3: 1  varint",
        "}",
    ]


@pytest.mark.parametrize(
    ("payload", "reason"),
    [
        (b"", "no bytes"),
        (b"\x08", "1 byte wanted at offset 1, but 0 bytes left"),
        (b"\x0a\xff\xff\xff\xff\x0f", "4,294,967,295 bytes wanted"),
        (b"\x08" + b"\xff" * 11, "more than 10 bytes"),
        (b"\x0f", "the wire type 7"),
        (b"\x00\x00", "the field number 0"),
        (b"\x0c", "the end of a group that never began"),
        (b"\x0b\x10\x01", "the group 1 has no end"),
        (b"\x0b\x14", "the end of a group that never began"),
    ],
)
def test_what_is_wrong_is_named(payload: bytes, reason: str) -> None:
    view = check_both(payload, "Protobuf")
    assert view.kind == "hex"
    assert reason in texts(view)[0]


def test_deep_nesting_is_named() -> None:
    payload = number_field(1, 1)
    sizes = 0
    while len(payload) < 100_000:
        payload = bytes_field(1, payload)
        sizes += 1
    assert sizes > 20_000
    view = decode(payload, chosen="Protobuf")
    assert texts(view)[-1].strip().startswith(f"… nested deeper than {DEEPEST}")
    view = decode(b"\x0b" * 100_000, chosen="Protobuf")
    assert texts(view)[-1].strip().startswith(f"… nested deeper than {DEEPEST}")


def test_very_many_fields_are_stopped_at_and_a_large_one_is_shown_up_to_its_cut() -> None:
    view = decode(number_field(1, 1) * 10**6, chosen="Protobuf")
    assert texts(view)[-1].strip().startswith(f"… more than {MOST_VALUES:,} values")
    assert view.shown == MOST_VALUES - 2
    payload = bytes_field(1, b"the name") + bytes_field(2, bytes(10**6))
    view = decode(payload)
    assert view.kind == "Protobuf"
    assert texts(view)[-1].strip() == "… the rest is beyond the first 262,144 bytes"


@pytest.mark.parametrize(
    ("payload", "title"),
    [
        (number_field(1, 150), "hex"),
        (bytes_field(1, b"nam") + number_field(2, 5), "hex"),
        (bytes_field(1, b"names") + number_field(2, 5), "Protobuf (likely)"),
        (bytes_field(2, b"names") + number_field(1, 5), "hex"),
        (bytes_field(5000, b"a name"), "hex"),
        (b"\x0a" + varint(5) + b"name", "hex"),
    ],
)
def test_how_sure_it_is(payload: bytes, title: str) -> None:
    assert decode(payload).title == title
