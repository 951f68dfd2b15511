"""``pubsub-tui profiles``: the profiles that there are, one of them, and its password."""

from __future__ import annotations

import argparse
import getpass
import json
import sys
import time
from typing import Any

from pubsub_tui import paths
from pubsub_tui.config_edit import NotWritten
from pubsub_tui.connect_settings import profile_broker
from pubsub_tui.headless import exit_codes
from pubsub_tui.headless.saying import say
from pubsub_tui.profiles import keyring_store
from pubsub_tui.profiles.completion import COMPLETE
from pubsub_tui.profiles.error import ProfileError
from pubsub_tui.profiles.keyring_store import KeyringFailed
from pubsub_tui.profiles.last_use import forget_use, last_uses
from pubsub_tui.profiles.masking import masked
from pubsub_tui.profiles.profile import Profile
from pubsub_tui.profiles.reading import Profiles, read_profiles
from pubsub_tui.profiles.secret import (
    PASSWORD,
    PROXY_PASSWORD,
    SECRET_KEYS,
    SECRETS,
    Means,
    Secret,
)
from pubsub_tui.profiles.sources import BELONGS_TO
from pubsub_tui.profiles.table import plain_key
from pubsub_tui.profiles.url import without_password
from pubsub_tui.profiles.writing import remove_profile, save_profile
from pubsub_tui.sanitize import sanitize
from pubsub_tui.settings import Settings, UsageError

_NEEDS_NAME = ("show", "rm", "password")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """See `commands.CommandModule`."""
    parser.add_argument(
        "action",
        choices=("list", *_NEEDS_NAME),
        metavar="list|show|rm|password",
        help="list all, show one with its secrets masked, remove one, or ask for its password and "
        "keep that in the keyring of the system",
    )
    parser.add_argument("name", nargs="?", metavar="NAME", help="the profile").complete = COMPLETE  # type: ignore[attr-defined]
    parser.add_argument("--json", action="store_true", help="list or show as JSON")
    parser.add_argument("--names", action="store_true", help="list the names alone, one a line")
    parser.add_argument(
        "--of",
        choices=[each.of for each in SECRETS],
        default=PASSWORD.of,
        help="whose password it is: the login's, that of the certificate's key, or the proxy's "
        "(default: login)",
    )
    parser.add_argument(
        "--forget", action="store_true", help="with password: take it out of the keyring again"
    )


def run(asked: argparse.Namespace, settings: Settings) -> int:
    """See `commands.CommandModule`."""
    if asked.action in _NEEDS_NAME and asked.name is None:
        raise UsageError(f"{asked.action} needs the name of a profile: pubsub-tui profiles list.")
    if asked.action == "list" and asked.name is not None:
        raise UsageError(f"list has no name: pubsub-tui profiles show {asked.name[:80]}.")
    if (asked.forget or asked.of != PASSWORD.of) and asked.action != "password":
        raise UsageError("--forget and --of go with password.")
    if asked.names and asked.action != "list":
        raise UsageError("--names goes with list.")
    profiles = read_profiles(paths.profiles_file())
    if asked.names:
        for name in profiles.names:
            print(sanitize(name))
        return exit_codes.DONE
    if asked.action == "list":
        return _list(profiles, as_json=asked.json)
    if asked.action == "show":
        return _show(profiles, asked.name, as_json=asked.json)
    try:
        return _remove(profiles, asked.name) if asked.action == "rm" else _password(profiles, asked)
    except NotWritten as error:
        raise UsageError(str(error)) from None


def _list(profiles: Profiles, *, as_json: bool) -> int:
    try:
        uses = last_uses(paths.profile_uses_file())
    except OSError as error:
        say(f"{paths.profile_uses_file()} can not be read: {error.strerror}.")
        uses = {}
    rows = [_row(profiles, name, uses.get(name)) for name in profiles.names]
    if as_json:
        print(json.dumps(rows, indent=2))
        return exit_codes.DONE
    if not rows:
        say(f"{profiles.path} has no profiles. Save one with: pubsub-tui -h HOST --save NAME.")
    widest = max((len(sanitize(row["name"])) for row in rows), default=0)
    for row in rows:
        print(f"{sanitize(row['name']):<{widest}}  {sanitize(_in_words(row))}")
    return exit_codes.DONE


def _row(profiles: Profiles, name: str, used: float | None) -> dict[str, Any]:
    """A profile for a program; one that can not be used has an ``error``."""
    row: dict[str, Any] = {"name": name, "last_used": None}
    if used is not None:
        row["last_used"] = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(used))
    try:
        profile = profiles.load(name)
        broker, username = profile_broker(profile)
    except UsageError as error:
        return {**row, "error": str(error)}
    return {
        **row,
        "broker": broker,
        "username": username,
        "read_only": bool(profile.options.get("read_only")),
        "production": bool(profile.options.get("production")),
        "colour": profile.colour,
    }


