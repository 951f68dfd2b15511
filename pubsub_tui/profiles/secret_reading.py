"""A secret of a profile, read from where the profile says that it is.

Nothing that is said or raised here holds the secret.
"""

from __future__ import annotations

import getpass
import sys
from pathlib import Path

from pubsub_tui.profiles.command import CommandFailed, first_line_of_command
from pubsub_tui.profiles.keyring_store import KeyringFailed, stored
from pubsub_tui.profiles.profile import Profile
from pubsub_tui.profiles.secret import Means, SecretSource
from pubsub_tui.settings import UsageError


def read_secret(source: SecretSource, profile: Profile) -> tuple[str, tuple[str, ...]]:
    """The secret, and what to tell the user beside it.

    Raises:
        UsageError: it can not be had; the text says why in one sentence.
    """
    where = f"{profile.path}, line {source.line}: {source.secret.name}{source.means.value}"
    value = source.value
    if source.means is Means.TEXT:
        return str(value), (_written_down(source, profile),)
    if isinstance(value, Path):
        return _from_file(value, where), ()
    if isinstance(value, tuple):
        try:
            return first_line_of_command(value)
        except CommandFailed as error:
            raise UsageError(f"{where}: {error}.") from None
    if source.means is Means.KEYRING:
        return _from_keyring(source, profile, where), ()
    return _asked_for(source, profile, where), ()


def _written_down(source: SecretSource, profile: Profile) -> str:
    words, name = source.secret.words, profile.name
    return (
        f"The {words} of the profile {name} stands in {profile.path}: a keyring keeps it better, "
        f"with: {source.secret.storing(name)}."
    )


def _from_file(path: Path, where: str) -> str:
    try:
        with path.open(encoding="utf-8") as file:
            found = file.readline(100_000).rstrip("\r\n")
    except OSError as error:
        raise UsageError(f"{where}: {path} can not be read: {error.strerror}.") from None
    except UnicodeDecodeError:
        raise UsageError(f"{where}: {path} is not UTF-8 text.") from None
    if not found:
        raise UsageError(f"{where}: the first line of {path} is empty.")
    return found


def _from_keyring(source: SecretSource, profile: Profile, where: str) -> str:
    try:
        found = stored(profile.name, source.secret)
    except KeyringFailed as error:
        raise UsageError(f"{where}: {error}.") from None
    if found is None:
        raise UsageError(
            f"{where}: the keyring has none for the profile {profile.name}: store it with: "
            f"{source.secret.storing(profile.name)}."
        )
    return found


def _asked_for(source: SecretSource, profile: Profile, where: str) -> str:
    if sys.stdin is None or not sys.stdin.isatty():
        raise UsageError(
            f"{where}: it is asked for in a terminal, and there is none: "
            f"set ${source.secret.variable}, say."
        )
    try:
        return getpass.getpass(f"{source.secret.words} for the profile {profile.name}: ")
    except EOFError:
        raise UsageError(f"no {source.secret.words} was given.") from None
