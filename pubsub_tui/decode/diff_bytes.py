"""Where two payloads differ, byte by byte at the same offsets."""

from __future__ import annotations

from collections.abc import Iterator

from pubsub_tui.decode.figures import in_bytes
from pubsub_tui.decode.view import Line, View

MOST_ROWS = 500
"""Rows of eight bytes that are shown."""

_ROW = 8
_BLOCK = 16_384


def view_byte_changes(old: bytes, new: bytes) -> View:
    """Offset, old and new bytes of every row that differs, as far as `MOST_ROWS`."""
    lines: list[Line] = []
    if len(old) != len(new):
        lines.append([(f"{in_bytes(len(old))} before, {in_bytes(len(new))} now", "muted")])
    for at in _differing(old, new):
        if len(lines) >= MOST_ROWS:
            lines.append([("… and what follows", "muted")])
            break
        before, after = old[at : at + _ROW], new[at : at + _ROW]
        lines.append(
            [
                (f"{at:08x}  ", "muted"),
                (f"{before.hex(' '):<23}", "number"),
                ("  →  ", "punctuation"),
                (after.hex(" "), "string"),
            ]
        )
    return View("byte diff", lines, 0)


def _differing(old: bytes, new: bytes) -> Iterator[int]:
    """The offsets of the rows that differ."""
    size = max(len(old), len(new))
    for block in range(0, size, _BLOCK):
        end = block + _BLOCK
        if old[block:end] == new[block:end]:
            continue
        for at in range(block, min(end, size), _ROW):
            if old[at : at + _ROW] != new[at : at + _ROW]:
                yield at
