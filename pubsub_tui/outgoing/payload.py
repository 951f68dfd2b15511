"""Written text → the bytes of a payload."""

from __future__ import annotations

from collections.abc import Callable

from pubsub_tui.outgoing.base64_digits import from_base64
from pubsub_tui.outgoing.file_bytes import check_file, file_size, read_file
from pubsub_tui.outgoing.hex_digits import from_hex
from pubsub_tui.outgoing.json_payload import as_json
from pubsub_tui.outgoing.kind import Kind
from pubsub_tui.outgoing.numbers import from_numbers
from pubsub_tui.outgoing.problem import OutgoingError, Problem
from pubsub_tui.outgoing.structured import as_cbor, as_messagepack
from pubsub_tui.outgoing.utf8 import to_utf8

_ENCODERS: dict[Kind, Callable[[str], bytes]] = {
    Kind.TEXT: to_utf8,
    Kind.JSON: as_json,
    Kind.HEX: from_hex,
    Kind.BASE64: from_base64,
    Kind.FILE: read_file,
    Kind.NUMBER: from_numbers,
    Kind.CBOR: as_cbor,
    Kind.MSGPACK: as_messagepack,
}


def encode(kind: Kind, text: str) -> bytes:
    """The bytes that the text stands for.

    ``text`` and ``json`` are sent exactly as written, the latter checked. ``hex`` may hold
    white space and ``0x``, ``base64`` white space, either alphabet, and no padding. ``file`` is
    a path. ``number`` is a type and values, as in ``f32le 21.5``. ``cbor`` and ``msgpack`` are
    written as JSON: integers up to 64 bits stay integers, all other numbers are 64-bit floats.

    Raises:
        OutgoingError: the text is not of that kind.
    """
    return _ENCODERS[kind](text)


def validate(kind: Kind, text: str) -> Problem | None:
    """What `encode` would complain of; None when nothing. A file is looked for, but not read."""
    try:
        if kind is Kind.FILE:
            check_file(text)
        else:
            encode(kind, text)
    except OutgoingError as error:
        return error.problem
    return None


def size(kind: Kind, text: str) -> int:
    """The payload's size in bytes; a file is not read for it. Raises OutgoingError."""
    return file_size(text) if kind is Kind.FILE else len(encode(kind, text))
