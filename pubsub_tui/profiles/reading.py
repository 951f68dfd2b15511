"""The file of profiles, read: ``[profiles.NAME]`` tables of ``profiles.toml``."""

from __future__ import annotations

import difflib
import os
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pubsub_tui.profiles.checking import profile_of
from pubsub_tui.profiles.error import ProfileError, error_at
from pubsub_tui.profiles.profile import Profile, name_complaint
from pubsub_tui.profiles.table import Table

VERSION = 1
_OTHERS_MAY = 0o077


@dataclass(frozen=True, slots=True)
class Profiles:
    """A file of profiles as it was when it was read. A mistake in one stops no other.

    Attributes:
        path: the file, which need not exist.
        names: in the order of the file.
    """

    path: Path
    names: tuple[str, ...] = ()
    _tables: Mapping[str, Any] = field(default_factory=dict, repr=False)
    _text: str = field(default="", repr=False)
    _private: bool = True

    def load(self, name: str) -> Profile:
        """The profile of that name.

        Raises:
            ProfileError: there is none, or something in it is wrong.
        """
        if name not in self._tables:
            raise ProfileError(self._no_such(name))
        way = ("profiles", name)
        complaint = name_complaint(name)
        if complaint is not None:
            words = f"the name {name[:80]!r} can not be used: {complaint}"
            raise error_at(self.path, self._text, way, words)
        if not isinstance(self._tables[name], dict):
            words = f"a profile is a table, [profiles.{name}]"
            raise error_at(self.path, self._text, way, words)
        table = Table(self.path, self._text, name, self._tables[name], self._private)
        return profile_of(table)

    def table(self, name: str) -> dict[str, Any]:
        """What the file has of a profile, right or wrong; empty when there is none."""
        found = self._tables.get(name, {})
        return dict(found) if isinstance(found, dict) else {}

    def _no_such(self, name: str) -> str:
        if not self.names:
            return (
                f"there is no profile {name[:80]!r}: {self.path} has none. Write "
                f"mqtt://HOST for a broker, or save one with: pubsub-tui -h HOST --save NAME."
            )
        near = difflib.get_close_matches(name, self.names, 1)
        perhaps = f"perhaps {near[0]!r}" if near else f"{self.path} has {_listed(self.names)}"
        return f"there is no profile {name[:80]!r}; {perhaps}. A broker is written mqtt://HOST."


def read_profiles(path: Path) -> Profiles:
    """Read the file; one that does not exist has no profiles.

    Raises:
        ProfileError: it can not be read, is no TOML, or is for a newer version of the program.
    """
    content, mode = _content(path)
    text = _decoded(path, content)
    table = _parsed(path, text)
    _check_version(path, text, table.get("version", VERSION))
    for key, value in table.items():
        if key not in ("version", "profiles"):
            hint = f"'{key}' is not known"
            if isinstance(value, dict):
                hint += f"; a profile is written [profiles.{key}]"
            raise error_at(path, text, (key,), hint)
    profiles = table.get("profiles", {})
    if not isinstance(profiles, dict):
        raise error_at(path, text, ("profiles",), "profiles are tables, [profiles.NAME]")
    return Profiles(path, tuple(profiles), profiles, text, not mode & _OTHERS_MAY)


def _content(path: Path) -> tuple[bytes, int]:
    try:
        with path.open("rb") as file:
            return file.read(), os.fstat(file.fileno()).st_mode
    except FileNotFoundError:
        return b"", 0
    except OSError as error:
        raise ProfileError(f"{path} can not be read: {error.strerror}.") from None


def _decoded(path: Path, content: bytes) -> str:
    try:
        return content.decode()
    except UnicodeDecodeError as error:
        before = content[: error.start].decode().split("\n")
        where = f"line {len(before)}, column {len(before[-1]) + 1}"
        raise ProfileError(f"{path}, {where}: it is not UTF-8 text.") from None


def _parsed(path: Path, text: str) -> dict[str, Any]:
    try:
        return tomllib.loads(text)
    except RecursionError:
        raise ProfileError(f"{path} is nested too deeply.") from None
    except ValueError as error:  # TOMLDecodeError, and what Python says of very long numbers
        lines = text.removesuffix("\n").split("\n")
        end = f"at line {len(lines)}, column {len(lines[-1]) + 1}"
        complaint = str(error).replace("at end of document", end)
        raise ProfileError(f"{path} is not valid TOML: {complaint}.") from None


def _check_version(path: Path, text: str, version: object) -> None:
    if isinstance(version, bool) or not isinstance(version, int) or version < 1:
        raise error_at(path, text, ("version",), "version is a number such as 1")
    if version > VERSION:
        complaint = (
            f"the file is of version {version}, and this pubsub-tui knows version {VERSION}: "
            "get a newer one, or use another file"
        )
        raise error_at(path, text, ("version",), complaint)


def _listed(names: tuple[str, ...], most: int = 5) -> str:
    shown = ", ".join(names[:most])
    return shown if len(names) <= most else f"{shown} and {len(names) - most} more"
