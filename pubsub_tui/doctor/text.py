"""A report as lines of plain text."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from rich.cells import cell_len, chop_cells

from pubsub_tui.doctor.rows import Row

NARROWEST = 40
_LEAST_ROOM = 20


def text_lines(rows: Iterable[Row], width: int) -> list[str]:
    """The rows as lines of at most so many cells, but for a lead that takes them all."""
    return ["".join(pieces).rstrip() for row in rows for pieces in broken_row(row, width)]


def broken_row(row: Row, width: int) -> Iterator[tuple[str, str, str]]:
    """A row broken between words: for each line its lead, its text, and its muted rest."""
    room = max(_LEAST_ROOM, width - cell_len(row.lead))
    lead, indent = row.lead, " " * cell_len(row.lead)
    text = rest = ""
    for word, is_rest in _words(row, room):
        if text + rest and cell_len(text + rest + word) > room:
            yield lead, text, rest
            lead, text, rest = indent, "", ""
        if is_rest:
            rest += word
        else:
            text += word
    yield lead, text, rest


def _words(row: Row, room: int) -> Iterator[tuple[str, bool]]:
    """Words with the spaces after them, and whether they belong to the rest."""
    for text, is_rest in ((row.text, False), (row.rest, True)):
        start = 0
        while start < len(text):
            end = text.find(" ", start)
            end = len(text) if end < 0 else end
            while end < len(text) and text[end] == " ":
                end += 1
            for piece in chop_cells(text[start:end], room):
                yield piece, is_rest
            start = end
