"""What a decoder makes of a payload."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

Span = tuple[str, str]
"""Safe text, and its role: key, string, number, literal, punctuation, muted or text."""
Line = list[Span]
ROLES = frozenset({"key", "string", "number", "literal", "punctuation", "muted", "text"})

Sureness = Literal["certain", "likely", "possible"]
SURENESS: tuple[Sureness, ...] = ("certain", "likely", "possible")
"""From the surest down."""

SHOWN_BYTES = 256 * 1024
"""Of a larger payload, so many bytes from the start are decoded, and the view says so."""
MOST_LINES = 10_000
"""Of a payload with more lines, so many are made: a line takes a few microseconds."""


@dataclass(frozen=True, slots=True)
class View:
    """A payload as lines of styled text.

    Attributes:
        kind: the format as shown, such as ``JSON`` or ``gzip → JSON``.
        lines: what to draw, top to bottom.
        shown: how many bytes of the payload the lines stand for.
        sureness: how sure it is that the payload is of this kind.
    """

    kind: str
    lines: list[Line]
    shown: int
    sureness: Sureness = "certain"

    @property
    def title(self) -> str:
        """The kind, and how sure it is unless it is certain: ``CBOR (likely)``."""
        return self.kind if self.sureness == "certain" else f"{self.kind} ({self.sureness})"


def less_sure(one: Sureness, other: Sureness) -> Sureness:
    """The lesser of two: a chain is as sure as its weakest link."""
    return max(one, other, key=SURENESS.index)


def with_notes(view: View, notes: Sequence[str]) -> View:
    """The view with lines above its own; the notes have to be safe text."""
    return replace(view, lines=[*([(note, "muted")] for note in notes), *view.lines])
