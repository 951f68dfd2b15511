"""The name of a profile, in its colour."""

from __future__ import annotations

from textual.color import Color
from textual.content import Content

from pubsub_tui.sanitize import cut, sanitize
from pubsub_tui.settings import ProfileMark

_WIDEST = 24


def profile_name(mark: ProfileMark | None) -> Content:
    """The name with a space behind it, to stand before a broker's; empty without a profile."""
    if mark is None:
        return Content("")
    name = cut(sanitize(mark.name), _WIDEST)
    if mark.colour is None:
        return Content.assemble((name, "bold $text-accent"), " ")
    return Content.assemble((f" {name} ", f"bold {block(mark.colour)}"), " ")


def block(colour: str) -> str:
    """The style of text on a ground of this colour, ``#rrggbb``, which may be any."""
    ground = Color.parse(colour)
    written = (ground + ground.get_contrast_text(1.0)).hex6
    return f"{written} on {ground.hex6}"
