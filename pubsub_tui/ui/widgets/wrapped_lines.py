"""Short parts of safe text in as many lines as they take."""

from __future__ import annotations

from collections.abc import Iterable

from rich.cells import cell_len

from pubsub_tui.decode.view import Line
from pubsub_tui.sanitize import cut


def wrapped(parts: Iterable[str], width: int, first: str = "title") -> list[Line]:
    """Parts with a dot between them, in as many lines as they take; the first part stands out."""
    rows = broken(parts, " · ", width - 2)
    if first == "muted":
        return [[(f" {row}", "muted")] for row in rows]
    head, dot, rest = rows[0].partition(" · ")
    return [
        [(f" {head}", first), (dot + rest, "muted")],
        *([(f" {row}", "muted")] for row in rows[1:]),
    ]


def broken(parts: Iterable[str], between: str, room: int) -> list[str]:
    """Parts joined to rows of at most ``room`` cells; one that is longer alone is cut."""
    rows: list[str] = []
    for part in parts:
        if rows and cell_len(rows[-1] + between + part) <= room:
            rows[-1] += between + part
        else:
            rows.append(cut(part, room))
    return rows
