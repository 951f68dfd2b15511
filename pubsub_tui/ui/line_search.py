"""Where a text stands in lines: case matters only when it holds an upper-case letter."""

from __future__ import annotations

import re
import time
from collections.abc import Sequence

from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style

from pubsub_tui.decode.view import Line

_CHECK_EVERY = 200

Places = list[tuple[int, int]]
"""Start and end of each place in a line, in cells."""


class LineSearch:
    """A text that is looked for, and where it was found.

    Attributes:
        text: what is looked for; empty when nothing is.
        places: by the index of every line that has it.
        here: the index of the line that is looked at, -1 while none is.
    """

    def __init__(self) -> None:
        self.text = ""
        self.places: dict[int, Places] = {}
        self.here = -1
        self._next = 0
        self._lines = 0
        self._pattern = re.compile("")

    @property
    def state(self) -> str:
        """In how many lines it was found, and which of them is looked at."""
        if not self.text:
            return ""
        part = f" · {self._next / self._lines:.0%} searched" if self._next < self._lines else ""
        if not self.places:
            return f"not found{part}"
        rows = list(self.places)
        at = f"{rows.index(self.here) + 1:,} of " if self.here in self.places else ""
        return f"{at}{len(rows):,} line{'' if len(rows) == 1 else 's'}{part}"

    def start(self, text: str) -> None:
        """Look for another text."""
        self.text = text
        self.here = -1
        flags = re.NOFLAG if any(char.isupper() for char in text) else re.IGNORECASE
        self._pattern = re.compile(re.escape(text), flags)
        self.renew()

    def renew(self) -> None:
        """Look for the same text anew, as other lines are shown."""
        self.places = {}
        self._next = 0

    def advance(self, lines: Sequence[Line], seconds: float) -> None:
        """Look through more of the lines for about so long; there may be more each time."""
        self._lines = len(lines)
        if not self.text:
            return
        until = time.perf_counter() + seconds
        for index in range(self._next, self._lines):
            self._next = index + 1
            whole = "".join(text for text, _ in lines[index])
            spans = [match.span() for match in self._pattern.finditer(whole)]
            if spans:
                self.places[index] = _in_cells(whole, spans)
            if index % _CHECK_EVERY == 0 and time.perf_counter() > until:
                return

    def first(self, index: int) -> int | None:
        """The first line that has it, from one on, or else of all; it is looked at from now."""
        found = next((each for each in self.places if each >= index), None)
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
