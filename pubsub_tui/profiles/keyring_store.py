"""Secrets of profiles in the keyring of the operating system, by the package keyring."""

from __future__ import annotations

import importlib
from typing import Protocol, cast

from pubsub_tui.profiles.secret import PASSWORD, Secret

SERVICE = "pubsub-tui"


class KeyringFailed(Exception):
    """The keyring can not be used; the text is a clause that says why, and what else there is."""


class _Keyring(Protocol):
    def get_password(self, service: str, username: str) -> str | None: ...
    def set_password(self, service: str, username: str, password: str) -> None: ...
    def delete_password(self, service: str, username: str) -> None: ...


def stored(profile: str, secret: Secret) -> str | None:
    """The secret of a profile; None when the keyring has none. Raises KeyringFailed."""
    ring = _keyring()
    try:
        return ring.get_password(SERVICE, _entry(profile, secret))
    except Exception as error:  # Each back end has its own, and D-Bus others still.
        raise KeyringFailed(_why(error)) from None


def store(profile: str, secret: Secret, text: str) -> None:
    """Keep a secret. Raises KeyringFailed."""
    ring = _keyring()
    entry = _entry(profile, secret)
    try:
        ring.set_password(SERVICE, entry, text)
        kept = ring.get_password(SERVICE, entry) == text
    except Exception as error:
        raise KeyringFailed(_why(error)) from None
    if not kept:  # There is a back end that takes everything and has nothing.
        raise KeyringFailed("the keyring did not keep it: another back end has to be chosen")


def forget(profile: str, secret: Secret) -> bool:
    """Delete a secret. Returns whether there was one. Raises KeyringFailed."""
    ring = _keyring()
    entry = _entry(profile, secret)
    try:
        if ring.get_password(SERVICE, entry) is None:
            return False
        ring.delete_password(SERVICE, entry)
    except Exception as error:
        raise KeyringFailed(_why(error)) from None
    return True


def _entry(profile: str, secret: Secret) -> str:
    return profile if secret is PASSWORD else f"{profile} {secret.name}"


def _keyring() -> _Keyring:
    try:
        return cast(_Keyring, importlib.import_module("keyring"))
    except ImportError:
        raise KeyringFailed(
            "the package keyring is not installed: pip install 'pubsub-tui[keyring]', "
            "or use password-file, password-command or $PUBSUB_TUI_PASSWORD"
        ) from None


def _why(error: Exception) -> str:
    """In words of our own: what a back end says may be anything."""
    kind = type(error).__name__
    if kind == "KeyringLocked":
        return "the keyring is locked: unlock it, and try again"
    if kind == "NoKeyringError":
        return (
            "this system has no keyring: use password-file, password-command "
            "or $PUBSUB_TUI_PASSWORD"
        )
    return f"the keyring can not be used ({kind})"
