"""The formats that a view can be written in, and how each of them writes a row."""

from __future__ import annotations

import enum
from collections.abc import Callable
from dataclasses import dataclass
from typing import Generic, TypeVar

from pubsub_tui.export import csv_lines, json_lines, text_lines
from pubsub_tui.export.compared import Compared
from pubsub_tui.message import Message

Row = TypeVar("Row")


class Format(enum.Enum):
    """A format by its name; `ending` is that of its files."""

    JSON_LINES = "JSON lines"
    CSV = "CSV"
    TEXT = "text"

    @property
    def ending(self) -> str:
        """With the dot."""
        return _ENDINGS[self]


_ENDINGS = {Format.JSON_LINES: ".jsonl", Format.CSV: ".csv", Format.TEXT: ".txt"}


@dataclass(frozen=True, slots=True)
class Writing(Generic[Row]):
    """How rows of one kind are written: what stands above them, and the bytes of each."""

    head: bytes
    line: Callable[[Row], bytes]


MESSAGES: dict[Format, Writing[Message]] = {
    Format.JSON_LINES: Writing(b"", json_lines.line),
    Format.CSV: Writing(csv_lines.HEAD, csv_lines.line),
    Format.TEXT: Writing(b"", text_lines.line),
}
COMPARED: dict[Format, Writing[Compared]] = {
    Format.JSON_LINES: Writing(b"", json_lines.compared_line),
    Format.CSV: Writing(csv_lines.COMPARED_HEAD, csv_lines.compared_line),
    Format.TEXT: Writing(b"", text_lines.compared_line),
}
