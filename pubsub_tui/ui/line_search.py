"""Where a text stands in lines: case matters only when it holds an upper-case letter."""

from __future__ import annotations

import re
from collections.abc import Sequence

from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style

from pubsub_tui.decode.view import Line

Places = list[tuple[int, int]]
"""Start and end of each place in a line, in cells."""


class LineSearch:
    """A text that is looked for, and where it was found.

    Attributes:
        text: what is looked for; empty when nothing is.
        places: by the row of every line that has it.
        here: the row of the line that is looked at.
    """

    def __init__(self) -> None:
        self.text = ""
        self.places: dict[int, Places] = {}
        self.here = -1

    @property
    def state(self) -> str:
        """In how many lines it was found, and which of them is looked at."""
        if not self.places:
            return "not found" if self.text else ""
        rows = list(self.places)
        at = f"{rows.index(self.here) + 1:,} of " if self.here in self.places else ""
        return f"{at}{len(rows):,} line{'' if len(rows) == 1 else 's'}"

    def start(self, text: str, lines: Sequence[Line]) -> None:
        """Look for another text in all lines."""
        self.text = text
        self.here = -1
        self._look(lines)

    def renew(self, lines: Sequence[Line]) -> None:
        """Look in other lines for the same text."""
        if self.text:
            self._look(lines)

    def first(self, row: int) -> int | None:
        """The first line that has it, from a row on, or else of all; it is looked at from now."""
        found = next((each for each in self.places if each >= row), None)
        if found is None:
            found = next(iter(self.places), None)
        if found is not None:
            self.here = found
        return found

    def step(self, step: int) -> int:
        """The next line that has it, or one before; after the last comes the first."""
        rows = list(self.places)
        later = sum(row < self.here + (step > 0) for row in rows)
        self.here = rows[(later + (step if step < 0 else step - 1)) % len(rows)]
        return self.here

    def _look(self, lines: Sequence[Line]) -> None:
        flags = re.NOFLAG if any(char.isupper() for char in self.text) else re.IGNORECASE
        pattern = re.compile(re.escape(self.text), flags)
        self.places = {}
        if not self.text:
            return
        for row, line in enumerate(lines):
            whole = "".join(text for text, _ in line)
            spans = [match.span() for match in pattern.finditer(whole)]
            if spans:
                self.places[row] = _in_cells(whole, spans)


def _in_cells(text: str, spans: Sequence[tuple[int, int]]) -> Places:
    places: Places = []
    before = cells = 0
    for start, end in spans:
        left = cells + cell_len(text[before:start])
        cells = left + cell_len(text[start:end])
        before = end
        places.append((left, cells))
    return places


def marked(segments: Sequence[Segment], places: Places, style: Style) -> list[Segment]:
    """Segments with another style where the places are."""
    cuts = [cell for place in places for cell in place]
    whole = sum(segment.cell_length for segment in segments)
    parts = list(Segment.divide(segments, [*cuts, whole]))
    return [
        Segment(segment.text, (segment.style or Style.null()) + style) if at % 2 else segment
        for at, part in enumerate(parts)
        for segment in part
    ]
