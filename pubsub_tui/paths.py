"""Where files are: themes that ship with us, and what is the user's."""

from __future__ import annotations

from pathlib import Path

from platformdirs import user_config_path, user_log_path, user_state_path

_NAME = "pubsub-tui"
_PACKAGE = Path(__file__).parent


def shipped_themes() -> Path:
    """The folder of our themes: inside an installed package, beside it in a source tree."""
    installed = _PACKAGE / "themes"
    return installed if installed.is_dir() else _PACKAGE.parent / "themes"


def user_themes() -> Path:
    """The folder of the user's own themes; it need not exist."""
    return user_config_path(_NAME) / "themes"


def config_file() -> Path:
    """The user's configuration; it need not exist."""
    return user_config_path(_NAME) / "config.toml"


def user_templates() -> Path:
    """The folder of the user's saved messages; it need not exist."""
    return user_config_path(_NAME) / "templates"


def log_file() -> Path:
    """Where warnings and the tracebacks of our own mistakes go."""
    return user_log_path(_NAME) / "pubsub-tui.log"


def undo_folder() -> Path:
    """Where retained messages are kept before they are deleted; it need not exist."""
    return user_state_path(_NAME) / "undo"


def sent_file() -> Path:
    """Where what was sent is remembered; it need not exist."""
    return user_state_path(_NAME) / "sent.jsonl"


def profiles_file() -> Path:
    """The user's profiles; it need not exist."""
    return user_config_path(_NAME) / "profiles.toml"


def profile_uses_file() -> Path:
    """When each profile was used last; it need not exist."""
    return user_state_path(_NAME) / "profiles.json"
