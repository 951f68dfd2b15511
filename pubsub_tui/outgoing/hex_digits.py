"""Hex digits → bytes."""

from __future__ import annotations

import re

from pubsub_tui.outgoing.problem import OutgoingError, wrong, wrong_at

_PREFIX = re.compile(r"(?<!\S)0[xX](?=[0-9A-Fa-f])")
_WORD = re.compile(r"[^ \t\n\r\f\v]+")
_NO_DIGIT = re.compile(r"[^0-9A-Fa-f]")


def from_hex(text: str) -> bytes:
    """Pairs of digits; white space between bytes, and ``0x`` before a word, are passed over.

    Raises:
        OutgoingError: something else is there, or half a byte.
    """
    try:
        return bytes.fromhex(_PREFIX.sub("", text))
    except ValueError:
        raise _complaint(text) from None


def _complaint(text: str) -> OutgoingError:
    words = list(_WORD.finditer(text))
    for word in words:
        prefixed = word[0][:2] in ("0x", "0X")
        digits = word[0][2:] if prefixed else word[0]
        start = word.end() - len(digits)
        other = _NO_DIGIT.search(digits)
        if other is not None or not digits:
            at = start + (other.start() if other is not None else 0)
            return wrong_at("hex", text, at, "expected a digit, 0 to 9 or a to f")
        if len(digits) % 2 and len(words) > 1:
            return wrong_at("hex", text, word.start(), "an odd number of digits")
    return wrong("hex", "an odd number of digits")
