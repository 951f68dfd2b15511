"""Messages and figures as JSON lines: one object a line (RFC 8259), always UTF-8."""

from __future__ import annotations

import re
from collections.abc import Mapping

import msgspec
from msgspec import UNSET, UnsetType

from pubsub_tui.export.compared import Compared
from pubsub_tui.export.fields import Json, base64, payload_text, property_fields, topic_fields
from pubsub_tui.export.timestamps import utc
from pubsub_tui.message import Message

# DEL, C1, line separators and bidi controls, which JSON need not escape but a terminal may act
# on. They can stand only in strings.
_ACTED_ON = re.compile(
    rb"\x7f|\xc2[\x80-\x9f]|\xd8\x9c|\xe2\x80[\x8e\x8f\xa8-\xae]|\xe2\x81[\xa6-\xa9]"
)
_ISOLATES = range(0x2066, 0x206A)
_ESCAPES = [
    (chr(code).encode(), b"\\u%04x" % code)
    for codes in (range(0x7F, 0xA0), (0x61C, 0x200E, 0x200F), range(0x2028, 0x202F), _ISOLATES)
    for code in codes
]


class _Line(msgspec.Struct, kw_only=True, gc=False):
    """The keys of a line, in their order."""

    time: str
    interval: float | UnsetType | None = UNSET
    change: str | UnsetType = UNSET
    topic: str
    topic_base64: str | UnsetType = UNSET
    qos: int
    retain: bool
    size: int
    payload: str | UnsetType = UNSET
    payload_base64: str | UnsetType = UNSET
    truncated_from: int | UnsetType = UNSET
    properties: dict[str, Json] | UnsetType = UNSET
    properties_base64: str | UnsetType = UNSET


_encode = msgspec.json.Encoder().encode


def line(message: Message) -> bytes:
    """One message, with a line break at the end; see docs/export.md for the keys."""
    return _finished(_line(message))


def compared_line(row: Compared) -> bytes:
    """One message of the history."""
    fields = _line(row.message)
    fields.interval = row.interval
    fields.change = row.change
    return _finished(fields)


def figures_line(figures: Mapping[str, str | float | None]) -> bytes:
    """One row of figures by their names; ``topic`` is one of them."""
    topic, topic_base64 = topic_fields(str(figures["topic"]))
    exact = {} if topic_base64 is None else {"topic_base64": topic_base64}
    return _finished({"topic": topic, **exact, **{**figures, "topic": topic}})


def _line(message: Message) -> _Line:
    topic, topic_base64 = topic_fields(message.topic)
    fields = _Line(
        time=utc(message.received_at),
        topic=topic,
        qos=message.qos,
        retain=message.retain,
        size=message.size,
    )
    if topic_base64 is not None:
        fields.topic_base64 = topic_base64
    text = payload_text(message)
    if text is not None:
        fields.payload = text
    else:
        fields.payload_base64 = base64(message.payload)
    if message.truncated_from:
        fields.truncated_from = message.truncated_from
    if message.properties:
        properties = property_fields(message.properties)
        if properties is not None:
            fields.properties = properties
        else:
            fields.properties_base64 = base64(message.properties)
    return fields


def _finished(fields: object) -> bytes:
    data = _encode(fields)
    if (not data.isascii() or b"\x7f" in data) and _ACTED_ON.search(data):
        # One after the other: a payload of nothing else is done in a part of a second so.
        for raw, escape in _ESCAPES:
            data = data.replace(raw, escape)
    return data + b"\n"
