"""Untrusted text made safe to draw: what could act on a terminal becomes visible instead.

Sources: ECMA-48 (C0, C1 and escape sequences), Unicode TR36 and TR9 (bidi controls).
"""

from __future__ import annotations

import codecs
import re
import unicodedata

from rich.cells import cell_len, set_cell_size

_UNSAFE = re.compile(
    "[\x00-\x1f\x7f-\x9f\xad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f"
    "\u2028-\u202e\u2060-\u206f\u3164\ufeff\uffa0\ufff0-\ufffb\ud800-\udfff"
    "\U00013430-\U0001343f\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff]"
)
_COMBINING_RUN = re.compile(
    "([\u0300-\u036f\u0483-\u0489\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f]{3})"
    "[\u0300-\u036f\u0483-\u0489\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f]+"
)
_HIGHEST_PILE = 8
# No mark is a word character, except the vowels and finals of Hangul syllables.
_PERHAPS_A_PILE = re.compile(
    rf"(?:[^\w\s\x00-\x7f]|[\u1160-\u11ff\ud7b0-\ud7ff]){{{_HIGHEST_PILE + 1},}}"
)
_SPACES = re.compile(r"\s+")
_TAB = 4


def _stand_in(match: re.Match[str]) -> str:
    code = ord(match.group())
    if code < 0x20:
        return chr(0x2400 + code)
    if code == 0x7F:
        return "\u2421"
    if 0xDC80 <= code <= 0xDCFF:
        return f"\\x{code - 0xDC00:02x}"
    return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}"


def _is_mark(char: str) -> bool:
    """Whether the terminal draws the character over the one before it."""
    if unicodedata.combining(char) > 0:
        return True
    # Newer marks are known to the table of widths only: they are unassigned in Python's.
    return cell_len(char) == 0 and unicodedata.category(char) not in ("Cc", "Cf", "Cs")


def _level_piles(match: re.Match[str]) -> str:
    kept = []
    height = 0
    for char in match.group():
        height = height + 1 if _is_mark(char) else 0
        if height <= _HIGHEST_PILE:
            kept.append(char)
    return "".join(kept)


def sanitize(text: str) -> str:
    """Return ``text`` as one line that no terminal acts on.

    Control characters, bidi and zero-width controls, lone surrogates and line breaks become
    visible stand-ins. A pile of combining marks is cut: after the third in scripts that need
    few, after the eighth in all others.
    """
    if text.isascii() and text.isprintable():
        return text
    # First of all, because normalising takes time in the square of a pile's height.
    text = _PERHAPS_A_PILE.sub(_level_piles, text)
    return _COMBINING_RUN.sub(r"\1", _UNSAFE.sub(_stand_in, unicodedata.normalize("NFC", text)))


def sanitize_lines(text: str) -> list[str]:
    """Split at line breaks, expand tabs to four columns, and make each line safe."""
    lines = text.replace("\r\n", "\n").split("\n")
    return [sanitize(line.expandtabs(_TAB)) for line in lines]


def preview(payload: bytes, limit: int = 200) -> str:
    """Return one safe line that shows the start of ``payload``.

    Args:
        payload: any bytes; only the first ``limit`` of them are looked at.
        limit: in bytes.
    """
    head = payload[:limit]
    try:
        text, _ = codecs.utf_8_decode(head, "strict", len(payload) <= limit)
    except UnicodeDecodeError:
        return "0x" + head[: limit // 3].hex(" ")
    if text.isascii() and text.isprintable():
        return text
    if text and sum(char < " " and char not in "\t\r\n" for char in text) * 4 > len(text):
        return "0x" + head[: limit // 3].hex(" ")
    return sanitize(_SPACES.sub(" ", text))


def cut(text: str, cells: int) -> str:
    """Cut ``text`` to a width in terminal cells; what was cut ends in an ellipsis."""
    if cells <= 0:
        return ""
    if cell_len(text) <= cells:
        return text
    return set_cell_size(text, cells - 1).rstrip() + "…"
