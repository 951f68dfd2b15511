"""One table of the file of profiles, and what is said of a mistake in it."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

from pubsub_tui.profiles.error import ProfileError, error_at
from pubsub_tui.profiles.options import option_keys
from pubsub_tui.profiles.secret import SECRET_KEYS
from pubsub_tui.toml_places import Step, place_of

T = TypeVar("T")
OWN_KEYS = ("url", "colour", "subscriptions", "decoders", "plots", "filters")
"""Keys that are no option of the command line."""


def known_keys() -> tuple[str, ...]:
    """All keys of a profile."""
    return (*option_keys(), *SECRET_KEYS, *OWN_KEYS)


def plain_key(key: str) -> str:
    """A key as it is known: ``client_id`` means ``client-id``."""
    return key.replace("_", "-")


@dataclass(frozen=True, slots=True)
class Table:
    """A profile as the file has it.

    Attributes:
        values: what is written, by the keys as they are written.
        private: whether nobody else can read the file.
        written: the keys as they are written, by the keys as they are known.
    """

    path: Path
    text: str = field(repr=False)
    name: str
    values: Mapping[str, Any] = field(repr=False)
    private: bool
    written: Mapping[str, str] = field(default_factory=dict, init=False)

    def __post_init__(self) -> None:
        """Raises ProfileError for a key that is not known."""
        found: dict[str, str] = {}
        for key in self.values:
            plain = plain_key(key)
            if plain not in known_keys():
                raise self.error((key,), unknown(plain, known_keys()))
            if plain in found:
                raise self.error((key,), f"{found[plain]!r} and {key!r} are the same key")
            found[plain] = key
        object.__setattr__(self, "written", found)

    def __contains__(self, key: str) -> bool:
        return key in self.written

    def __getitem__(self, key: str) -> Any:
        """A value by its key as it is known."""
        return self.values[self.written[key]]

    def error(self, way: tuple[Step, ...], words: str) -> ProfileError:
        """The error at a place in the profile; the first step is a key as it is known."""
        if way and isinstance(way[0], str):
            way = (self.written.get(way[0], way[0]), *way[1:])
        return error_at(self.path, self.text, ("profiles", self.name, *way), words)

    def line(self, key: str) -> int:
        """The line on which a key stands."""
        return place_of(self.text, ("profiles", self.name, self.written[key]))[0]

    def checked(self, key: str, check: Callable[[Any], T]) -> T:
        """What a check makes of a value; its ValueError is told with the place."""
        try:
            return check(self[key])
        except ValueError as error:
            words = f"{key} can not be used: {str(error).rstrip('.')}"
            raise self.error((key,), words) from None

    def check_private(self, key: str, words: str, instead: str) -> None:
        """Raises ProfileError for a secret in a file that others can read."""
        if not self.private:
            complaint = f"{words} stands in a file that others can read: chmod 600 it, or {instead}"
            raise self.error((key,), complaint)


def unknown(key: str, known: Collection[str]) -> str:
    """What to say of a key that is not known, with the nearest that is."""
    near = difflib.get_close_matches(key, known, 1)
    return f"{key!r} is not known" + (f"; perhaps {near[0]!r}" if near else "")
