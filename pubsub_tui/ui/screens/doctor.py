"""The doctor: what is tried on the way to the broker as it happens, what is found, what to try."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.screen import ModalScreen
from textual.widgets import Button, Static
from textual.worker import Worker, WorkerState

from pubsub_tui.decode.view import Line
from pubsub_tui.doctor.rows import EARLIER, FOUND, Row, report_rows
from pubsub_tui.doctor.text import broken_row, text_lines
from pubsub_tui.sanitize import sanitize
from pubsub_tui.session import Session
from pubsub_tui.ui.clipboard import copy_report
from pubsub_tui.ui.widgets.lines_view import LinesView

if TYPE_CHECKING:
    from pubsub_tui.doctor.examination import Examination

_PERIOD = 1 / 12
_COPY_WIDTH = 100
_AROUND = 3
"""Rows for border and buttons."""
_ROLES = {
    "heading": "title",
    "done": "string",
    "good": "string",
    "running": "number",
    "failed": "literal",
    "wrong": "literal",
    "muted": "muted",
    "text": "text",
}
_log = logging.getLogger(__name__)


class DoctorScreen(ModalScreen[None]):
    """Examines over connections of its own; the session's is left alone."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,q,exclamation_mark,f12", "dismiss(None)", "close", show=False),
        Binding("r", "again", "again", show=False),
        Binding("y", "copy", "copy", show=False),
        Binding("i", "another_id", "another client id", show=False),
        Binding("up,k", "move('cursor_up')", "up", show=False),
        Binding("down,j", "move('cursor_down')", "down", show=False),
        Binding("pageup,ctrl+u", "move('page_up')", "page up", show=False),
        Binding("pagedown,ctrl+d", "move('page_down')", "page down", show=False),
        Binding("home,g", "move('first')", "first", show=False),
        Binding("end,G", "move('last')", "last", show=False),
    ]
    DEFAULT_CSS = """
    DoctorScreen {
        align: center middle;
        & #doctor {
            width: 110; max-width: 100%; height: auto; max-height: 100%; padding: 0 1;
            border: round $border; background: $surface;
        }
        & #doctor-offer { height: auto; color: $text-warning; }
        & LinesView { height: auto; }
        & Horizontal { height: 1; align-horizontal: right; }
        & Button { margin: 0 0 0 1; min-width: 9; }
    }
    """

    def __init__(self, session: Session, prepare: Callable[[], Examination]) -> None:
        """``prepare`` makes an examination, a new one for each run."""
        super().__init__()
        self._session = session
        self._prepare = prepare
        self._examination = prepare()
        self._drawn: tuple[list[Row], int] = ([], 0)
        self._mistake = ""
        self._moved = False

    def compose(self) -> ComposeResult:
        with Vertical(id="doctor") as box:
            box.border_title = "doctor"
            yield Static(id="doctor-offer", markup=False)
            yield LinesView(id="doctor-lines")
            with Horizontal():
                yield Button("Close", id="close", compact=True)
                yield Button("Another client id", id="another", compact=True)
                yield Button("Copy", id="copy", compact=True)
                yield Button("Again", id="again", compact=True)

    def on_mount(self) -> None:
        self.query_one(LinesView).can_focus = False
        self.query_one("#close", Button).focus()
        self.set_interval(_PERIOD, self.tick)
        self._begin()

    def on_resize(self) -> None:
        # After the layout, which the new size has yet to reach.
        self.call_after_refresh(self.tick)

    def action_again(self) -> None:
        """Examine it anew; what is under way is left off."""
        self._examination = self._prepare()
        self._moved = False
        self._begin()

    def action_copy(self) -> None:
        """Copy the report as text."""
        copy_report(self.app, "\n".join(text_lines(self._rows(), _COPY_WIDTH)))

    def action_another_id(self) -> None:
        """Leave the client id to the client that takes our place."""
        if self._session.pushed_out:
            self._session.take_another_id()
            told = "The dashboard connects with a client id that is made up."
            self.notify(told, markup=False)
            self.tick()

    def action_move(self, where: str) -> None:
        """Move in the report."""
        self._moved = True
        getattr(self.query_one(LinesView), f"action_{where}")()

    def tick(self) -> None:
        """Show what is new."""
        self._offer()
        view = self.query_one(LinesView)
        room = self.size.height - _AROUND - (1 if self._session.pushed_out else 0)
        view.styles.max_height = max(1, room)
        rows = self._rows()
        width = min(self.size.width, 110) - 5
        if (rows, width) == self._drawn:
            return
        self._drawn = rows, width
        lines, starts = _lines(rows, width)
        view.draw_lines(lines, stay=True)
        if self._examination.finished:
            self._show_findings(rows, starts)

    @on(Button.Pressed)
    def _button(self, event: Button.Pressed) -> None:
        event.stop()
        if event.button.id == "close":
            self.dismiss(None)
        elif event.button.id == "again":
            self.action_again()
        elif event.button.id == "copy":
            self.action_copy()
        else:
            self.action_another_id()

    def _begin(self) -> None:
        self._mistake = ""
        self.run_worker(
            self._examination.run(), group="doctor", exclusive=True, exit_on_error=False
        )
        self.query_one(LinesView).scroll_to(0, 0, animate=False, immediate=True)
        self.tick()

    def _rows(self) -> list[Row]:
        if self._mistake:
            return [Row("wrong", "", self._mistake)]
        examination = self._examination
        return report_rows(examination.report(), examination.record.elapsed())

    def _offer(self) -> None:
        """What the keys do, and a way out for two clients that push each other out."""
        pushed_out = self._session.pushed_out
        again = "r again" if self._examination.finished else "r from the start"
        self.query_one("#doctor").border_subtitle = f"{again} · y copies · esc closes"
        offer = self.query_one("#doctor-offer", Static)
        offer.display = pushed_out
        self.query_one("#another", Button).display = pushed_out
        if pushed_out:
            offer.update(
                "Another client takes the dashboard's place: i gives it another client id."
            )

    def _show_findings(self, rows: list[Row], starts: list[int]) -> None:
        """Have on screen what was found, where the steps leave no room for it."""
        view = self.query_one(LinesView)
        titles = (FOUND, EARLIER)
        found = next((at for at, row in enumerate(rows) if row.text in titles), None)
        if found is None or self._moved:
            return
        top = starts[found]
        fits = view.size.height
        if top + 4 > fits:
            view.scroll_to(0, max(0, top - 1), animate=False, immediate=True)
        self._moved = True

    def on_worker_state_changed(self, event: Worker.StateChanged) -> None:
        """A mistake of ours is told here, and its traceback goes to the log file."""
        if event.state is WorkerState.ERROR and event.worker.error is not None:
            error = event.worker.error
            _log.error("the doctor failed", exc_info=error)
            self._mistake = sanitize(f"This failed by a mistake of pubsub-tui: {error!r}.")
        self.tick()


def _lines(rows: list[Row], width: int) -> tuple[list[Line], list[int]]:
    """The rows as lines of so many cells, and the line where each row begins."""
    lines: list[Line] = []
    starts: list[int] = []
    for row in rows:
        starts.append(len(lines))
        role = _ROLES[row.role]
        text_role = role if row.role in ("heading", "wrong", "good", "muted", "running") else "text"
        for lead, text, rest in broken_row(row, width):
            spans = ((lead, role), (text, text_role), (rest, "muted"))
            lines.append([(piece, as_role) for piece, as_role in spans if piece])
    return lines, starts
