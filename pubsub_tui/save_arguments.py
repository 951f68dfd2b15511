"""``--save NAME``: what the command line says of a connection, written as a profile."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from pubsub_tui.config_edit import NotWritten
from pubsub_tui.headless.commands import COMMANDS
from pubsub_tui.profiles.error import ProfileError
from pubsub_tui.profiles.joining import Joined, given_of
from pubsub_tui.profiles.masking import is_secret
from pubsub_tui.profiles.options import option_keys, written
from pubsub_tui.profiles.secret import SECRET_KEYS, SECRETS
from pubsub_tui.profiles.table import plain_key
from pubsub_tui.profiles.writing import save_profile
from pubsub_tui.settings import UsageError

_ELSEWHERE = "leave it out, and keep it with: pubsub-tui profiles password NAME"


def save_arguments(joined: Joined, path: Path) -> str:
    """Write the profile. Returns what was done, as a sentence.

    Raises:
        UsageError: it can not be written, or holds a secret.
    """
    asked = joined.asked
    name: str = asked.save
    if name in COMMANDS:
        raise UsageError(f"{name} is a command: give the profile another name.")
    if asked.demo:
        raise UsageError("--demo brings its own broker: there is nothing to save.")
    table = _table(joined)
    if not table:
        raise UsageError("there is nothing to save: say which broker, say with -h HOST.")
    try:
        profile = save_profile(path, name, table, replace=asked.force)
    except NotWritten as error:
        raise UsageError(str(error)) from None
    except ProfileError as error:
        if error.way == ("profiles", name):
            hint = " --force replaces it." if not asked.force else ""
            raise UsageError(f"{error}{hint}") from None
        raise
    left_out = [f"--{each}" for each in ("theme", "history") if each in given_of(asked)]
    besides = (
        f" Not in it: {', '.join(left_out)}, for which there is config.toml." if left_out else ""
    )
    return f"saved the profile {profile.name} in {path}: {', '.join(table)}.{besides}"


def _table(joined: Joined) -> dict[str, Any]:
    asked = joined.asked
    given = given_of(asked)
    if asked.password is not None:
        raise UsageError(f"the password is not written into a profile: {_ELSEWHERE}.")
    table = _kept(joined)
    if "url" in given:
        table["url"] = asked.url
    for key, action in option_keys().items():
        if action.dest in given:
            value = getattr(asked, action.dest)
            table[key] = written(action, value, asked.texts.get(action.dest))
    if "topic" in given:
        table["subscriptions"] = list(asked.topic)
    for secret in SECRETS:
        file = getattr(asked, f"{secret.name}-file".replace("-", "_"), None)
        if file is not None:
            table = {key: value for key, value in table.items() if key not in secret.keys}
            table[f"{secret.name}-file"] = os.path.abspath(file)
    for key, value in table.items():
        if is_secret(key, value):
            raise UsageError(f"the secret in {key} is not written into a profile: {_ELSEWHERE}.")
    return table


def _kept(joined: Joined) -> dict[str, Any]:
    """What stays of the profile that was named, if any, by its keys as they are known."""
    profile = joined.profile
    if profile is None:
        return {}
    kept = {}
    for key, value in profile.table.items():
        plain = plain_key(key)
        name = option_keys()[plain].dest if plain in option_keys() else plain
        replaced = name in profile.options and name not in joined.taken
        if replaced or (plain in SECRET_KEYS and not joined.same_login):
            continue
        kept[plain] = value
    return kept
