"""CBOR (RFC 8949), read here item by item.

Not by cbor2: that makes Python objects, in which an entry of a map that comes twice is lost, as
are tags, float sizes and the order of sets; and it cannot show the beginning of what is cut.
"""

from __future__ import annotations

import struct

from pubsub_tui.decode.cursor import Cursor
from pubsub_tui.decode.decoder import Context, Damaged, Unreadable
from pubsub_tui.decode.evidence import Evidence
from pubsub_tui.decode.figures import float_role, float_text, in_bytes, time_text
from pubsub_tui.decode.outline import MOST_VALUES, Full, Outline
from pubsub_tui.decode.view import Sureness, View

_SELF_DESCRIBED = b"\xd9\xd9\xf7"
_BREAK = 0xFF
_INDEFINITE = 31
_SIMPLE = {20: "false", 21: "true", 22: "null", 23: "undefined"}
_FLOATS = {25: (2, ">e"), 26: (4, ">f"), 27: (8, ">d")}
_WIDTHS = {24: 1, 25: 2, 26: 4, 27: 8}
_EPOCH = 1
_BIGNUM, _NEGATIVE_BIGNUM = 2, 3
_LONGEST_BIGNUM = 64


def view_cbor(payload: bytes, context: Context) -> View:
    """One data item, in the diagnostic notation of section 8 laid out like JSON.

    Certain when it describes itself (tag 55799); likely when it is an array or a map with
    enough `evidence`. A payload that goes on after the item is none.
    """
    described = payload.startswith(_SELF_DESCRIBED)
    reader = _Reader(payload, context.missing)
    try:
        return reader.view(described)
    except Unreadable as error:
        raise (Damaged if described else Unreadable)(str(error)) from None


class _Reader:
    __slots__ = ("_cursor", "_evidence", "_first", "_outline", "_tag")

    def __init__(self, payload: bytes, missing: int) -> None:
        self._cursor = Cursor(payload, missing)
        self._outline = Outline()
        self._evidence = Evidence()
        self._first = payload[:1]
        self._tag = -1

    def view(self, described: bool) -> View:
        cursor, outline = self._cursor, self._outline
        try:
            while not outline.done:
                self._item()
        except Full as limit:
            outline.stop(str(limit))
        else:
            if cursor.left:
                raise Unreadable(f"{in_bytes(cursor.left)} left after the first item")
        sureness: Sureness = "possible"
        if described:
            sureness = "certain"
        elif self._first and self._first[0] >> 5 in (4, 5, 6) and self._evidence.is_enough:
            sureness = "likely"
        return View("CBOR", outline.finish(), cursor.at, sureness)

    def _item(self) -> None:
        tag, self._tag = self._tag, -1
        at = self._cursor.at
        initial = self._cursor.byte()
        if initial == _BREAK:
            if not self._outline.close():
                raise Unreadable(f"a break at offset {at:,} that ends nothing")
            return
        major, info = initial >> 5, initial & 0x1F
        if major == 7:
            self._simple(info, at)
            return
        argument = self._argument(info, at)
        if argument is None:
            self._indefinite(major, at)
        elif major <= 1:
            self._integer(major, argument, info, tag)
        elif major == 2:
            self._bytes(self._cursor.take(argument), tag)
        elif major == 3:
            self._outline.encoded(self._evidence, self._cursor.take(argument))
        elif major == 6:
            self._tag = argument
            self._outline.prefix(f"tag {argument}")
        else:
            self._cursor.check_items(argument * (major - 3), "an array" if major == 4 else "a map")
            self._outline.open("[" if major == 4 else "{", argument * (major - 3))

    def _argument(self, info: int, at: int) -> int | None:
        """The number behind the initial byte; None when the length is indefinite."""
        if info < 24:
            return info
        if info in _WIDTHS:
            return self._cursor.number(_WIDTHS[info])
        if info == _INDEFINITE:
            return None
        raise Unreadable(f"a reserved initial byte at offset {at:,}")

    def _integer(self, major: int, argument: int, info: int, tag: int) -> None:
        if info >= 24:
            self._evidence.integer(argument, _WIDTHS[info])
        value = argument if major == 0 else -1 - argument
        self._outline.scalar(str(value), "number", time_text(value) if tag == _EPOCH else "")

    def _bytes(self, data: bytes, tag: int) -> None:
        note = ""
        if tag in (_BIGNUM, _NEGATIVE_BIGNUM) and len(data) <= _LONGEST_BIGNUM:
            number = int.from_bytes(data, "big")
            note = str(number if tag == _BIGNUM else -1 - number)
        self._outline.data(data, note)

    def _indefinite(self, major: int, at: int) -> None:
        if major in (4, 5):
            self._outline.open("[" if major == 4 else "{", None)
            return
        if major not in (2, 3):
            raise Unreadable(f"a number or tag of indefinite length at offset {at:,}")
        data = b"".join(self._chunks(major))
        if major == 2:
            self._bytes(data, -1)
        else:
            self._outline.encoded(self._evidence, data)

    def _chunks(self, major: int) -> list[bytes]:
        """The parts of a string of indefinite length (section 3.2.3)."""
        chunks: list[bytes] = []
        while (initial := self._cursor.byte()) != _BREAK:
            at = self._cursor.at - 1
            length = self._argument(initial & 0x1F, at) if initial >> 5 == major else None
            if length is None:
                raise Unreadable(f"a string at offset {at:,} has a part that is none")
            if len(chunks) >= MOST_VALUES:
                raise Full(f"a string of more than {MOST_VALUES:,} parts: the rest is not shown")
            chunks.append(self._cursor.take(length))
        return chunks

    def _simple(self, info: int, at: int) -> None:
        if info in _FLOATS:
            width, code = _FLOATS[info]
            value = struct.unpack(code, self._cursor.take(width))[0]
            self._evidence.real(value)
            text = float_text(value, width)
            self._outline.scalar(text, float_role(text))
            return
        if info == 24:
            number = self._cursor.byte()
            if number < 32:
                raise Unreadable(f"a simple value at offset {at:,} that is not allowed")
        elif info < 24:
            number = info
        else:
            raise Unreadable(f"a reserved initial byte at offset {at:,}")
        self._outline.scalar(_SIMPLE.get(number, f"simple({number})"), "literal")
