"""The wire format of Protocol Buffers: fields, without knowing what they mean.

Source: protobuf.dev, "Encoding". Groups, which are deprecated, are told by their two ends.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from pubsub_tui.decode.errors import Unreadable
from pubsub_tui.decode.figures import in_bytes
from pubsub_tui.decode.outline import Full

VARINT, FIXED64, LENGTH, GROUP, END_GROUP, FIXED32 = range(6)
WIRE_NAMES = ("varint", "fixed64", "bytes", "group", "end of group", "fixed32")
_LARGEST_FIELD = (1 << 29) - 1
_LONGEST_VARINT = 10
_MASK = (1 << 64) - 1


@dataclass(frozen=True, slots=True)
class Field:
    """One field: an unsigned number (varint), or bytes (every other wire type).

    It takes the bytes from ``at`` up to, not including, ``end``.
    """

    number: int
    wire: int
    value: int | bytes
    at: int
    end: int


def fields(head: bytes, size: int | None = None) -> Iterator[Field]:
    """Each field of a message, in order.

    Args:
        head: the message, or its beginning.
        size: of the whole message in bytes.

    Raises:
        Unreadable: no message continues like that, or a length reaches beyond its end.
        Full: the message goes on beyond ``head``.
    """
    size = len(head) if size is None else size
    at = 0
    while at < len(head):
        begin = at
        tag, at = _varint(head, at, size)
        number, wire = tag >> 3, tag & 7
        if not 0 < number <= _LARGEST_FIELD:
            raise Unreadable(f"the field number {number:,} at offset {begin:,}")
        value: int | bytes = b""
        if wire == VARINT:
            value, at = _varint(head, at, size)
        elif wire in (GROUP, END_GROUP):
            pass
        elif wire in (LENGTH, FIXED32, FIXED64):
            length = 4 if wire == FIXED32 else 8
            if wire == LENGTH:
                length, at = _varint(head, at, size)
            _check(at, length, len(head), size)
            value, at = head[at : at + length], at + length
        else:
            raise Unreadable(f"the wire type {wire} at offset {begin:,}, which does not exist")
        yield Field(number, wire, value, begin, at)
    if size > len(head):
        raise Full(_beyond(len(head)))


def _varint(head: bytes, at: int, size: int) -> tuple[int, int]:
    number = 0
    for index in range(_LONGEST_VARINT):
        _check(at, 1, len(head), size)
        digit = head[at]
        at += 1
        number |= (digit & 0x7F) << (7 * index)
        if digit < 0x80:
            return number & _MASK, at
    raise Unreadable(f"a number of more than {_LONGEST_VARINT} bytes before offset {at:,}")


def _check(at: int, length: int, kept: int, size: int) -> None:
    if at + length <= kept:
        return
    if at + length > size:
        raise Unreadable(
            f"{in_bytes(length)} wanted at offset {at:,}, but {in_bytes(size - at)} left"
        )
    raise Full(_beyond(kept))


def _beyond(kept: int) -> str:
    return f"the rest is beyond the first {kept:,} bytes"
