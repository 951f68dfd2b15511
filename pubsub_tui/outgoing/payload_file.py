"""A file → a payload that can be edited."""

from __future__ import annotations

from pubsub_tui.message import Message
from pubsub_tui.outgoing.draft import from_message
from pubsub_tui.outgoing.file_bytes import file_size, read_file
from pubsub_tui.outgoing.kind import Kind
from pubsub_tui.outgoing.template import literal

LARGEST_EDITED = 1_000_000
"""Bytes. A larger file is sent as it is when it is sent."""
_LARGEST_HEX = 65_536


def load_payload(path: str) -> tuple[Kind, str]:
    """The kind, and the text in which the file's bytes are written.

    What is too large to be edited, or to be read as hex, stays in its file: kind FILE, and the
    path.

    Raises:
        OutgoingError: it can not be read, or MQTT could not carry it.
    """
    if file_size(path) > LARGEST_EDITED:
        return Kind.FILE, literal(path)
    data = read_file(path)
    draft = from_message(Message("", data))
    if draft.kind is Kind.HEX and len(data) > _LARGEST_HEX:
        return Kind.FILE, literal(path)
    return draft.kind, literal(draft.text)
