"""Publishes the messages of an undo file again, after asking."""

from __future__ import annotations

from pubsub_tui.decode.view import Line
from pubsub_tui.retained import words
from pubsub_tui.retained.restoring import Restoring, Step
from pubsub_tui.sanitize import sanitize
from pubsub_tui.ui.screens.undertaking import Undertaking

_LONGEST = 1_000


class RestoreScreen(Undertaking):
    """One undo file brought back. A damaged one is not: it says what is wrong."""

    TITLE_WORDS = "restore retained messages"

    def __init__(self, work: Restoring) -> None:
        super().__init__()
        self._work = work

    def start(self) -> None:
        contents = self._work.contents
        lines: list[Line] = [[(sanitize(topic[:_LONGEST]), "text")] for topic in contents.first]
        if contents.whole > len(lines):
            lines.append([(f"and {contents.whole - len(lines):,} more", "muted")])
        self.list_lines(lines)

    def sentences(self) -> list[str]:
        if self._work.step is Step.READY:
            return [words.saved(self._work.contents)]
        if self._work.step is Step.DONE:
            return words.restored(self._work)
        return [words.restoring(self._work)]

    def progress(self) -> tuple[int, int] | None:
        sent = self._work.sent
        if self._work.step is Step.PUBLISHING and sent is not None:
            return sent.answered, sent.total
        return None

    def answers(self) -> tuple[str, str]:
        if self._work.step is Step.READY and not self._work.contents.damage:
            return "Cancel  n", "Restore  y"
        return ("Close  esc" if self._is_still else "Stop  esc"), ""

    @property
    def _is_still(self) -> bool:
        return self._work.step in (Step.READY, Step.DONE)

    def action_yes(self) -> None:
        """Publish them."""
        if self._work.step is Step.READY and not self._work.contents.damage:
            self._work.step = Step.LOOKING
            self.list_lines([])
            self.begin(self._work.run())

    def action_no(self) -> None:
        """Leave, or stop what is going on."""
        if self._is_still:
            self.dismiss(None)
        else:
            self._work.stop()
