"""What is said of a file of profiles that can not be used."""

from __future__ import annotations

from pathlib import Path

from pubsub_tui.settings import UsageError
from pubsub_tui.toml_places import Step, place_of


class ProfileError(UsageError):
    """A profile can not be used; the text names file, line and column, and says what to do.

    Attributes:
        way: the keys in the file that lead to what is wrong; empty for the file itself.
        complaint: what is wrong there, without the place and the full stop.
    """

    def __init__(self, text: str, way: tuple[Step, ...] = (), complaint: str = "") -> None:
        super().__init__(text)
        self.way = way
        self.complaint = complaint or text.removesuffix(".")


def error_at(path: Path, text: str, way: tuple[Step, ...], complaint: str) -> ProfileError:
    """An error at a key of the file: a complaint without its full stop."""
    line, column = place_of(text, way)
    sentence = f"{path}, line {line}, column {column}: {complaint}."
    return ProfileError(sentence, way, complaint)
