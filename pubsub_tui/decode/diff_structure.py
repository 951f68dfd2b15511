"""What changed between two views that are laid out as structures, whatever format they show."""

from __future__ import annotations

from collections.abc import Sequence

from pubsub_tui.decode.diff_json import MISSING, Change, Changes, Number, Shown, view_found
from pubsub_tui.decode.view import Line, View, with_notes

Leaves = dict[tuple[str | int, ...], object]

_OPENING, _CLOSING = ("{", "["), ("}", "]")


def view_structure_changes(old: View, new: View) -> View | None:
    """One line a change; None when one of the views is no structure."""
    before, after = leaves(old.lines), leaves(new.lines)
    if before is None or after is None:
        return None
    found = Changes([])
    for path in dict.fromkeys([*before, *after]):
        was, now = before.get(path, MISSING), after.get(path, MISSING)
        if was == now:
            found.same += 1
        else:
            found.changes.append(Change(path, was, now))
    view = view_found(found, f"{new.kind} diff")
    if old.kind != new.kind:
        view = with_notes(view, [f"{old.kind} before, {new.kind} now."])
    return view


def leaves(lines: Sequence[Line]) -> Leaves | None:
    """The values of a structure by their paths; None when there is none."""
    found: Leaves = {}
    path: list[str | int] = []
    items = [0]
    for line in lines:
        signs = [text for text, role in line if role == "punctuation" and text.strip()]
        if all(role == "muted" or not text.strip() for text, role in line):
            continue
        if signs and signs[0] in _CLOSING:
            if path:
                path.pop()
                items.pop()
            continue
        name = next((text for text, role in line if role == "key"), None)
        step: str | int = items[-1] if name is None else name.strip('"')
        items[-1] += 1
        if [sign for sign in signs if sign != ","][-1:] in ([each] for each in _OPENING):
            path.append(step)
            items.append(0)
        elif len(items) > 1:
            _put(found, (*path[1:], step), _value(line))
    return found or None


def _put(found: Leaves, path: tuple[str | int, ...], value: object) -> None:
    """A name that comes twice in one map is told apart by its count."""
    times = 1
    wanted = path
    while wanted in found:
        times += 1
        wanted = (*path[:-1], f"{path[-1]} ({times})")
    found[wanted] = value


def _value(line: Line) -> object:
    """What stands behind the name, without the comma and what is said of it."""
    spans = [span for span in line if span[1] not in ("key", "muted") and span[0].strip()]
    if spans and spans[0][0] == ":":
        spans = spans[1:]
    if spans and spans[-1] == (",", "punctuation"):
        spans = spans[:-1]
    text = "".join(text for text, _ in spans)
    role = spans[0][1] if spans else "muted"
    return Number(text) if role == "number" else Shown(text, role)
