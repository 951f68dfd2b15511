"""How one payload differs from another, in the way that suits both."""

from __future__ import annotations

from collections.abc import Callable

from pubsub_tui.decode.diff_bytes import view_byte_changes
from pubsub_tui.decode.diff_json import MISSING, parse, view_changes
from pubsub_tui.decode.diff_structure import view_structure_changes
from pubsub_tui.decode.diff_text import view_text_changes
from pubsub_tui.decode.text import count_controls, decode_text
from pubsub_tui.decode.view import SHOWN_BYTES, View, with_notes


def difference(old: bytes, new: bytes, views: Callable[[], tuple[View, View]]) -> View:
    """JSON and other structures by value, text by line, all else by byte. Raises nothing.

    ``views`` are both payloads as they are decoded, asked for when they are no JSON. What is
    larger than `SHOWN_BYTES`, or JSON that is nested too deeply to be read, is compared
    in the simpler way.
    """
    if old == new:
        return View("equal", [[("The payloads are equal.", "muted")]], 0)
    if max(len(old), len(new)) > SHOWN_BYTES:
        note = f"Larger than {SHOWN_BYTES // 1000} kB: compared byte by byte."
        return with_notes(view_byte_changes(old, new), [note])
    before, after = parse(old), parse(new)
    if before is not MISSING and after is not MISSING:
        return view_changes(before, after)
    old_text, new_text = _text(old), _text(new)
    structure = None if old_text and new_text else _structure(old, new, views)
    if structure is not None:
        return structure
    if old_text is None or new_text is None:
        return view_byte_changes(old, new)
    return view_text_changes(old_text, new_text)


def _structure(old: bytes, new: bytes, views: Callable[[], tuple[View, View]]) -> View | None:
    before, after = views()
    view = view_structure_changes(before, after)
    if view is not None and (before.shown < len(old) or after.shown < len(new)):
        return with_notes(view, ["Only what the payload tab shows of them is compared."])
    return view


def _text(payload: bytes) -> str | None:
    text = decode_text(payload)
    return None if text is None or count_controls(text) * 10 > len(text) else text
