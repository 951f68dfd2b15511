"""Protocol Buffers: by the topic's schema, or the fields as they are on the wire.

Without a schema these are field numbers, wire types, and guesses at what is inside.
"""

from __future__ import annotations

import struct
from itertools import islice

from pubsub_tui.decode.decoder import Context, Unreadable
from pubsub_tui.decode.evidence import Evidence
from pubsub_tui.decode.figures import float_text, in_bytes
from pubsub_tui.decode.outline import MOST_VALUES, Full, Outline, join_notes
from pubsub_tui.decode.view import SHOWN_BYTES, Sureness, View
from pubsub_tui.decode.wire import END_GROUP, GROUP, LENGTH, VARINT, WIRE_NAMES, Field, fields

_PLAUSIBLE_FIELD = 1000
"""A field number beyond that speaks against a guess."""
_SIGN = 1 << 63


def view_protobuf(payload: bytes, context: Context) -> View:
    """The message of the topic's schema; without one, by `view_wire`."""
    if context.schema is None:
        return view_wire(payload, context)
    # Needs Google's package, which is there when there is a schema.
    from pubsub_tui.decode.protobuf_message import view_message

    return view_message(payload, context, context.schema)


def view_wire(payload: bytes, context: Context) -> View:
    """The raw fields. What has a length is a text if it is printable, else a message if it can
    be one, else bytes: the wire does not tell these apart.

    Likely with enough `evidence` and with field numbers small and ascending, as encoders write
    them; else possible.
    """
    if not payload:
        raise Unreadable("no bytes")
    head = payload[:SHOWN_BYTES]
    writer = WireWriter(Outline())
    shown = len(head)
    try:
        writer.message(head, len(payload) + context.missing)
    except Full as limit:
        writer.outline.stop(str(limit))
        shown = writer.reached
    sureness: Sureness = "likely" if writer.evidence.is_enough else "possible"
    return View("Protobuf", writer.outline.finish(), shown, sureness)


class WireWriter:
    """Writes fields into an outline; raises `Unreadable`, and `outline.Full` at a limit."""

    __slots__ = ("evidence", "outline", "reached")

    def __init__(self, outline: Outline) -> None:
        self.outline = outline
        self.evidence = Evidence()
        self.reached = 0
        """How far into the outermost message the lines go."""

    def message(self, head: bytes, size: int | None = None, note: str = "") -> None:
        outermost = size is not None
        outline = self.outline
        outline.open("{", None, note)
        groups: list[int] = []
        before = 0
        for field in fields(head, size):
            if outermost:
                self.reached = field.at
            self._judge(field, before)
            before = field.number
            if field.wire == END_GROUP:
                if not groups or groups.pop() != field.number:
                    raise Unreadable(f"the end of a group that never began, at {field.at:,}")
                outline.close()
                continue
            outline.key(str(field.number))
            if field.wire == GROUP:
                groups.append(field.number)
                outline.open("{", None, "group")
                before = 0
            else:
                self.value(field)
        if groups:
            raise Unreadable(f"the group {groups[-1]} has no end")
        outline.close()

    def _judge(self, field: Field, before: int) -> None:
        unusual = field.number > _PLAUSIBLE_FIELD or field.number < before
        if unusual or field.wire in (GROUP, END_GROUP):
            self.evidence.doubts += 1

    def value(self, field: Field, note: str = "") -> None:
        """The value of a field that is no group, with a note before those of its wire type."""
        if isinstance(field.value, int):
            self._varint(field.value, note)
        elif field.wire == LENGTH:
            self._delimited(field.value, note)
        else:
            self._fixed(field.value, join_notes(note, WIRE_NAMES[field.wire]))

    def _varint(self, value: int, note: str) -> None:
        notes = [note, WIRE_NAMES[VARINT]]
        if value >= _SIGN:
            notes.append(f"int64 {value - 2 * _SIGN}")
        if value > 1:
            notes.append(f"sint {(value >> 1) ^ -(value & 1)}")
        self.outline.scalar(str(value), "number", join_notes(*notes))

    def _fixed(self, data: bytes, wire: str) -> None:
        whole = int.from_bytes(data, "little")
        real = struct.unpack("<f" if len(data) == 4 else "<d", data)[0]
        text = float_text(real, len(data))
        points = Evidence()
        points.real(real)
        # It may be an integer as well, so a float of a strange size is no doubt.
        self.evidence.points += points.points
        self.outline.scalar(str(whole), "number", f"{wire} · float {text}")

    def _delimited(self, data: bytes, note: str) -> None:
        text = _text_of(data)
        if text is not None and text.isprintable():
            self.evidence.text(text)
            self.outline.string(text, note)
        elif _is_message(data):
            self.message(data, note=note)
        elif text is not None:
            self.outline.string(text, note)
        else:
            self.outline.data(data, join_notes(note, in_bytes(len(data))))


def _text_of(data: bytes) -> str | None:
    """The bytes as text of printable characters and line breaks; None when they are none."""
    try:
        text = data.decode()
    except UnicodeDecodeError:
        return None
    return text if text.translate(_WITHOUT_LAYOUT).isprintable() else None


_WITHOUT_LAYOUT = {ord(char): None for char in "\t\r\n"}


def _is_message(data: bytes) -> bool:
    groups: list[int] = []
    try:
        for field in islice(fields(data), MOST_VALUES):
            if field.number > _PLAUSIBLE_FIELD:
                return False
            if field.wire == GROUP:
                groups.append(field.number)
            elif field.wire == END_GROUP and (not groups or groups.pop() != field.number):
                return False
    except Unreadable:
        return False
    return not groups
