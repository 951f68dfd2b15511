"""CBOR and MessagePack, written as JSON."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import msgspec

from pubsub_tui.outgoing.cbor import read_cbor, write_cbor
from pubsub_tui.outgoing.json_payload import read_json
from pubsub_tui.outgoing.problem import wrong

_CBOR_CONTAINERS = range(0x80, 0xC0)
_MSGPACK_CONTAINERS = (*range(0x80, 0xA0), 0xDC, 0xDD, 0xDE, 0xDF)


def as_cbor(text: str) -> bytes:
    """JSON → CBOR. Raises OutgoingError."""
    return _written(text, "CBOR", write_cbor)


def as_messagepack(text: str) -> bytes:
    """JSON → MessagePack. Raises OutgoingError."""
    return _written(text, "MessagePack", msgspec.msgpack.encode)


def cbor_as_json(payload: bytes) -> str | None:
    """The JSON of which `as_cbor` makes just these bytes; None when there is none.

    Only of arrays and maps: nearly any few bytes are some number.
    """
    if payload[:1] and payload[0] in _CBOR_CONTAINERS:
        return _exact(payload, read_cbor, as_cbor)
    return None


def messagepack_as_json(payload: bytes) -> str | None:
    """The JSON of which `as_messagepack` makes just these bytes; None when there is none.

    Only of arrays and maps, as above.
    """
    if payload[:1] and payload[0] in _MSGPACK_CONTAINERS:
        return _exact(payload, msgspec.msgpack.decode, as_messagepack)
    return None


def _written(text: str, subject: str, write: Callable[[Any], bytes]) -> bytes:
    value = read_json(text, subject)
    try:
        return write(value)
    except UnicodeEncodeError:
        raise wrong(subject, "a string holds half of a surrogate pair") from None
    except RecursionError:
        raise wrong(subject, "nested too deeply") from None


def _exact(
    payload: bytes, read: Callable[[bytes], Any], write: Callable[[str], bytes]
) -> str | None:
    try:
        value = read(payload)
        text = json.dumps(value, ensure_ascii=False, allow_nan=False, indent=2)
        return text if write(text) == payload else None
    except (ValueError, TypeError, RecursionError, msgspec.MsgspecError):
        # Damaged, something that JSON has not, or nested too deeply: bytes, in any case.
        return None
