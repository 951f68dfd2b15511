"""What changed between two JSON documents, value by value."""

from __future__ import annotations

import json
from dataclasses import dataclass
from decimal import Decimal
from itertools import islice

from pubsub_tui.decode.text import decode_text
from pubsub_tui.decode.view import SHOWN_BYTES, Line, Span, View
from pubsub_tui.sanitize import sanitize

MOST_VALUES = 10_000
"""Pairs of values that are compared; the view says when there are more."""
MOST_CHANGES = 1_000
"""Changes that are shown."""

_LONGEST = 80
_LONGEST_PATH = 300
_LONGEST_NUMBER = 30

Path = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class Number:
    """A number exactly as it was sent."""

    text: str


@dataclass(frozen=True, slots=True)
class Shown:
    """A value as a view shows it: safe text and its role."""

    text: str
    role: str


class Missing:
    """Stands for a value that one of the documents does not have."""


MISSING = Missing()


@dataclass(frozen=True, slots=True)
class Change:
    """A value that is not the same; `MISSING` on the side that lacks it."""

    path: Path
    old: object
    new: object


@dataclass(slots=True)
class Changes:
    """What differs, in the order of the documents.

    Attributes:
        same: values that are equal.
        complete: whether everything was compared.
    """

    changes: list[Change]
    same: int = 0
    complete: bool = True


def parse(payload: bytes) -> object:
    """A JSON value with its numbers as text; `MISSING` when it is none, too long or too deep."""
    text = decode_text(payload) if len(payload) <= SHOWN_BYTES else None
    if text is None:
        return MISSING
    try:
        return json.loads(text, parse_int=Number, parse_float=Number, parse_constant=Number)
    except (ValueError, RecursionError):
        return MISSING


def changes_of(old: object, new: object) -> Changes:
    """Compare two parsed values: objects by key, arrays by index."""
    found = Changes([])
    pairs: list[Change] = [Change((), old, new)]
    left = MOST_VALUES
    while pairs:
        pair = pairs.pop()
        left -= 1
        if left < 0:
            found.complete = False
            break
        below = _below(pair)
        if below is not None:
            pairs += reversed(below)
        elif type(pair.old) is type(pair.new) and pair.old == pair.new:
            found.same += 1
        else:
            found.changes.append(pair)
    return found


def view_changes(old: object, new: object) -> View:
    """One line a change, then how much is the same."""
    return view_found(changes_of(old, new), "JSON diff")


def view_found(found: Changes, kind: str) -> View:
    """What was found to differ as lines."""
    lines = [_line(each) for each in found.changes[:MOST_CHANGES]]
    more = len(found.changes) - MOST_CHANGES
    if more > 0:
        lines.append([(f"… and {more:,} more changes", "muted")])
    same = f"{found.same:,} value{'' if found.same == 1 else 's'} the same"
    if not found.changes and found.complete:
        same = f"Only the layout differs: {same}"
    lines.append([(same, "muted")])
    if not found.complete:
        lines.append([(f"Only the first {MOST_VALUES:,} values were compared.", "muted")])
    return View(kind, lines, 0)


def _below(pair: Change) -> list[Change] | None:
    """The pairs within two containers of the same kind; None when they are not."""
    old, new, path = pair.old, pair.new, pair.path
    if isinstance(old, dict) and isinstance(new, dict):
        keys = [*old, *(key for key in new if key not in old)]
        return [Change((*path, k), old.get(k, MISSING), new.get(k, MISSING)) for k in keys]
    if isinstance(old, list) and isinstance(new, list):
        # No more than will be compared.
        both = islice(zip(old, new, strict=False), MOST_VALUES)
        shared = [Change((*path, at), a, b) for at, (a, b) in enumerate(both)]
        rest = range(len(shared), len(shared) + MOST_VALUES)
        gone = [Change((*path, at), old[at], MISSING) for at in rest if at < len(old)]
        come = [Change((*path, at), MISSING, new[at]) for at in rest if at < len(new)]
        if len(shared) == MOST_VALUES:
            return shared
        return [*shared, *gone, *come]
    return None


def _line(change: Change) -> Line:
    name = (_path_text(change.path), "key")
    colon = (": ", "punctuation")
    if change.old is MISSING:
        return [("+ ", "string"), name, colon, _span(change.new)]
    if change.new is MISSING:
        return [("- ", "number"), name, colon, _span(change.old)]
    arrow = (" → ", "punctuation")
    line = [("~ ", "literal"), name, colon, _span(change.old), arrow, _span(change.new)]
    delta = _delta(change.old, change.new)
    return [*line, (f"   {delta}", "muted")] if delta else line


def _delta(old: object, new: object) -> str:
    """By how much a number changed; empty when it is none, or too long to reckon with."""
    if not isinstance(old, Number) or not isinstance(new, Number):
        return ""
    if max(len(old.text), len(new.text)) > _LONGEST_NUMBER:
        return ""
    try:
        difference = Decimal(new.text) - Decimal(old.text)
    except ArithmeticError:
        return ""
    if not difference.is_finite() or not -12 < difference.adjusted() < 12:
        return ""
    if not difference:
        return "="
    return f"{'▲' if difference > 0 else '▼'} {difference:+f}"


def _path_text(path: Path) -> str:
    text = ""
    for step in path[-_LONGEST_PATH:]:
        if isinstance(step, int):
            text += f"[{step}]"
        else:
            plain = step.replace("_", "a").replace("-", "a").isalnum()
            name = step[:_LONGEST] if plain else json.dumps(step[:_LONGEST], ensure_ascii=False)
            text += f".{name}" if text else name
    return sanitize(text[-_LONGEST_PATH:]) or "(all)"


def _span(value: object) -> Span:
    match value:
        case Number(text):
            return sanitize(_cut(text)), "number"
        case Shown(text, role):
            return _cut(text), role
        case str():
            return sanitize(json.dumps(_cut(value), ensure_ascii=False)), "string"
        case dict():
            return f"{{…}} of {len(value):,}", "punctuation"
        case list():
            return f"[…] of {len(value):,}", "punctuation"
    words = {None: "null", True: "true", False: "false"}
    return next(word for each, word in words.items() if each is value), "literal"


def _cut(text: str) -> str:
    return text if len(text) <= _LONGEST else text[:_LONGEST] + "…"
