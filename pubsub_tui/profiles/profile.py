"""A connection that has a name."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pubsub_tui.profiles.secret import SecretSource
from pubsub_tui.settings import PlottedValue, ProfileMark, SavedSubscription

LONGEST_NAME = 64
COLOURS = {
    "red": "#c62828",
    "orange": "#ef6c00",
    "yellow": "#f9a825",
    "green": "#2e7d32",
    "cyan": "#00838f",
    "blue": "#1565c0",
    "magenta": "#ad1457",
    "violet": "#6a1b9a",
    "grey": "#616161",
}
"""Colours that have a name in a profile."""
_HEX = re.compile(r"#(?:[0-9a-fA-F]{3}){1,2}")


@dataclass(frozen=True, slots=True)
class Profile:
    """What a file says of one connection. Its repr holds no secret.

    Attributes:
        path: the file.
        options: values by the names of the command line's arguments, as that gives them.
        lines: the lines of the file by key.
        subscriptions: empty when the profile says nothing of them.
        sources: where its secrets come from, by their names.
        decoders: names of decoders by topic filter.
        filters: texts of filters by name.
        table: all of it as the file has it; a password may stand in it.
    """

    name: str
    path: Path
    options: Mapping[str, object] = field(default_factory=dict, repr=False)
    lines: Mapping[str, int] = field(default_factory=dict)
    colour: str | None = None
    subscriptions: tuple[SavedSubscription, ...] = ()
    sources: Mapping[str, SecretSource] = field(default_factory=dict)
    decoders: Mapping[str, str] = field(default_factory=dict)
    plots: tuple[PlottedValue, ...] = ()
    filters: Mapping[str, str] = field(default_factory=dict)
    table: Mapping[str, Any] = field(default_factory=dict, repr=False)

    @property
    def mark(self) -> ProfileMark:
        """What is shown of it beside the connection."""
        return ProfileMark(self.name, self.colour)


def name_complaint(name: str) -> str | None:
    """What is wrong with a profile's name, in one clause; None when it is valid."""
    if not name.strip():
        return "it is empty"
    if len(name) > LONGEST_NAME:
        return f"it is longer than {LONGEST_NAME} characters"
    if name != name.strip() or not name.isprintable():
        return "it begins or ends with a space, or holds a control character"
    if name.startswith("-") or not set(name).isdisjoint("/:@"):
        return "it begins with - or holds one of / : @, by which a URL is told from it"
    return None


def is_name(word: str | None) -> bool:
    """Whether a word can be a profile's name: all others are taken for a URL."""
    return bool(word and set(word).isdisjoint(":/@"))


def colour_of(text: str) -> str:
    """A colour as ``#rrggbb``. Raises ValueError."""
    if text in COLOURS:
        return COLOURS[text]
    if not _HEX.fullmatch(text):
        raise ValueError(f"it has to be one of {', '.join(COLOURS)}, or such as '#c62828'")
    if len(text) == 4:
        return "#" + "".join(2 * digit for digit in text[1:])
    return text
