"""What a view gives to be written elsewhere: its rows as they are at one moment."""

from __future__ import annotations

from array import array
from collections.abc import Iterator, Mapping, Sequence
from typing import ClassVar, Protocol

from pubsub_tui.decode.reading import change
from pubsub_tui.export import csv_lines, json_lines
from pubsub_tui.export.compared import Compared
from pubsub_tui.export.formats import COMPARED, MESSAGES, Format
from pubsub_tui.message import Message
from pubsub_tui.model.history import History
from pubsub_tui.model.log_view import LogView

Figures = Mapping[str, str | float | None]

_NONE = -1
"""Stands for a message before that is not kept."""


class Export(Protocol):
    """The rows of a view at the moment this was made.

    Attributes:
        noun: what one of them is called.
        done: how many of them have been written.
        evicted: how many left the history before they were.
    """

    noun: str
    done: int
    evicted: int

    @property
    def total(self) -> int:
        """How many they are, once all are found."""
        ...

    def found(self) -> bool:
        """Whether all rows are found; the view may still be looking back."""
        ...

    @property
    def progress(self) -> float:
        """How much was looked at for that, from 0 to 1."""
        ...

    def lines(self, wanted: Format) -> Iterator[bytes]:
        """The bytes of one row after the other, sometimes none, to be taken in slices."""
        ...


class Exported(Protocol):
    """A view whose rows can be written elsewhere."""

    export_name: ClassVar[str]
    """How the name of a file begins."""

    def export_title(self) -> str:
        """What would be written now: safe to draw."""
        ...

    def export(self) -> Export:
        """Its rows as they are now."""
        ...


class MessagesExport:
    """The messages of a view, the oldest first."""

    noun = "message"

    def __init__(self, view: LogView, history: History, end: int) -> None:
        """Only those with a sequence number below ``end``."""
        self._view = view
        self._history = history
        self._end = end
        self._removed = view.removed
        self._evicted = history.evicted
        self._rows: Sequence[int] | None = None
        self.done = 0
        self.evicted = 0
        self.found()

    @property
    def total(self) -> int:
        return 0 if self._rows is None else len(self._rows)

    @property
    def progress(self) -> float:
        return self._view.progress

    def found(self) -> bool:
        if self._rows is None and self._view.knows_all_before(self._end):
            rows = self._view.sequences()
            self._rows = rows[: self._view.row_of(self._end)]
            if self._history.evicted > self._evicted:
                self.evicted = self._view.removed - self._removed
        return self._rows is not None

    def lines(self, wanted: Format) -> Iterator[bytes]:
        writing = MESSAGES[wanted]
        yield writing.head
        for sequence in self._rows or ():
            message = self._kept(sequence)
            yield b"" if message is None else writing.line(message)

    def _kept(self, sequence: int) -> Message | None:
        """The message of a row, which counts as written, or as evicted."""
        if sequence < self._history.first:
            self.evicted += 1
            return None
        self.done += 1
        return self._history[sequence]


class ComparedExport(MessagesExport):
    """The same, the newest first, each compared with the one before on its topic."""

    def lines(self, wanted: Format) -> Iterator[bytes]:
        writing = COMPARED[wanted]
        yield writing.head
        rows = self._rows or ()
        befores = array("q")
        yield from self._find_befores(rows, befores)
        for sequence, before in zip(reversed(rows), reversed(befores), strict=True):
            message = self._kept(sequence)
            yield b"" if message is None else writing.line(self._compared(message, before))

    def _find_befores(self, rows: Sequence[int], befores: array[int]) -> Iterator[bytes]:
        """Find the message before each row in one walk from the oldest, however far it is."""
        newest: dict[str, int] = {}
        for sequence in rows:
            if sequence < self._history.first:
                befores.append(_NONE)
            else:
                topic = self._history[sequence].topic
                befores.append(newest.get(topic, _NONE))
                newest[topic] = sequence
            yield b""

    def _compared(self, message: Message, before: int) -> Compared:
        if before < self._history.first:
            return Compared(message, None, "")
        old = self._history[before]
        interval = round(message.received_at - old.received_at, 6)
        return Compared(message, interval, change(message, old))


class FiguresExport:
    """The rows of a table of figures, in its order."""

    noun = "topic"
    progress = 1.0
    evicted = 0

    def __init__(self, figures: Sequence[Figures], drawn: Sequence[str]) -> None:
        """Take the rows.

        Args:
            figures: those of each row by name, the same names in each.
            drawn: the head and each row as they are drawn, safe to draw.
        """
        self._figures = figures
        self._drawn = drawn
        self.total = len(figures)
        self.done = 0

    def found(self) -> bool:
        return True

    def lines(self, wanted: Format) -> Iterator[bytes]:
        if wanted is Format.TEXT:
            yield f"{self._drawn[0].rstrip()}\n".encode()
            written: Iterator[bytes] = (f"{line.rstrip()}\n".encode() for line in self._drawn[1:])
        elif wanted is Format.CSV:
            yield csv_lines.figures_head(self._figures[0])
            written = map(csv_lines.figures_line, self._figures)
        else:
            written = map(json_lines.figures_line, self._figures)
        for line in written:
            self.done += 1
            yield line
