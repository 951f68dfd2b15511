"""Deletes retained messages: what the broker keeps, the question, the progress, what remained."""

from __future__ import annotations

import time
from heapq import nsmallest
from typing import ClassVar

from textual.binding import Binding, BindingType

from pubsub_tui.decode.view import Line
from pubsub_tui.retained import words
from pubsub_tui.retained.removal import Removal, Stage
from pubsub_tui.sanitize import sanitize
from pubsub_tui.ui.quantities import format_rate, format_size
from pubsub_tui.ui.screens.undertaking import Undertaking

MOST_LISTED = 5_000
UNDO = "undo"
_LONGEST = 1_000


class RetainedScreen(Undertaking):
    """One removal. Returns `UNDO` when its undo file is to be brought back at once."""

    TITLE_WORDS = "delete retained messages"
    BINDINGS: ClassVar[list[BindingType]] = [Binding("U", "undo", "undo", show=False)]

    def __init__(self, work: Removal) -> None:
        super().__init__()
        self._work = work
        self._listed = False
        self._began: float | None = None

    def start(self) -> None:
        self.begin(self._work.look())

    def sentences(self) -> list[str]:
        work = self._work
        if work.stage is Stage.LISTED:
            return [words.question(work) if work.found else words.listed(work)]
        if work.stage is Stage.DONE:
            return words.removed(work)
        return [words.removing(work) + self._rate()]

    def progress(self) -> tuple[int, int] | None:
        work = self._work
        if work.stage is Stage.SAVING:
            return work.saved, len(work.found)
        if work.stage is Stage.DELETING and work.sent is not None:
            return work.sent.answered, work.sent.total
        return None

    def answers(self) -> tuple[str, str]:
        stage = self._work.stage
        if stage is Stage.LISTED and self._work.found:
            return "Cancel  n", "Delete  y"
        if stage in (Stage.LISTED, Stage.DONE):
            return "Close  esc", "Undo  U" if self._work.undo is not None else ""
        return ("Cancel  esc" if stage is Stage.LOOKING else "Stop  esc"), ""

    def tick(self) -> None:
        stage = self._work.stage
        if stage is Stage.LISTED and not self._listed:
            self._listed = True
            self.list_lines(_lines(self._work.found))
        elif stage is Stage.DONE and self._listed:
            self._listed = False
            self.list_lines(_remains(self._work))
        super().tick()

    def action_yes(self) -> None:
        """Delete what is listed; when that is done, undo it."""
        if self._work.stage is Stage.LISTED and self._work.found:
            self._work.stage = Stage.SAVING
            self.begin(self._work.delete())
        else:
            self.action_undo()

    def action_no(self) -> None:
        """Leave, or stop what is going on."""
        if self._work.stage in (Stage.SAVING, Stage.DELETING, Stage.VERIFYING):
            self._work.stop()
        else:
            self.workers.cancel_node(self)
            self.dismiss(None)

    def action_undo(self) -> None:
        """Bring back what was deleted."""
        if self._work.stage is Stage.DONE and self._work.undo is not None:
            self.dismiss(UNDO)

    def _rate(self) -> str:
        sent = self._work.sent
        if self._work.stage is not Stage.DELETING or sent is None:
            return ""
        now = time.monotonic()
        if self._began is None:
            self._began = now
        seconds = now - self._began
        return f" · {format_rate(sent.answered / seconds)}" if seconds >= 1 else ""


def _lines(sizes: dict[str, int]) -> list[Line]:
    """Size and topic of the first few thousand, by topic, and how many more there are."""
    lines: list[Line] = [
        [(f"{format_size(sizes[topic]):>7}  ", "muted"), (_name(topic), "text")]
        for topic in nsmallest(MOST_LISTED, sizes)
    ]
    return lines + _rest(len(sizes))


def _remains(work: Removal) -> list[Line]:
    """The topics that still have one."""
    topics = work.remained or []
    lines: list[Line] = [
        [("remained  ", "muted"), (_name(topic), "text")]
        for topic in nsmallest(MOST_LISTED, topics)
    ]
    return lines + _rest(len(topics))


def _rest(count: int) -> list[Line]:
    return [[(f"and {count - MOST_LISTED:,} more", "muted")]] if count > MOST_LISTED else []


def _name(topic: str) -> str:
    name = sanitize(topic[:_LONGEST])
    return f"{name}…" if len(topic) > _LONGEST else name
