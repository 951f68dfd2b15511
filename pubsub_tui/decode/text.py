"""Text in UTF-8 (RFC 3629)."""

from __future__ import annotations

import codecs

from pubsub_tui.decode.decoder import Context, Unreadable
from pubsub_tui.decode.view import MOST_LINES, SHOWN_BYTES, Line, View
from pubsub_tui.sanitize import sanitize_lines

_CONTROLS = [chr(code) for code in range(0x20) if chr(code) not in "\t\r\n"]
_CONTROLS_SHARE = 10
_SHORT = 4


def decode_text(payload: bytes, missing: int = 0) -> str | None:
    """The first `SHOWN_BYTES` of a payload as text; None when they are not UTF-8."""
    head = payload[:SHOWN_BYTES]
    try:
        # A character that a limit cuts through is left out; one that the payload itself
        # breaks off is an error.
        whole = not missing and len(payload) <= SHOWN_BYTES
        text, _ = codecs.utf_8_decode(head, "strict", whole)
    except UnicodeDecodeError:
        return None
    return text


def view_text(payload: bytes, context: Context) -> View:
    """Text line by line; mostly control characters only when chosen.

    Certain without control characters, and likely with few. So is a short text that is not
    all ASCII: two bytes are UTF-8 by chance once in fifty times.
    """
    text = decode_text(payload, context.missing)
    if text is None:
        raise Unreadable("not UTF-8")
    controls = count_controls(text)
    if controls * _CONTROLS_SHARE > len(text) and not context.chosen:
        raise Unreadable("mostly control characters")
    lines, used = lines_of(text)
    whole = used == len(text)
    shown = min(len(payload), SHOWN_BYTES) if whole else len(text[:used].encode())
    doubtful = controls or (len(payload) < _SHORT and not text.isascii())
    return View("text", lines, shown, "likely" if doubtful else "certain")


def count_controls(text: str) -> int:
    """The control characters of a text, apart from tabs and line breaks."""
    return sum(map(text.count, _CONTROLS))


def lines_of(text: str) -> tuple[list[Line], int]:
    """The first `MOST_LINES` lines, safe to draw, and how many characters they are."""
    parts = text.split("\n", MOST_LINES)
    used = len(text) - len(parts[MOST_LINES]) if len(parts) > MOST_LINES else len(text)
    shown = "\n".join(parts[:MOST_LINES])
    return [[(line, "text")] for line in sanitize_lines(shown)], used
