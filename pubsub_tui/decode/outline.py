"""Nested values laid out as JSON is, whatever format they came in."""

from __future__ import annotations

import json

from pubsub_tui.decode.evidence import Evidence
from pubsub_tui.decode.figures import in_bytes
from pubsub_tui.decode.view import Line
from pubsub_tui.sanitize import sanitize

MOST_VALUES = 5_000
"""Values, keys and tags of one view; the rest is named, not shown."""
DEEPEST = 64
"""Levels of nesting of one view."""
BYTES_SHOWN = 64
"""Of a byte string within a structure; its length is told."""

_CLOSING = {"[": "]", "{": "}"}


class Full(Exception):
    """A limit of the view is reached; the message says which. What there is can be shown."""


class Outline:
    """Takes values in the order they are read, and makes the lines.

    A container that was opened with a count closes itself after its last item; the two halves
    of a map's entry count as one item each.
    """

    __slots__ = ("_frames", "_line", "_note", "_prefixed", "_values", "done", "lines")

    def __init__(self) -> None:
        self.lines: list[Line] = []
        self.done = False
        self._line: Line = []
        self._frames: list[_Frame] = []
        self._note = ""
        self._prefixed = False
        self._values = 0

    def prefix(self, text: str) -> None:
        """What stands before the next value, such as a tag."""
        self._begin()
        self._line.append((f"{text} ", "muted"))
        self._prefixed = True

    def scalar(self, text: str, role: str, note: str = "") -> None:
        """A value without parts. Its text is made safe here, as is the note behind it."""
        self._begin()
        frame = self._frames[-1] if self._frames else None
        if frame is not None and frame.at_key and role == "string":
            role = "key"
        self._line.append((sanitize(text), role))
        self._add_note(note)
        self._end()

    def string(self, text: str, note: str = "") -> None:
        """A text, quoted as in JSON."""
        self.scalar(json.dumps(text, ensure_ascii=False), "string", note)

    def encoded(self, evidence: Evidence, data: bytes) -> None:
        """A text as its bytes; what is not UTF-8, as some old encoders send, is a doubt."""
        try:
            text = data.decode()
        except UnicodeDecodeError:
            evidence.doubts += 1
            self.data(data, "a text that is not UTF-8")
            return
        evidence.text(text)
        self.string(text)

    def data(self, data: bytes, note: str = "") -> None:
        """A byte string, in the notation of RFC 8949, section 8: ``h'01ff'``."""
        if len(data) > BYTES_SHOWN:
            size = in_bytes(len(data))
            self.scalar(f"h'{data[:BYTES_SHOWN].hex()}…'", "string", join_notes(size, note))
        else:
            self.scalar(f"h'{data.hex()}'", "string", note)

    def key(self, text: str) -> None:
        """A name of our own, as it stands: a field number, say."""
        self.scalar(text, "key")

    def open(self, bracket: str, count: int | None, note: str = "") -> None:
        """Begin a container of ``count`` items; None when `close` will tell its end."""
        self._begin()
        if len(self._frames) >= DEEPEST:
            raise Full(f"nested deeper than {DEEPEST} levels: the rest is not shown")
        self._line.append((bracket, "punctuation"))
        self._add_note(note)
        if count == 0:
            self._line.append((_CLOSING[bracket], "punctuation"))
            self._end()
        else:
            self._frames.append(_Frame(bracket, count))

    def close(self) -> bool:
        """End the innermost container; False when it has none of unknown length to end."""
        frame = self._frames[-1] if self._frames else None
        if frame is None or frame.left is not None or self._prefixed or frame.at_value:
            return False
        self._close()
        self._end()
        return True

    def stop(self, reason: str) -> None:
        """End here, within whatever is open, and say why."""
        self._next_line()
        self._line.append((f"… {reason}", "muted"))

    def finish(self) -> list[Line]:
        """All lines."""
        self._next_line()
        return self.lines

    def _begin(self) -> None:
        self._values += 1
        if self._values > MOST_VALUES:
            raise Full(f"more than {MOST_VALUES:,} values: the rest is not shown")
        if self._prefixed:
            self._prefixed = False
            return
        if not self._frames:
            return
        frame = self._frames[-1]
        if frame.at_value:
            self._line += [(":", "punctuation"), (" ", "punctuation")]
            return
        if frame.index:
            self._line.append((",", "punctuation"))
        self._next_line()

    def _end(self) -> None:
        while self._frames:
            frame = self._frames[-1]
            frame.index += 1
            if frame.left is None:
                return
            frame.left -= 1
            if frame.left:
                return
            self._close()
        self.done = True

    def _close(self) -> None:
        frame = self._frames.pop()
        if frame.index:
            self._next_line()
        self._line.append((_CLOSING[frame.bracket], "punctuation"))

    def _add_note(self, note: str) -> None:
        if note:
            self._note = join_notes(self._note, sanitize(note))

    def _next_line(self) -> None:
        if self._note:
            self._line.append((f"  {self._note}", "muted"))
            self._note = ""
        self.lines.append(self._line)
        self._line = [("  " * len(self._frames), "punctuation")]


class _Frame:
    """A container that is open: how many items it had, and how many are to come."""

    __slots__ = ("bracket", "index", "left")

    def __init__(self, bracket: str, left: int | None) -> None:
        self.bracket = bracket
        self.left = left
        self.index = 0

    @property
    def at_key(self) -> bool:
        return self.bracket == "{" and self.index % 2 == 0

    @property
    def at_value(self) -> bool:
        return self.bracket == "{" and self.index % 2 == 1


def join_notes(*notes: str) -> str:
    """Notes side by side; empty ones are left out."""
    return " · ".join(note for note in notes if note)
