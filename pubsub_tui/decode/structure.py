"""Which line of a laid-out value closes what another opens, whatever format it came in."""

from __future__ import annotations

from collections.abc import Sequence

from pubsub_tui.decode.view import Line

Path = tuple[str, ...]
"""Names of the containers from the outermost in: keys, and the places of items in arrays."""

_OPENING, _CLOSING = ("{", "["), ("}", "]")


class Structure:
    """The containers among some lines that take more than one line.

    Attributes:
        closing: by the line that opens one, the line that closes it.
        paths: by the same lines, their paths, which stay when other values come.
    """

    def __init__(self, lines: Sequence[Line]) -> None:
        self.closing: dict[int, int] = {}
        self.paths: dict[int, Path] = {}
        self._open: list[tuple[int, Path]] = []
        self._items = [0]
        for row, line in enumerate(lines):
            self._take(row, line)

    def _take(self, row: int, line: Line) -> None:
        signs = [text for text, role in line if role == "punctuation" and text.strip()]
        if not signs:
            return
        if signs[0] in _CLOSING and self._open:
            start, _ = self._open.pop()
            self._items.pop()
            self.closing[start] = row
            return
        ends = signs[-1] if signs[-1] != "," or len(signs) == 1 else signs[-2]
        name = next((text for text, role in line if role == "key"), str(self._items[-1]))
        self._items[-1] += 1
        if ends in _OPENING:
            path = (*self._open[-1][1], name) if self._open else (name,)
            self.paths[row] = path
            self._open.append((row, path))
            self._items.append(0)
