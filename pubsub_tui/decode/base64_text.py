"""Text that is base64 (RFC 4648, sections 4 and 5), and what is in it."""

from __future__ import annotations

import base64
import binascii
import re

from pubsub_tui.decode.decoder import Context, Unreadable
from pubsub_tui.decode.figures import in_bytes
from pubsub_tui.decode.view import SHOWN_BYTES, View, with_notes

SHORTEST = 16
"""Characters: words and numbers shorter than that are base64 by chance."""
_LINE_BREAKS = b"\r\n"
_ALPHABETS = re.compile(rb"(?:[A-Za-z0-9+/]+|[A-Za-z0-9_-]+)={0,2}")


def view_base64(payload: bytes, context: Context) -> View:
    """The decoded bytes as whatever they are; both alphabets, and lines as in MIME.

    Likely when a decoder is sure of what is inside; else it is no more than possible, as any
    word of a fitting length is base64 too. At most `SHOWN_BYTES` of the text are decoded.
    """
    head = payload[:SHOWN_BYTES]
    digits = head.strip().translate(None, _LINE_BREAKS)
    if len(digits) < SHORTEST and not context.chosen:
        raise Unreadable(f"shorter than {SHORTEST} characters")
    if not digits or not _ALPHABETS.fullmatch(digits):
        raise Unreadable("characters other than those of base64")
    missing = len(payload) - len(head) + context.missing
    if missing:
        digits = digits[: len(digits) // 4 * 4]
    elif len(digits.rstrip(b"=")) % 4 == 1 or (b"=" in digits and len(digits) % 4):
        raise Unreadable("a number of characters that base64 never has")
    try:
        padding = b"=" * (-len(digits) % 4)
        data = base64.b64decode(digits + padding, altchars=_other_digits(digits), validate=True)
    except binascii.Error as error:
        raise Unreadable(str(error)) from None
    inner = context.inner(data, missing * 3 // 4)
    sure = inner.sureness == "certain" and inner.kind != "hex"
    note = f"{in_bytes(len(data))} decoded"
    if missing:
        note += f" from the first {len(head):,}"
    kind = f"base64 → {inner.kind}"
    shown = View(kind, inner.lines, len(head), "likely" if sure else "possible")
    return with_notes(shown, [note])


def _other_digits(digits: bytes) -> bytes | None:
    return b"-_" if b"-" in digits or b"_" in digits else None
