"""Protocol Buffers by their schema: fields by name, and what the schema lacks as on the wire."""

from __future__ import annotations

from dataclasses import replace
from itertools import islice
from typing import Any

from google.protobuf.descriptor import FieldDescriptor
from google.protobuf.message import DecodeError, Message
from google.protobuf.unknown_fields import UnknownFieldSet

from pubsub_tui.decode.decoder import Context, Damaged, Unreadable
from pubsub_tui.decode.figures import float_role, float_text, in_bytes, time_text
from pubsub_tui.decode.outline import MOST_VALUES, Full, Outline, join_notes
from pubsub_tui.decode.protobuf import WireWriter, view_wire
from pubsub_tui.decode.protobuf_schema import Schema
from pubsub_tui.decode.view import SHOWN_BYTES, View, with_notes
from pubsub_tui.decode.wire import FIXED32, FIXED64, GROUP, Field, fields
from pubsub_tui.sanitize import sanitize

_SECOND = 10**9
"""In nanoseconds."""
_MOST_NAMED = 5
_FIXED_WIDTHS = {FIXED32: 4, FIXED64: 8}


def view_message(payload: bytes, context: Context, schema: Schema) -> View:
    """The message with its fields in the order of their numbers, those that were sent.

    What is no such message is shown as its wire fields, under the reason; where it has none
    either, `Damaged` is raised. Of a payload larger than what is looked at, the fields are
    shown that end before that.
    """
    message = schema.message_class()
    try:
        head, limit = _whole_fields(payload, context.missing)
        message.ParseFromString(head)
    except (DecodeError, Unreadable) as error:
        return _by_wire(payload, context, schema, error)
    writer = _MessageWriter()
    try:
        writer.message(message)
    except Full as full:
        limit = str(full)
    if limit:
        writer.outline.stop(limit)
    view = View(f"Protobuf {sanitize(schema.name)}", writer.outline.finish(), len(head))
    return with_notes(view, _notes(message, schema))


def _whole_fields(payload: bytes, missing: int) -> tuple[bytes, str]:
    """As much of a payload as can be parsed, and what stopped it if that is not all."""
    if not missing and len(payload) <= SHOWN_BYTES:
        return payload, ""
    head = payload[:SHOWN_BYTES]
    end = 0
    try:
        for field in islice(fields(head, len(payload) + missing), MOST_VALUES):
            end = field.end
    except Full as limit:
        return head[:end], str(limit)
    return head[:end], f"more than {MOST_VALUES:,} fields: the rest is not shown"


def _by_wire(payload: bytes, context: Context, schema: Schema, error: Exception) -> View:
    reason = f"not {schema.name}: {_reason(payload, context, error)}"
    try:
        view = view_wire(payload, context)
    except Unreadable:
        raise Damaged(reason) from None
    # Likely, as Protobuf is what is sent there.
    view = replace(view, sureness="likely")
    return with_notes(view, [sanitize(reason[:1].upper() + reason[1:])])


def _reason(payload: bytes, context: Context, error: Exception) -> str:
    """What is wrong, with its offset where the outermost fields tell it; Google's words else."""
    if isinstance(error, Unreadable):
        return str(error)
    try:
        for _ in islice(fields(payload, len(payload) + context.missing), MOST_VALUES):
            pass
    except Unreadable as wrong:
        return str(wrong)
    except Full:
        pass
    return str(error).partition(": ")[2] or "a message within it is damaged"


def _notes(message: Any, schema: Schema) -> list[str]:
    notes = []
    missing = message.FindInitializationErrors()
    if missing:
        names = ", ".join(missing[:_MOST_NAMED]) + (", …" if len(missing) > _MOST_NAMED else "")
        notes.append(f"Required fields are missing: {names}.")
    if not message.ListFields() and message.ByteSize():
        notes.append(f"None of its fields is one of {schema.name}: it may be another message.")
    return [sanitize(note) for note in notes]


