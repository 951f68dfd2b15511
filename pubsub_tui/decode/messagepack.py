"""MessagePack (the specification at github.com/msgpack/msgpack), read here item by item.

Not by msgspec or msgpack: both make Python objects, in which an entry of a map that comes twice
is lost, and neither shows the beginning of what is cut or nested too deeply.
"""

from __future__ import annotations

import struct

from pubsub_tui.decode.cursor import Cursor
from pubsub_tui.decode.decoder import Context, Unreadable
from pubsub_tui.decode.evidence import Evidence
from pubsub_tui.decode.figures import float_role, float_text, in_bytes, time_text
from pubsub_tui.decode.outline import Full, Outline
from pubsub_tui.decode.view import Sureness, View

_LITERALS = {0xC0: "null", 0xC2: "false", 0xC3: "true"}
_BINARY = {0xC4: 1, 0xC5: 2, 0xC6: 4}
_EXTENSION = {0xC7: 1, 0xC8: 2, 0xC9: 4}
_FIXED_EXTENSION = {0xD4: 1, 0xD5: 2, 0xD6: 4, 0xD7: 8, 0xD8: 16}
_FLOATS = {0xCA: (4, ">f"), 0xCB: (8, ">d")}
_UNSIGNED = {0xCC: 1, 0xCD: 2, 0xCE: 4, 0xCF: 8}
_SIGNED = {0xD0: 1, 0xD1: 2, 0xD2: 4, 0xD3: 8}
_STRING = {0xD9: 1, 0xDA: 2, 0xDB: 4}
_CONTAINERS = {0xDC: ("[", 2), 0xDD: ("[", 4), 0xDE: ("{", 2), 0xDF: ("{", 4)}
_NEVER_USED = 0xC1
_TIMESTAMP = 0xFF


def view_messagepack(payload: bytes, context: Context) -> View:
    """One value, laid out like JSON.

    The format has no signature, so it is never certain: likely when the value is an array or a
    map with enough `evidence`. A payload that goes on after the value is none.
    """
    reader = _Reader(payload, context.missing)
    return reader.view()


class _Reader:
    __slots__ = ("_cursor", "_evidence", "_is_container", "_outline")

    def __init__(self, payload: bytes, missing: int) -> None:
        self._cursor = Cursor(payload, missing)
        self._outline = Outline()
        self._evidence = Evidence()
        first = payload[0] if payload else 0
        self._is_container = 0x80 <= first < 0xA0 or first in _CONTAINERS

    def view(self) -> View:
        cursor, outline = self._cursor, self._outline
        try:
            while not outline.done:
                self._item()
        except Full as limit:
            outline.stop(str(limit))
        else:
            if cursor.left:
                raise Unreadable(f"{in_bytes(cursor.left)} left after the first value")
        likely = self._is_container and self._evidence.is_enough
        sureness: Sureness = "likely" if likely else "possible"
        return View("MessagePack", outline.finish(), cursor.at, sureness)

    def _item(self) -> None:
        cursor, outline = self._cursor, self._outline
        code = cursor.byte()
        if code < 0x80 or code >= 0xE0:
            outline.scalar(str(code if code < 0x80 else code - 0x100), "number")
        elif code < 0xA0:
            self._container("{" if code < 0x90 else "[", code & 0x0F)
        elif code < 0xC0:
            self._outline.encoded(self._evidence, cursor.take(code & 0x1F))
        elif code in _LITERALS:
            outline.scalar(_LITERALS[code], "literal")
        elif code in _CONTAINERS:
            bracket, width = _CONTAINERS[code]
            self._container(bracket, cursor.number(width))
        elif code in _STRING:
            self._outline.encoded(self._evidence, cursor.take(cursor.number(_STRING[code])))
        elif code == _NEVER_USED:
            raise Unreadable(f"the byte c1 at offset {cursor.at - 1:,}, which has no meaning")
        else:
            self._number_or_bytes(code)

    def _number_or_bytes(self, code: int) -> None:
        cursor = self._cursor
        if code in _UNSIGNED or code in _SIGNED:
            self._integer(code)
        elif code in _FLOATS:
            width, unpacked = _FLOATS[code]
            value = struct.unpack(unpacked, cursor.take(width))[0]
            self._evidence.real(value)
            text = float_text(value, width)
            self._outline.scalar(text, float_role(text))
        elif code in _BINARY:
            self._outline.data(cursor.take(cursor.number(_BINARY[code])))
        else:
            fixed = _FIXED_EXTENSION.get(code)
            size = cursor.number(_EXTENSION[code]) if fixed is None else fixed
            self._extension(cursor.byte(), cursor.take(size))

    def _container(self, bracket: str, count: int) -> None:
        items = count if bracket == "[" else 2 * count
        self._cursor.check_items(items, "an array" if bracket == "[" else "a map")
        self._outline.open(bracket, items)

    def _integer(self, code: int) -> None:
        signed = code in _SIGNED
        width = _SIGNED[code] if signed else _UNSIGNED[code]
        value = int.from_bytes(self._cursor.take(width), "big", signed=signed)
        # Of a signed number one bit is the sign, so it needs room for twice its size.
        room = (~value if value < 0 else value) << 1 if signed else value
        self._evidence.integer(room, width)
        self._outline.scalar(str(value), "number")

    def _extension(self, kind: int, data: bytes) -> None:
        number = kind - 0x100 if kind > 0x7F else kind
        self._outline.prefix(f"ext {number}")
        self._outline.data(data, _timestamp(data) if kind == _TIMESTAMP else "")


def _timestamp(data: bytes) -> str:
    """A time in one of the three sizes of the timestamp extension; empty when it is none."""
    if len(data) == 4:
        return time_text(int.from_bytes(data, "big"))
    if len(data) == 8:
        both = int.from_bytes(data, "big")
        nanoseconds, seconds = both >> 34, both & 0x3_FFFF_FFFF
    elif len(data) == 12:
        nanoseconds, seconds = struct.unpack(">Iq", data)
    else:
        return ""
    if nanoseconds >= 1_000_000_000:
        return ""
    return time_text(seconds).replace(" UTC", f".{nanoseconds:09} UTC")
