"""Finds something that was sent, and shows all of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import ClassVar

from textual import events, on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.message import Message as UiMessage
from textual.widgets import Button, Input, Static

from pubsub_tui.outgoing.sent import MOST_ENTRIES, Run
from pubsub_tui.outgoing.sent_history import SentHistory
from pubsub_tui.sanitize import sanitize
from pubsub_tui.ui.actions import bindings, keys_in_force
from pubsub_tui.ui.quantities import counted
from pubsub_tui.ui.screens.confirm import Confirm
from pubsub_tui.ui.widgets.lines_view import LinesView
from pubsub_tui.ui.widgets.sent_description import SECRET, TOO_LONG, describe_sent
from pubsub_tui.ui.widgets.sent_rows import SentRows
from pubsub_tui.ui.widgets.writing import Visible

_PERIOD = 1 / 12
_BUTTONS = (("edit", "Edit"), ("send", "Send again"), ("forget", "Forget"), ("clear", "Forget all"))


class SearchLine(Input):
    """At the end of what is written, the key that deletes to the right is left to others."""

    _deleting = False
    """The key deletes characters: held down, it does not go on with anything else."""

    def on_key(self, event: events.Key) -> None:
        if event.key != "delete":
            self._deleting = False

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        at_end = self.selection.is_empty and self.cursor_position >= len(self.value)
        if action == "delete_right" and at_end and not self._deleting:
            return False
        return super().check_action(action, parameters)

    def action_delete_right(self) -> None:
        self._deleting = True
        super().action_delete_right()


class SentBrowser(Vertical):
    """A search line, the entries that have its words, and the one under the cursor as a whole."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings("sent")]
    DEFAULT_CSS = """
    SentBrowser {
        width: 120; max-width: 96%; height: 90%; max-height: 48; padding: 0 1;
        border: round $border; background: $surface;
        & Input { border: none; padding: 0 1; height: 1; background: $panel; }
        & SentRows { height: 1fr; min-height: 3; }
        & LinesView { height: 1fr; min-height: 3; border-top: solid $border; }
        & #sent-state { height: auto; max-height: 2; padding: 0 1; color: $muted; }
        & Horizontal { height: 1; }
        & Button { margin: 0 1 0 0; min-width: 6; }
    }
    """

    class Chosen(UiMessage):
        """An entry is to be written into the publish pane, and perhaps sent at once."""

        def __init__(self, run: Run, send: bool) -> None:
            super().__init__()
            self.run = run
            self.send = send

    def __init__(
        self,
        history: SentHistory,
        endpoint: str,
        keys: Mapping[str, str],
        clock: Callable[[], float],
    ) -> None:
        """Begin with nothing looked for.

        Args:
            history: what to browse.
            endpoint: the present one; another is named.
            keys: the user's own by action id.
            clock: Unix time in seconds.
        """
        super().__init__(id="sent")
        self._history = history
        self._keys = keys
        self._rows = SentRows(endpoint, clock, id="sent-rows")
        self._whole = LinesView(id="sent-whole")
        self._drawn: tuple[object, ...] = ()

    def compose(self) -> ComposeResult:
        self.border_title = "sent"
        self.border_subtitle = f"{self._key('whole-down')} scrolls the payload · esc cancels"
        yield SearchLine(
            placeholder="words of topic, payload or broker", compact=True, highlighter=Visible()
        )
        yield self._rows
        yield self._whole
        yield Static(id="sent-state", markup=False)
        with Horizontal():
            for name, words in _BUTTONS:
                yield Button(f"{words}  {self._key(name)}", id=f"sent-{name}", compact=True)

    def on_mount(self) -> None:
        for each in (self._rows, self._whole, *self.query(Button)):
            each.can_focus = False
        self.query_one(SearchLine).focus()
        self._history.load()
        self.set_interval(_PERIOD, self.frame)
        self.frame()

    def on_resize(self) -> None:
        self._describe()

    def frame(self) -> None:
        """Show what changed, here or in the file."""
        history = self._history
        history.settle()
        state = (history.log.revision, history.loading, history.damaged, history.problem)
        if state != self._drawn:
            self._drawn = state
            self._show()

    def action_move(self, where: str) -> None:
        """Move the cursor while the search line keeps the focus."""
        getattr(self._rows, f"action_{where}")()

    def action_scroll_whole(self, where: str) -> None:
        """Scroll what is shown of the entry."""
        getattr(self._whole, f"action_half_page_{where}")()

    def action_edit(self) -> None:
        """Put the entry into the publish pane."""
        self._choose(send=False)

    def action_send(self) -> None:
        """Send the entry again, as it is."""
        run = self._rows.under_cursor()
        if run is not None and not run.newest.whole:
            why = SECRET if run.newest.secret else TOO_LONG
            self.notify(
                f"{why} {self._key('edit')} writes it anew.", severity="warning", markup=False
            )
        else:
            self._choose(send=True)

    def action_forget(self) -> None:
        """Forget the entry under the cursor, with every time it was sent in a row."""
        run = self._rows.under_cursor()
        if run is not None:
            self._history.forget({each.key for each in run.entries})
            self.frame()

    def action_clear(self) -> None:
        """Forget everything, after asking."""
        if not len(self._history.log) and not self._history.damaged:
            return

        def clear(confirmed: bool | None) -> None:
            if confirmed:
                self._history.clear()
                self.frame()

        count = len(self._history.log)
        entries = "the only entry" if count == 1 else f"all {count:,} entries"
        question = f"Forget {entries} of what was sent, to whatever broker?"
        self.app.push_screen(Confirm(question), clear)

    @on(Input.Changed)
    def _search(self, event: Input.Changed) -> None:
        event.stop()
        self._show(first=True)

    @on(Input.Submitted)
    def _submit(self, event: Input.Submitted) -> None:
        event.stop()
        self.action_edit()

    @on(SentRows.Moved)
    def _describe_moved(self, event: SentRows.Moved) -> None:
        event.stop()
        self._describe()

    @on(SentRows.Picked)
    def _pick(self, event: SentRows.Picked) -> None:
        event.stop()
        self.action_edit()

    @on(Button.Pressed)
    def _button(self, event: Button.Pressed) -> None:
        event.stop()
        name = (event.button.id or "").removeprefix("sent-")
        getattr(self, f"action_{name}")()

    def _choose(self, *, send: bool) -> None:
        run = self._rows.under_cursor()
        if run is not None:
            self.post_message(self.Chosen(run, send))

    def _show(self, *, first: bool = False) -> None:
        """Show what the words select; ``first`` puts the cursor on the newest of it."""
        log = self._history.log
        words = self.query_one(SearchLine).value
        runs = log.search(words)
        self._rows.show(runs, self._nothing())
        if first and runs:
            self._rows.move_cursor(0)
        entries = sum(len(run.entries) for run in runs)
        found = f"{entries:,} of {len(log):,}" if words.strip() else f"{len(log):,}"
        self.border_title = f"sent · {found}"
        self._state()

    def _nothing(self) -> str:
        if len(self._history.log):
            return " Nothing that was sent has all of these words."
        if self._history.loading:
            return " Reading what was sent before …"
        return " Nothing was sent yet. What you publish is remembered here, to be sent again."

    def _state(self) -> None:
        history = self._history
        state = self.query_one("#sent-state", Static)
        if history.problem:
            state.update(Content.styled(sanitize(history.problem), "$text-warning"))
        elif history.damaged:
            words = f"{counted(history.damaged, 'damaged line')} passed over in {history.path}."
            state.update(Content.styled(sanitize(words), "$text-warning"))
        elif history.path is None:
            state.update("Remembered until you leave.")
        else:
            kept = f"The newest {MOST_ENTRIES:,} are remembered in {history.path}"
            state.update(sanitize(kept))

    def _describe(self) -> None:
        run = self._rows.under_cursor()
        width = self._whole.scrollable_content_region.width
        self._whole.draw_lines([] if run is None else describe_sent(run, width - 1), stay=False)

    def _key(self, action: str) -> str:
        return keys_in_force(f"sent.{action}", self._keys)[0]