class _MessageWriter:
    """Writes messages into its `outline`; raises `outline.Full` at a limit."""

    __slots__ = ("_wire", "outline")

    def __init__(self) -> None:
        self.outline = Outline()
        self._wire = WireWriter(self.outline)

    def message(self, message: Message, note: str = "") -> None:
        text = _well_known(message)
        if text:
            self.outline.scalar(text, "string", note)
            return
        self.outline.open("{", None, note)
        for field, value in message.ListFields():
            self.outline.key(f"[{field.full_name}]" if field.is_extension else field.name)
            note = _oneof(field)
            if not field.is_repeated:
                self._value(field, value, note)
            elif field.message_type is not None and field.message_type.GetOptions().map_entry:
                self._map(field.message_type.fields_by_name["value"], value)
            else:
                self.outline.open("[", len(value))
                for each in value:
                    self._value(field, each)
        self._unknown(UnknownFieldSet(message))
        self.outline.close()

    def _map(self, field: FieldDescriptor, entries: Any) -> None:
        self.outline.open("{", len(entries) * 2, "map")
        for key in sorted(entries):
            if isinstance(key, str):
                self.outline.string(key)
            else:
                self.outline.key(str(key).lower())
            self._value(field, entries[key])

    def _value(self, field: FieldDescriptor, value: Any, note: str = "") -> None:
        outline = self.outline
        if field.message_type is not None:
            self.message(value, note)
        elif field.enum_type is not None:
            self._enum(field, value, note)
        elif isinstance(value, bool):
            outline.scalar("true" if value else "false", "literal", note)
        elif isinstance(value, float):
            real = float_text(value, 4 if field.type == FieldDescriptor.TYPE_FLOAT else 8)
            outline.scalar(real, float_role(real), note)
        elif isinstance(value, str):
            outline.string(value, note)
        elif isinstance(value, bytes):
            text = field.type == FieldDescriptor.TYPE_STRING
            what = "a text that is not UTF-8" if text else in_bytes(len(value))
            outline.data(value, join_notes(what, note))
        else:
            outline.scalar(str(value), "number", note)

    def _enum(self, field: FieldDescriptor, number: int, note: str) -> None:
        assert field.enum_type is not None
        named = field.enum_type.values_by_number.get(number)
        if named is None:
            unnamed = f"no name in {field.enum_type.name}"
            self.outline.scalar(str(number), "number", join_notes(unnamed, note))
        else:
            self.outline.scalar(named.name, "literal", join_notes(str(number), note))

    def _unknown(self, unknown: Any) -> None:
        """Fields that the schema does not have, as they are on the wire."""
        for each in unknown:
            self.outline.key(str(each.field_number))
            if each.wire_type == GROUP:
                self.outline.open("{", None, "unknown · group")
                self._unknown(each.data)
                self.outline.close()
            else:
                data = each.data
                if each.wire_type in _FIXED_WIDTHS:
                    data = data.to_bytes(_FIXED_WIDTHS[each.wire_type], "little")
                self._wire.value(Field(each.field_number, each.wire_type, data, 0, 0), "unknown")


def _oneof(field: FieldDescriptor) -> str:
    """Of which choice a field is; one that only makes it optional is none."""
    oneof = field.containing_oneof
    if oneof is None or (len(oneof.fields) == 1 and oneof.name == f"_{field.name}"):
        return ""
    return f"oneof {oneof.name}"


def _well_known(message: Any) -> str:
    """A Timestamp or a Duration as text; empty for what is neither, or out of its bounds."""
    name = message.DESCRIPTOR.full_name
    if name not in ("google.protobuf.Timestamp", "google.protobuf.Duration"):
        return ""
    if len(UnknownFieldSet(message)):
        return ""
    seconds, nanos = message.seconds, message.nanos
    if name == "google.protobuf.Timestamp":
        moment = time_text(seconds) if 0 <= nanos < _SECOND else ""
        return moment.replace(" UTC", f"{_fraction(nanos)} UTC")
    if abs(nanos) >= _SECOND or seconds * nanos < 0:
        return ""
    sign = "-" if seconds < 0 or nanos < 0 else ""
    return f"{sign}{abs(seconds)}{_fraction(abs(nanos))} s"


def _fraction(nanos: int) -> str:
    return f".{nanos:09}".rstrip("0") if nanos else ""
