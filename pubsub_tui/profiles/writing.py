"""Profiles written into their file; comments, order and all other profiles stay."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pubsub_tui.config_edit import change_file
from pubsub_tui.profiles.checking import profile_of
from pubsub_tui.profiles.error import ProfileError
from pubsub_tui.profiles.masking import is_secret
from pubsub_tui.profiles.profile import Profile, name_complaint
from pubsub_tui.profiles.reading import VERSION, read_profiles
from pubsub_tui.profiles.table import Table, plain_key

if TYPE_CHECKING:
    from tomlkit.items import Item
    from tomlkit.items import Table as WrittenTable

_PRIVATE = 0o600


def save_profile(path: Path, name: str, table: Mapping[str, Any], *, replace: bool) -> Profile:
    """Write a profile, and give it as it is read.

    Of a profile that is replaced, comments stay where the key stays. A file that does not exist
    is made for the user alone.

    Args:
        table: keys and values as in the file.
        replace: whether one of that name may be there already.

    Raises:
        ProfileError: the name is taken, something in the table is wrong, or it holds a secret
            that is not in the file yet.
        NotWritten: the file can not be written; nothing has changed then.
    """
    before = read_profiles(path)
    if name in before.names and not replace:
        raise ProfileError(f"there is a profile {name!r} already.", ("profiles", name))
    wanted = dict(table)
    profile = checked(path, name, wanted)
    _refuse_secrets(path, profile, before.table(name))

    def say(file: dict[str, Any]) -> bool:
        if not file:
            file["version"] = VERSION
        profiles = file.setdefault("profiles", {})
        if profiles.get(name) == wanted:
            return False
        profiles[name] = wanted
        return True

    change_file(path, say, lambda text: _with_profile(text, name, wanted), _PRIVATE)
    return read_profiles(path).load(name)


def remove_profile(path: Path, name: str) -> None:
    """Take a profile out of the file.

    Raises:
        ProfileError: there is none of that name.
        NotWritten: the file can not be written; nothing has changed then.
    """
    profiles = read_profiles(path)
    if name not in profiles.names:
        profiles.load(name)  # It says so.

    def say(file: dict[str, Any]) -> bool:
        del file["profiles"][name]
        if not file["profiles"]:
            del file["profiles"]
        return True

    change_file(path, say, lambda text: _without_profile(text, name), _PRIVATE)


def checked(path: Path, name: str, table: Mapping[str, Any]) -> Profile:
    """A table as the profile that it would be, before it is written. Raises ProfileError."""
    complaint = name_complaint(name)
    if complaint is not None:
        words = f"the name {name[:80]!r} can not be used: {complaint}"
        raise ProfileError(f"{words}.", ("profiles", name), words)
    try:
        return profile_of(Table(path, "", name, table, private=True))
    except ProfileError as error:
        # It has no line and column yet.
        raise ProfileError(f"{error.complaint}.", error.way, error.complaint) from None


def _refuse_secrets(path: Path, profile: Profile, before: Mapping[str, Any]) -> None:
    for key, value in profile.table.items():
        if is_secret(key, value) and before.get(key) != value:
            words = (
                f"the secret in {plain_key(key)} is not written into {path}: leave it out, and "
                f"keep a password with: pubsub-tui profiles password {profile.name}"
            )
            raise ProfileError(f"{words}.", ("profiles", profile.name, key), words)


def _with_profile(text: str, name: str, table: Mapping[str, Any]) -> str:
    import tomlkit

    document = tomlkit.parse(text)
    if name in document.get("profiles", {}):
        _change(document["profiles"][name], table)
        return tomlkit.dumps(document)
    made = tomlkit.document()
    if not text.strip():
        made["version"] = VERSION
        made.add(tomlkit.nl())
    outer = tomlkit.table(is_super_table=True)
    outer[name] = _made(table)
    made["profiles"] = outer
    gap = "\n" if text and not text.endswith("\n\n") else ""
    return f"{text}{gap}{tomlkit.dumps(made)}"


def _without_profile(text: str, name: str) -> str:
    import tomlkit

    document = tomlkit.parse(text)
    del document["profiles"][name]
    if not document["profiles"]:
        del document["profiles"]
    return tomlkit.dumps(document)


def _change(there: Any, table: Mapping[str, Any]) -> None:
    """Make a table say the same; what says it already stays as it is written."""
    for key in [key for key in there if key not in table]:
        del there[key]
    for key, value in table.items():
        if key in there and there[key] == value:
            continue
        if key in there and isinstance(value, dict) and isinstance(there[key], dict):
            _change(there[key], value)
        else:
            there[key] = _item(value)


def _made(table: Mapping[str, Any]) -> WrittenTable:
    import tomlkit

    made = tomlkit.table()
    # What is a table itself comes last, as all below it would be in it.
    for key, value in sorted(table.items(), key=lambda each: isinstance(each[1], dict)):
        made[key] = _item(value)
    return made


def _item(value: object) -> Item:
    import tomlkit

    if isinstance(value, list):
        array = tomlkit.array()
        for each in value:
            inner = each
            if isinstance(each, dict):
                inner = tomlkit.inline_table()
                inner.update(each)
            array.append(inner)
        return array.multiline(any(isinstance(each, dict) for each in value))
    return _made(value) if isinstance(value, dict) else tomlkit.item(value)
