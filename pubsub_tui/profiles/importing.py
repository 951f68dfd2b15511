"""Connections of other programs, as the profiles that they become."""

from __future__ import annotations

import os
import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pubsub_tui.config_edit import NotWritten
from pubsub_tui.foreign.connection import ForeignConnection, ForeignSubscription
from pubsub_tui.profiles.error import ProfileError
from pubsub_tui.profiles.masking import is_secret
from pubsub_tui.profiles.names import free_name, possible_name
from pubsub_tui.profiles.writing import checked, save_profile

_PRIVATE = 0o600
_NOT_IN_A_FILE_NAME = re.compile(r"[^\w.-]+")
PASSWORD_HINT = "Passwords are not taken over: give one with pubsub-tui profiles password NAME"


@dataclass(frozen=True, slots=True)
class Planned:
    """A profile that is not written yet.

    Attributes:
        name: free in the file of profiles.
        called: what the other program calls it, when that is another name; else empty.
        table: as the file will have it.
        files: contents by the names of files beside the file of profiles.
        left_out: what is not taken over, each as the end of "left out: …".
        problem: why it can not be a profile, as a clause; empty when it can.
    """

    name: str
    called: str
    table: Mapping[str, Any]
    files: Mapping[str, bytes] = field(default_factory=dict, repr=False)
    left_out: tuple[str, ...] = ()
    problem: str = ""

    @property
    def in_words(self) -> str:
        """What becomes of it, as one line that is not safe to draw."""
        if self.problem:
            return f"{self.called or self.name} can not be taken over: {self.problem}."
        words = f"{self.name}: {self.table['url']}"
        if self.called:
            words += f", there called {self.called}"
        if self.files:
            words += f"; files written: {', '.join(self.files)}"
        return words + (f"; left out: {', '.join(self.left_out)}" if self.left_out else "")


def plan(path: Path, found: Sequence[ForeignConnection], taken: Collection[str]) -> list[Planned]:
    """What each would become in that file of profiles, in which some names are taken."""
    names = set(taken)
    files = {each.name for each in path.parent.iterdir()} if path.parent.is_dir() else set()
    plans = []
    for connection in found:
        name = free_name(possible_name(connection.name), names)
        planned = _planned(path, name, connection, files)
        if not planned.problem:
            names.add(name)
            files.update(planned.files)
        plans.append(planned)
    return plans


def leaves_password(plans: Sequence[Planned]) -> bool:
    """Whether a connection had a password, which is not taken over."""
    return any("the password" in each.left_out for each in plans)


def take_over(path: Path, plans: Sequence[Planned]) -> list[str]:
    """Write the profiles that can be, and their files. Returns the names.

    Raises:
        ProfileError: something is in the way that was not there when it was planned.
        NotWritten: a file can not be written. What was written before is there.
    """
    done = []
    for planned in plans:
        if planned.problem:
            continue
        for name, content in planned.files.items():
            _write(path.parent / name, content)
        save_profile(path, planned.name, planned.table, replace=False)
        done.append(planned.name)
    return done


def _planned(
    path: Path, name: str, connection: ForeignConnection, taken: Collection[str]
) -> Planned:
    table: dict[str, Any] = {"url": connection.url, **connection.options}
    files: dict[str, bytes] = {}
    left_out = connection.left_out
    if "insecure" in table and ("ca" in table or "ca" in connection.files):
        table.pop("ca", None)
        left_out += ("the ca file, as any certificate is accepted",)
    if is_secret("url", connection.url):
        table["url"] = connection.url.partition("?")[0]
        left_out += ("the query of its URL, which may be a token",)
    for option, content in connection.files.items():
        if option == "ca" and "insecure" in table:
            continue
        table[option] = _file_name(f"{name}-{option}", {*taken, *files})
        files[table[option]] = content
    if connection.subscriptions:
        table["subscriptions"] = [_subscription(each) for each in connection.subscriptions]
    called = connection.name if connection.name != name else ""
    problem = ""
    try:
        checked(path, name, table)
    except ProfileError as error:
        problem = error.complaint
    return Planned(name, called, table, files, left_out, problem)


def _file_name(wanted: str, taken: Collection[str]) -> str:
    plain = _NOT_IN_A_FILE_NAME.sub("-", wanted)
    name, number = f"{plain}.pem", 1
    while name in taken:
        number += 1
        name = f"{plain}-{number}.pem"
    return name


def _subscription(each: ForeignSubscription) -> str | dict[str, Any]:
    entry: dict[str, Any] = {"filter": each.topic_filter}
    if each.qos:
        entry["qos"] = each.qos
    for key, value in (
        ("no-local", each.no_local),
        ("retain-as-published", each.retain_as_published),
        ("retain-handling", each.retain_handling),
    ):
        if value:
            entry[key] = value
    return entry if len(entry) > 1 else each.topic_filter


def _write(path: Path, content: bytes) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, _PRIVATE)
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
    except OSError as error:
        raise NotWritten(f"{path} can not be written: {error.strerror}.") from None
