"""The file of profiles, edited, and what belongs to a profile and stands elsewhere."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from textual.app import App

from pubsub_tui.config_edit import replace_file
from pubsub_tui.profiles import keyring_store
from pubsub_tui.profiles.keyring_store import KeyringFailed
from pubsub_tui.profiles.last_use import forget_use, last_uses, note_use
from pubsub_tui.profiles.profile import Profile
from pubsub_tui.profiles.secret import Means
from pubsub_tui.profiles.writing import remove_profile
from pubsub_tui.ui.editor import EditorError, edit
from pubsub_tui.ui.known_connections import Known

_PRIVATE = 0o600


@dataclass(frozen=True, slots=True)
class Places:
    """Where profiles are, and when they were used."""

    profiles: Path
    uses: Path


async def edit_file(app: App[None], path: Path) -> str:
    """Let the user edit the file of profiles, which need not exist. Returns what went wrong."""
    try:
        text = _text_of(path)
        edited = await edit(app, text, ".toml")
        if edited != text:
            _replace_text(path, edited)
    except UnicodeDecodeError:
        return f"{path} is not UTF-8, and can not be edited here."
    except EditorError as error:
        return str(error)
    except OSError as error:
        return f"{path} can not be changed: {error.strerror}."
    return ""


def _text_of(path: Path) -> str:
    return path.read_bytes().decode() if path.exists() else ""


def _replace_text(path: Path, text: str) -> None:
    # By its target: a link is not replaced with a file.
    replace_file(Path(os.path.realpath(path)), text, _PRIVATE)


def delete_profile(places: Places, known: Known) -> str:
    """Take it out of the file, and what belongs to it away. Returns a sentence.

    Raises:
        ProfileError: it is not there.
        NotWritten: the file can not be written; nothing has changed then.
    """
    remove_profile(places.profiles, known.name)
    words = f"Deleted {known.name}."
    try:
        forget_use(places.uses, known.name)
    except OSError as error:
        words += f" {places.uses} can not be written: {error.strerror}."
    for source in known.profile.sources.values() if known.profile is not None else ():
        if source.means is Means.KEYRING:
            try:
                keyring_store.forget(known.name, source.secret)
            except KeyringFailed as error:
                words += f" Its {source.secret.words} is still in the keyring: {error}."
    return words


def follow_name(places: Places, before: str, profile: Profile) -> str:
    """Take along what was kept by the name that a profile had. Returns what could not be."""
    words = ""
    try:
        used = last_uses(places.uses).get(before)
        if used is not None:
            note_use(places.uses, profile.name, used)
            forget_use(places.uses, before)
    except OSError as error:
        words += f" {places.uses} can not be written: {error.strerror}."
    for source in profile.sources.values():
        if source.means is Means.KEYRING:
            try:
                kept = keyring_store.stored(before, source.secret)
                if kept is not None:
                    keyring_store.store(profile.name, source.secret, kept)
                    keyring_store.forget(before, source.secret)
            except KeyringFailed as error:
                words += f" Its {source.secret.words} is in the keyring as {before}'s: {error}."
    return words
