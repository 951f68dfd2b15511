"""A file of profiles for the tests, and what is made of it."""

from __future__ import annotations

from pathlib import Path

from pubsub_tui.profiles.profile import Profile
from pubsub_tui.profiles.reading import read_profiles


def written(tmp_path: Path, text: str, mode: int = 0o600) -> Path:
    """The file with a text, for the user alone."""
    path = tmp_path / "profiles.toml"
    path.write_bytes(text.encode())
    path.chmod(mode)
    return path


def home(tmp_path: Path, text: str, mode: int = 0o600) -> Profile:
    """The profile ``home`` with these keys."""
    return read_profiles(written(tmp_path, f"[profiles.home]\n{text}\n", mode)).load("home")
