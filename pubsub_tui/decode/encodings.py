"""Text in encodings other than UTF-8: UTF-16 (RFC 2781) and Latin-1 (ISO 8859-1)."""

from __future__ import annotations

import codecs
import unicodedata

from pubsub_tui.decode.decoder import Context, Unreadable
from pubsub_tui.decode.text import count_controls, lines_of
from pubsub_tui.decode.view import SHOWN_BYTES, Sureness, View, less_sure

_LEAST_EVIDENT = 8
_PATTERN_SHARE = 0.8
_CERTAIN_LENGTH = 4
_LIKELY_LENGTH = 2
_NOT_TEXT = {"Cc", "Cn", "Co", "Cs"}


def view_utf16(payload: bytes, context: Context) -> View:
    """Text in UTF-16, by its byte order mark or because every second byte is zero.

    JSON within is laid out as such. When chosen without any sign of a byte order, the low byte
    comes first, as on most devices.
    """
    if (len(payload) + context.missing) % 2:
        raise Unreadable("UTF-16 has two bytes for each character, and this is an odd number")
    head = payload[:SHOWN_BYTES]
    order, sureness = _order(head)
    if order is None:
        if not context.chosen:
            raise Unreadable("no byte order mark, and no pattern of UTF-16")
        order, sureness = "le", "possible"
    decoder = codecs.utf_16_le_decode if order == "le" else codecs.utf_16_be_decode
    try:
        whole = not context.missing and len(payload) <= SHOWN_BYTES
        text, _ = decoder(head, "strict", whole)
    except UnicodeDecodeError as error:
        raise Unreadable(f"not UTF-16: {error.reason} at offset {error.start:,}") from None
    text = text.removeprefix("\ufeff")
    if not context.chosen and not _is_readable(text):
        raise Unreadable("not readable as UTF-16")
    kind = "UTF-16" if order == "le" else "UTF-16, high byte first"
    if len(payload) <= SHOWN_BYTES:
        inner = context.inner(text.encode(), context.missing)
        if inner.kind.startswith("JSON"):
            title = f"{kind} → {inner.kind}"
            return View(title, inner.lines, len(payload), less_sure(sureness, inner.sureness))
    lines, used = lines_of(text)
    shown = len(head) if used == len(text) else 2 * len(text[:used])
    return View(kind, lines, shown, sureness)


def view_latin1(payload: bytes, context: Context) -> View:
    """Every byte as a character of ISO 8859-1. Any bytes are that, so only a choice shows it."""
    text = payload[:SHOWN_BYTES].decode("latin-1")
    lines, used = lines_of(text)
    return View("Latin-1", lines, used, "possible")


def _order(head: bytes) -> tuple[str | None, Sureness]:
    for mark, order in ((codecs.BOM_UTF16_LE, "le"), (codecs.BOM_UTF16_BE, "be")):
        if head.startswith(mark):
            length = len(head) // 2 - 1
            if length >= _CERTAIN_LENGTH:
                return order, "certain"
            return order, "likely" if length >= _LIKELY_LENGTH else "possible"
    if len(head) >= _LEAST_EVIDENT:
        units = len(head) // 2
        for order, high, low in (("le", head[1::2], head[0::2]), ("be", head[0::2], head[1::2])):
            if high.count(0) >= units * _PATTERN_SHARE and low.count(0) == 0:
                return order, "likely"
    return None, "possible"


def _is_readable(text: str) -> bool:
    sample = text[:1000]
    if count_controls(sample):
        return False
    strange = sum(unicodedata.category(char) in _NOT_TEXT and char > " " for char in sample)
    return strange == 0
