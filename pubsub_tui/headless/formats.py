"""How a message is printed: a line of JSON, a line of text, or its payload alone."""

from __future__ import annotations

from collections.abc import Callable

from pubsub_tui.export import json_lines
from pubsub_tui.export.timestamps import utc
from pubsub_tui.message import Message
from pubsub_tui.sanitize import sanitize

FORMATS = ("json", "text", "raw")
LONGEST_ON_SCREEN = 65_536
"""Bytes of a payload; of a longer one a terminal shows that many, and how many it has."""

Line = Callable[[Message], bytes]


def line_format(name: str | None, *, terminal: bool, newline: bool = True) -> Line:
    """How to print a message.

    Args:
        name: one of `FORMATS`; None for the one that suits the output.
        terminal: whether the output is a terminal.
        newline: whether a raw payload ends in one.
    """
    if name == "raw":
        return _raw_line if newline else _raw
    if name == "json" or (name is None and not terminal):
        return json_lines.line
    return _safe_text if terminal else _text


def safe_payload(message: Message) -> str:
    """The payload as one line of text that no terminal acts on."""
    payload = message.payload
    text = sanitize(payload[:LONGEST_ON_SCREEN].decode("utf-8", "surrogateescape"))
    if len(payload) <= LONGEST_ON_SCREEN:
        return text
    return f"{text} … {message.size:,} bytes in all"


def _raw(message: Message) -> bytes:
    return message.payload


def _raw_line(message: Message) -> bytes:
    return message.payload + b"\n"


def _text(message: Message) -> bytes:
    """For programs: exact, so that a payload's line breaks are in it."""
    topic = message.topic.encode("utf-8", "surrogateescape")
    return b"%b %b %b\n" % (utc(message.received_at).encode(), topic, message.payload)


def _safe_text(message: Message) -> bytes:
    """For people."""
    line = f"{utc(message.received_at)} {sanitize(message.topic)} {safe_payload(message)}\n"
    return line.encode()
