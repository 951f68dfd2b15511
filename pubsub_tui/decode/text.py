"""Text in UTF-8."""

from __future__ import annotations

import codecs

from pubsub_tui.decode.view import SHOWN_BYTES, View
from pubsub_tui.sanitize import sanitize_lines

_LAYOUT = "\t\r\n"
_CONTROLS_SHARE = 10


def decode_text(payload: bytes) -> str | None:
    """The first `SHOWN_BYTES` of a payload as text; None when they are not UTF-8."""
    head = payload[:SHOWN_BYTES]
    try:
        # A character that the limit cuts through is left out; one that the payload itself
        # breaks off is an error.
        text, _ = codecs.utf_8_decode(head, "strict", len(payload) <= SHOWN_BYTES)
    except UnicodeDecodeError:
        return None
    return text


def view_text(payload: bytes) -> View | None:
    """Text line by line; None when it is not UTF-8 or mostly control characters."""
    text = decode_text(payload)
    if text is None:
        return None
    controls = sum(char < " " and char not in _LAYOUT for char in text)
    if controls * _CONTROLS_SHARE > len(text):
        return None
    lines = [[(line, "text")] for line in sanitize_lines(text)]
    return View("text", lines, min(len(payload), SHOWN_BYTES))
