"""WebSocket frames: whatever their size and wherever the bytes are split."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pubsub_tui.transports.frames import (
    BINARY,
    CLOSE,
    CONTINUATION,
    PING,
    FrameError,
    Unframer,
    frame,
)

SIZES = (0, 1, 125, 126, 127, 65_535, 65_536, 70_000)


def from_server(opcode: int, payload: bytes, final: bool = True) -> bytes:
    """A frame as a server sends it, unmasked."""
    first = bytes([opcode | (0x80 if final else 0)])
    size = len(payload)
    if size < 126:
        return first + bytes([size]) + payload
    if size < 65_536:
        return first + b"\x7e" + size.to_bytes(2, "big") + payload
    return first + b"\x7f" + size.to_bytes(8, "big") + payload


def unmask(sent: bytes) -> tuple[int, bytes]:
    """Opcode and payload of one masked frame, byte for byte by the book."""
    assert sent[0] & 0x80
    assert sent[1] & 0x80
    size, at = sent[1] & 0x7F, 2
    if size == 126:
        size, at = int.from_bytes(sent[2:4], "big"), 4
    elif size == 127:
        size, at = int.from_bytes(sent[2:10], "big"), 10
    mask, payload = sent[at : at + 4], sent[at + 4 :]
    assert len(payload) == size
    return sent[0] & 0x0F, bytes(each ^ mask[i % 4] for i, each in enumerate(payload))


@pytest.mark.parametrize("size", SIZES)
def test_what_is_sent_is_one_masked_frame(size: int) -> None:
    payload = bytes(i % 251 for i in range(size))
    assert unmask(frame(BINARY, payload)) == (BINARY, payload)


@pytest.mark.parametrize("size", SIZES)
def test_frames_of_every_size_are_taken_apart(size: int) -> None:
    payload = bytes(i % 251 for i in range(size))
    unframer = Unframer()
    assert (
        unframer.feed(from_server(BINARY, payload) + from_server(BINARY, b"next"))
        == payload + b"next"
    )


@given(
    st.lists(
        st.tuples(
            st.sampled_from([BINARY, CONTINUATION, PING]), st.binary(max_size=300), st.booleans()
        ),
        max_size=8,
    ),
    st.lists(st.integers(1, 200), max_size=30),
)
def test_it_does_not_matter_where_the_bytes_are_split(
    parts: list[tuple[int, bytes, bool]], cuts: list[int]
) -> None:
    parts = [
        (opcode, data[:125] if opcode == PING else data, final) for opcode, data, final in parts
    ]
    wire = b"".join(from_server(opcode, data, final) for opcode, data, final in parts)
    unframer = Unframer()
    came = b""
    at = 0
    for cut in [*cuts, len(wire)]:
        came += unframer.feed(wire[at : at + cut])
        at += cut
    assert came == b"".join(data for opcode, data, _ in parts if opcode != PING)
    assert unframer.controls == [(PING, data) for opcode, data, _ in parts if opcode == PING]


def test_a_part_of_a_frame_is_had_before_the_rest_came() -> None:
    unframer = Unframer()
    wire = from_server(BINARY, b"x" * 100_000)
    assert unframer.feed(wire[:50_010]) == b"x" * 50_000
    assert unframer.feed(wire[50_010:]) == b"x" * 50_000


@pytest.mark.parametrize(
    ("wire", "says"),
    [
        (frame(BINARY, b"x"), "masks"),
        (from_server(0x1, b"text"), "not binary"),
        (from_server(0x3, b"reserved"), "not binary"),
        (bytes([0xC2, 1, 0]), "not binary"),
        (from_server(CLOSE, b"x" * 126), "too long"),
    ],
    ids=["masked", "text", "reserved", "extension", "long control"],
)
def test_what_breaks_the_protocol_is_refused(wire: bytes, says: str) -> None:
    with pytest.raises(FrameError, match=says):
        Unframer().feed(wire)
