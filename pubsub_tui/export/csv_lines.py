"""Messages and figures as CSV (RFC 4180) in UTF-8: a header, and nothing in a cell changed.

Spreadsheets may take a text that begins with ``=``, ``+``, ``-`` or ``@`` for a formula. A
prefix against that would be data that nobody sent, so there is none; docs/export.md says so.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping

import msgspec

from pubsub_tui.export.compared import Compared
from pubsub_tui.export.fields import base64, payload_text, property_fields, topic_fields
from pubsub_tui.export.timestamps import utc
from pubsub_tui.message import Message

Cell = str | float | None

_MESSAGE = (
    "topic",
    "topic_base64",
    "qos",
    "retain",
    "size",
    "payload",
    "payload_base64",
    "truncated_from",
    "properties",
    "properties_base64",
)


class _Returned:
    """A file for the writer of CSV, which gives back what its file does with a line."""

    def write(self, line: str) -> str:
        return line


_line_of = csv.writer(_Returned()).writerow


def _line(cells: Iterable[Cell]) -> bytes:
    return str(_line_of(cells)).encode()


HEAD = _line(("time", *_MESSAGE))
COMPARED_HEAD = _line(("time", "interval", "change", *_MESSAGE))


def line(message: Message) -> bytes:
    """One message, with a line break at the end."""
    return _line((utc(message.received_at), *_cells(message)))


def compared_line(row: Compared) -> bytes:
    """One message of the history."""
    stamp = utc(row.message.received_at)
    return _line((stamp, row.interval, row.change, *_cells(row.message)))


def figures_head(names: Iterable[str]) -> bytes:
    """The header above rows of figures; ``topic`` is the first of them."""
    return _line(("topic", "topic_base64", *(name for name in names if name != "topic")))


def figures_line(figures: Mapping[str, Cell]) -> bytes:
    """One row of figures by their names."""
    rest = (value for name, value in figures.items() if name != "topic")
    return _line((*topic_fields(str(figures["topic"])), *rest))


def _cells(message: Message) -> list[Cell]:
    text = payload_text(message)
    block = message.properties or b""
    properties = property_fields(block) if block else None
    return [
        *topic_fields(message.topic),
        message.qos,
        "true" if message.retain else "false",
        message.size,
        text,
        base64(message.payload) if text is None else None,
        message.truncated_from or None,
        None if properties is None else msgspec.json.encode(properties).decode(),
        base64(block) if block and properties is None else None,
    ]
