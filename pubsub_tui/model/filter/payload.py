"""What a filter looks at in a payload. Nothing here raises, whatever the payload is."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any, Final

import msgspec

from pubsub_tui.message import Message

SEARCHED_BYTES = 1_000_000
"""Of a longer payload only so many bytes are searched for text, and it is not read as JSON."""

_LONGEST_INTEGER = 300


class Nothing:
    """The type of `NOTHING`."""


NOTHING: Final = Nothing()
"""Stands for a value that does not exist; None is JSON's null."""


class Document:
    """The JSON of the message that was last asked for, so that each is decoded once only."""

    def __init__(self) -> None:
        self._message: Message | None = None
        self._value: object = NOTHING

    def of(self, message: Message) -> object:
        """The payload as Python values; `NOTHING` when it is no JSON."""
        if message is not self._message:
            self._value = _decoded(message.payload)
            self._message = message
        return self._value


def _decoded(payload: bytes) -> object:
    if len(payload) > SEARCHED_BYTES:
        return NOTHING
    try:
        return msgspec.json.decode(payload)
    except RecursionError:
        return NOTHING
    except msgspec.ValidationError:  # A number is out of range.
        return _decoded_leniently(payload)
    except ValueError:
        # Python and JavaScript write these, though JSON has none of them.
        if b"NaN" in payload or b"Infinity" in payload:
            return _decoded_leniently(payload)
        return NOTHING


def _decoded_leniently(payload: bytes) -> Any:
    try:
        return json.loads(payload, parse_int=_integer)
    except (ValueError, RecursionError):
        return NOTHING


def _integer(digits: str) -> int | float:
    return int(digits) if len(digits) <= _LONGEST_INTEGER else float(digits)


def text(payload: bytes) -> str:
    """The first `SEARCHED_BYTES` as UTF-8; other bytes become lone surrogates."""
    return payload[:SEARCHED_BYTES].decode("utf-8", "surrogateescape")


def text_search(wanted: str) -> Callable[[bytes], bool]:
    """Whether a payload contains a text, in upper or lower case."""
    folded = wanted.casefold()
    if not folded.isascii():
        return lambda payload: not payload.isascii() and folded in text(payload).casefold()
    small = folded.encode()

    def contains(payload: bytes) -> bool:
        if len(payload) > SEARCHED_BYTES:
            payload = payload[:SEARCHED_BYTES]
        if small in payload.lower():
            return True
        # Some letters beyond ASCII are the same as letters within: K (kelvin), ſ, ß.
        return not payload.isascii() and folded in text(payload).casefold()

    return contains
