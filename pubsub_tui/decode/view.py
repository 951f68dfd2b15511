"""What a decoder makes of a payload."""

from __future__ import annotations

from dataclasses import dataclass

Span = tuple[str, str]
"""Safe text, and its role: key, string, number, literal, punctuation, muted or text."""
Line = list[Span]

SHOWN_BYTES = 256 * 1024
"""Of a larger payload, so many bytes from the start are decoded, and the view says so."""


@dataclass(frozen=True, slots=True)
class View:
    """A payload as lines of styled text.

    Attributes:
        kind: the decoder's name as shown, such as ``JSON``.
        lines: what to draw, top to bottom.
        shown: how many bytes of the payload the lines stand for.
    """

    kind: str
    lines: list[Line]
    shown: int
