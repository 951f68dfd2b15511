"""Something that takes a while: it asks before, shows how far it is, and says what became of it."""

from __future__ import annotations

import logging
from collections.abc import Coroutine
from typing import Any, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Button, ProgressBar, Static
from textual.worker import Worker, WorkerState

from pubsub_tui.decode.view import Line
from pubsub_tui.sanitize import sanitize
from pubsub_tui.ui.widgets.lines_view import LinesView

_PERIOD = 1 / 12
_GROUP = "undertaking"
_AROUND_LIST = 11
"""Rows for border, sentences of two lines, progress and buttons."""
_FEWEST_LINES, _MOST_LINES = 3, 18
_log = logging.getLogger(__name__)


class Undertaking(ModalScreen[str | None]):
    """A dialog around one piece of work; what is asked for and shown is its subclass's.

    The no button comes first and has the focus: nothing happens by an enter too many.
    """

    TITLE_WORDS = ""
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("y", "yes", "yes", show=False),
        Binding("n,escape", "no", "no", show=False),
        Binding("up,k", "move('cursor_up')", "up", show=False),
        Binding("down,j", "move('cursor_down')", "down", show=False),
        Binding("pageup,ctrl+u", "move('page_up')", "page up", show=False),
        Binding("pagedown,ctrl+d", "move('page_down')", "page down", show=False),
        Binding("home,g", "move('first')", "first", show=False),
        Binding("end,G", "move('last')", "last", show=False),
        Binding("left,h", "move('scroll_left')", "left", show=False),
        Binding("right,l", "move('scroll_right')", "right", show=False),
    ]
    DEFAULT_CSS = """
    Undertaking {
        align: center middle;
        & #undertaking {
            width: 90; max-width: 96%; height: auto; max-height: 100%; padding: 0 2 1 2;
            overflow-y: auto;
            border: round $warning; background: $surface;
        }
        & #undertaking-words { height: auto; max-height: 12; margin: 1 0 0 0; }
        & LinesView { height: auto; margin: 1 0 0 0; }
        & ProgressBar { width: 1fr; height: 1; margin: 1 0 0 0; }
        & Bar { width: 1fr; }
        & Horizontal { height: 1; margin: 1 0 0 0; align-horizontal: right; }
        & Button { margin: 0 0 0 2; }
    }
    """

    def __init__(self) -> None:
        super().__init__()
        self._said = ""
        self._mistake = ""

    def compose(self) -> ComposeResult:
        with Vertical(id="undertaking") as box:
            box.border_title = self.TITLE_WORDS
            yield Static(id="undertaking-words", markup=False)
            yield LinesView(id="undertaking-list")
            yield ProgressBar(show_eta=False, id="undertaking-bar")
            with Horizontal():
                yield Button(id="no", compact=True)
                yield Button(variant="warning", id="yes", compact=True)

    def on_mount(self) -> None:
        self.query_one(LinesView).can_focus = False
        self.query_one(LinesView).display = False
        self.query_one("#no", Button).focus()
        self.set_interval(_PERIOD, self.tick)
        self.start()
        self.tick()

    def on_resize(self) -> None:
        room = self.size.height - _AROUND_LIST
        self.query_one(LinesView).styles.max_height = max(_FEWEST_LINES, min(_MOST_LINES, room))

    def start(self) -> None:
        """What happens at once, before anything is answered."""
        raise NotImplementedError

    def sentences(self) -> list[str]:
        """What is said now; made safe when it is drawn."""
        raise NotImplementedError

    def progress(self) -> tuple[int, int] | None:
        """How many are done, and of how many; None while that is not known."""
        raise NotImplementedError

    def answers(self) -> tuple[str, str]:
        """The words for no and yes; an empty yes can not be given."""
        raise NotImplementedError

    def action_yes(self) -> None:
        """What follows on a yes."""
        raise NotImplementedError

    def action_no(self) -> None:
        """What follows on a no."""
        raise NotImplementedError

    def begin(self, work: Coroutine[Any, Any, None]) -> None:
        """Have it done beside the screen."""
        self.run_worker(work, group=_GROUP, exclusive=True, exit_on_error=False)

    def list_lines(self, lines: list[Line]) -> None:
        """Show what it is about, line by line."""
        view = self.query_one(LinesView)
        view.display = bool(lines)
        view.draw_lines(lines, stay=False)

    def tick(self) -> None:
        """Show what changed."""
        sentences = [self._mistake] if self._mistake else self.sentences()
        said = "\n".join(sanitize(each) for each in sentences)
        if said != self._said:
            self._said = said
            self.query_one("#undertaking-words", Static).update(Content(said))
        bar = self.query_one(ProgressBar)
        progress = self.progress()
        bar.display = progress is not None
        if progress is not None:
            bar.update(progress=progress[0], total=progress[1])
        for name, words in zip(("#no", "#yes"), self.answers(), strict=True):
            button = self.query_one(name, Button)
            button.display = bool(words)
            button.label = words

    def action_move(self, where: str) -> None:
        """Move in the list while a button keeps the focus."""
        getattr(self.query_one(LinesView), f"action_{where}")()

    def on_worker_state_changed(self, event: Worker.StateChanged) -> None:
        """A mistake of ours is told here, and its traceback goes to the log file."""
        if event.state is WorkerState.ERROR and event.worker.error is not None:
            error = event.worker.error
            _log.error("%s failed", self.TITLE_WORDS, exc_info=error)
            self._mistake = f"This failed by a mistake of pubsub-tui: {error!r}."
        self.tick()

    @on(Button.Pressed)
    def _button(self, event: Button.Pressed) -> None:
        event.stop()
        if event.button.id == "yes":
            self.action_yes()
        else:
            self.action_no()
