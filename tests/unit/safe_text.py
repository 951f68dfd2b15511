"""What text has to be like before it may reach a terminal; said apart from `sanitize`."""

from __future__ import annotations

import unicodedata

from hypothesis import strategies as st
from rich.cells import cell_len

_VISIBLE_FORMAT = set("\u0600\u0601\u0602\u0603\u0604\u0605\u06dd\u070f\u0890\u0891\u08e2") | {
    "\U000110bd",
    "\U000110cd",
}
"""Of Unicode's format characters, those that are signs to be seen (Arabic, Syriac, Kaithi)."""

HOSTILE = st.sampled_from(
    [
        "\x1b]52;c;aGk=\x07",
        "\x1b[2J",
        "\x9b31m",
        "\x00",
        "\x7f",
        "\u202e",
        "\u2066",
        "\u200b",
        "\u200d",
        "\ufeff",
        "\u2028",
        "\x85",
        "\r\n",
        "\t",
        "\ud800",
        "\udcff",
        "\U000e0041",
        "e\u0301",
        "\u0300" * 9,
        "\u05b0" * 20,
        "\u093e" * 20,
        "\u1161" * 20,
        "漢字",
        "👨‍👩‍👧",
        "❤\ufe0f",
        "🇩🇪",
        "[bold]",
        "[/nope]",
    ]
)

ANY_TEXT = st.lists(
    HOSTILE | st.text(max_size=8) | st.characters(categories=["Cc", "Cf", "Cs", "Mc", "Mn", "Zl"]),
    max_size=12,
).map("".join)
"""Any text, and such text often as does harm."""


def unsafe_characters(text: str) -> list[str]:
    """The characters that a terminal could act on, break the line at, or hide."""
    return [
        f"U+{ord(char):04X}"
        for char in text
        if unicodedata.category(char) in ("Cc", "Cs", "Zl", "Zp")
        or (unicodedata.category(char) == "Cf" and char not in _VISIBLE_FORMAT)
    ]


def highest_pile(text: str) -> int:
    """The most characters without a width of their own that stand one after the other."""
    highest = height = 0
    for char in text:
        height = height + 1 if cell_len(char) == 0 else 0
        highest = max(highest, height)
    return highest
