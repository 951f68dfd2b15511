"""What changed between two texts, line by line."""

from __future__ import annotations

from difflib import SequenceMatcher

from pubsub_tui.decode.view import Line, View
from pubsub_tui.sanitize import sanitize_lines

MOST_LINES = 200
"""Lines on either side, without what both begin and end with, that are compared one by one."""

_LONGEST_LINE = 2_000
_SHOWN_LINES = 500


def view_text_changes(old: str, new: str) -> View:
    """Lines that went and came in their order; how many others are the same."""
    before, after = old.split("\n"), new.split("\n")
    head = _alike(before, after)
    tail = _alike(before[head:][::-1], after[head:][::-1])
    gone, come = before[head : len(before) - tail], after[head : len(after) - tail]
    lines = _same(head)
    if max(len(gone), len(come)) > MOST_LINES:
        note = f"Too large to compare line by line: more than {MOST_LINES} lines differ."
        lines += [[(note, "muted")], *_signed("-", gone), *_signed("+", come)]
    else:
        lines += _compared(gone, come)
    return View("text diff", [*lines, *_same(tail)], 0)


def _alike(old: list[str], new: list[str]) -> int:
    """With how many equal lines both begin."""
    pairs = enumerate(zip(old, new, strict=False))
    return next((at for at, (a, b) in pairs if a != b), min(len(old), len(new)))


def _compared(gone: list[str], come: list[str]) -> list[Line]:
    lines: list[Line] = []
    matcher = SequenceMatcher(None, gone, come, autojunk=True)
    for kind, a, b, c, d in matcher.get_opcodes():
        if kind == "equal":
            lines += _same(b - a)
        else:
            lines += [*_signed("-", gone[a:b]), *_signed("+", come[c:d])]
    return lines


def _signed(sign: str, texts: list[str]) -> list[Line]:
    role = "number" if sign == "-" else "string"
    lines: list[Line] = []
    for text in texts[:_SHOWN_LINES]:
        short = text[:_LONGEST_LINE] + ("…" if len(text) > _LONGEST_LINE else "")
        lines.append([(f"{sign} ", role), (sanitize_lines(short)[0], role)])
    if len(texts) > _SHOWN_LINES:
        lines.append([(f"{sign} … {len(texts) - _SHOWN_LINES:,} more lines", "muted")])
    return lines


def _same(count: int) -> list[Line]:
    if not count:
        return []
    return [[(f"  {count:,} line{'' if count == 1 else 's'} the same", "muted")]]