def _in_words(row: dict[str, Any]) -> str:
    if "error" in row:
        return f"can not be used: {row['error']}"
    words = [row["broker"]]
    if row["username"]:
        words.append(f"as {row['username']}")
    words += [word for word in ("production", "read_only") if row[word]]
    used = row["last_used"]
    words.append(f"last used {used[:10]} {used[11:16]} UTC" if used else "not used yet")
    return ", ".join(words).replace("read_only", "read-only")


def _show(profiles: Profiles, name: str, *, as_json: bool) -> int:
    problem = None
    try:
        profiles.load(name)
    except ProfileError as error:
        if name not in profiles.names:
            raise
        problem = error
    shown = masked(profiles.table(name))
    if as_json:
        print(json.dumps(shown, indent=2, default=str))
    else:
        import tomlkit

        for line in tomlkit.dumps({"profiles": {name: shown}}).splitlines():
            print(sanitize(line))
    if problem is not None:
        raise problem
    return exit_codes.DONE


def _remove(profiles: Profiles, name: str) -> int:
    kept_elsewhere = [
        SECRET_KEYS[key][0]
        for key in map(plain_key, profiles.table(name))
        if key in SECRET_KEYS and SECRET_KEYS[key][1] is Means.KEYRING
    ]
    remove_profile(profiles.path, name)
    say(f"Removed the profile {name} from {profiles.path}.")
    try:
        forget_use(paths.profile_uses_file(), name)
    except OSError as error:
        say(f"{paths.profile_uses_file()} can not be written: {error.strerror}.")
    for secret in kept_elsewhere:
        try:
            keyring_store.forget(name, secret)
        except KeyringFailed as error:
            say(f"The {secret.words} is still in the keyring: {error}.")
            return exit_codes.NOT_SEEN
    return exit_codes.DONE


def _password(profiles: Profiles, asked: argparse.Namespace) -> int:
    profile = profiles.load(asked.name)
    secret = next(each for each in SECRETS if each.of == asked.of)
    try:
        if asked.forget:
            return _forget(profile, secret)
        keyring_store.stored(profile.name, secret)  # Before anybody types one for nothing.
        _check_place(profile, secret)
        keyring_store.store(profile.name, secret, _typed(profile, secret))
    except KeyringFailed as error:
        raise UsageError(f"{error}.") from None
    _write_means(profile, secret, keyring=True)
    say(f"The {secret.words} of the profile {profile.name} is in the keyring.")
    return exit_codes.DONE


def _check_place(profile: Profile, secret: Secret) -> None:
    needed = BELONGS_TO.get(secret.name)
    if needed is not None and needed not in profile.lines:
        raise UsageError(f"the profile {profile.name} has no {needed}: there is no such password.")


def _forget(profile: Profile, secret: Secret) -> int:
    there = keyring_store.forget(profile.name, secret)
    _write_means(profile, secret, keyring=False)
    what = "is no longer" if there else "was not"
    say(f"The {secret.words} of the profile {profile.name} {what} in the keyring.")
    return exit_codes.DONE if there else exit_codes.NOT_SEEN


def _write_means(profile: Profile, secret: Secret, *, keyring: bool) -> None:
    """Say in the profile where a secret is, and nothing else of it."""
    in_keyring = f"{secret.name}{Means.KEYRING.value}"
    means = {
        key
        for key in profile.table
        if plain_key(key) == in_keyring or (keyring and plain_key(key) in secret.keys)
    }
    table = {key: value for key, value in profile.table.items() if key not in means}
    if keyring:
        for key in ("url",) if secret is PASSWORD else ("proxy",) * (secret is PROXY_PASSWORD):
            if key in table:
                table[key] = without_password(table[key])
        table[in_keyring] = True
    save_profile(profile.path, profile.name, table, replace=True)
    others = sorted(means - {in_keyring})
    if others:
        say(f"{', '.join(others)} is out of the profile.")


def _typed(profile: Profile, secret: Secret) -> str:
    """The password, from the terminal or the first line of standard input."""
    if sys.stdin is None:
        raise UsageError("the password is read from standard input, which is closed.")
    try:
        if sys.stdin.isatty():
            text = getpass.getpass(f"{secret.words} for the profile {sanitize(profile.name)}: ")
        else:
            text = sys.stdin.readline().rstrip("\r\n")
    except EOFError:
        text = ""
    except UnicodeDecodeError:
        raise UsageError("the password is not UTF-8 text.") from None
    if not text:
        raise UsageError("no password was given.")
    return text
