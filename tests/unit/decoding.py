"""What the tests of all decoders share: the text of a view, and what every view has to be."""

from __future__ import annotations

from pubsub_tui.decode.registry import decode
from pubsub_tui.decode.sparkplug_names import SparkplugNames
from pubsub_tui.decode.view import ROLES, SURENESS, View
from tests.unit.safe_text import unsafe_characters


def texts(view: View) -> list[str]:
    """Each line without its roles."""
    return ["".join(text for text, _ in line) for line in view.lines]


def roles(view: View) -> dict[str, str]:
    """The role of each text."""
    return {text: role for line in view.lines for text, role in line}


def check(view: View, payload: bytes) -> None:
    """What holds of every view, whatever the bytes."""
    assert view.lines or not payload
    assert 0 <= view.shown <= len(payload)
    assert view.sureness in SURENESS
    assert {role for line in view.lines for _, role in line} <= ROLES
    assert unsafe_characters(view.kind + "".join(texts(view))) == []


def check_both(
    payload: bytes, chosen: str, topic: str | None = None, names: SparkplugNames | None = None
) -> View:
    """The view by that decoder, after what holds of it and of the one by itself was checked."""
    check(decode(payload, topic, None, names), payload)
    view = decode(payload, topic, chosen, names)
    check(view, payload)
    failed = texts(view)[:1] and texts(view)[0].startswith(f"Not {chosen}: ")
    assert (view.kind == "hex") == bool(failed)
    return view
