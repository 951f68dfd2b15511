"""What is sent again and again: starts it, and shows how it gets on."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Button, Static

from pubsub_tui.outgoing.problem import OutgoingError
from pubsub_tui.repeats.run import Run, State
from pubsub_tui.ui.actions import keys_in_force
from pubsub_tui.ui.repeating import Repeating, Written, summary
from pubsub_tui.ui.widgets.repeat_form import RepeatForm, Wanted
from pubsub_tui.ui.widgets.repeat_row import describe
from pubsub_tui.ui.widgets.repeat_rows import RepeatRows

_PERIOD = 1 / 6
_BUTTONS = ("pause", "stop", "detail")


class RepeatsScreen(ModalScreen[None]):
    """A form above the list. Whatever runs goes on when the screen is closed."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,f6", "dismiss(None)", "close", show=False),
    ]
    DEFAULT_CSS = """
    RepeatsScreen {
        align: center middle;
        & #repeats-box {
            width: 130; max-width: 100%; height: 90%; max-height: 40; padding: 0 1;
            border: round $border; background: $surface;
        }
        & RepeatRows { height: 1fr; min-height: 3; border-top: solid $border; }
        & #repeats-said {
            height: auto; max-height: 8; padding: 0 1; border-top: solid $border; display: none;
        }
        & #repeats-buttons { height: 1; display: none; }
        & #repeats-buttons > Button { margin: 0 1 0 0; min-width: 6; }
        & #repeats-said.-some, & #repeats-buttons.-some { display: block; }
    }
    """

    def __init__(self, repeating: Repeating, written: Written, keys: Mapping[str, str]) -> None:
        """``keys`` are the user's own by action id."""
        super().__init__()
        self._repeating = repeating
        self._written = written
        self._keys = keys
        self._form = RepeatForm(written)
        self._rows = RepeatRows(repeating.repeats)
        self._whole = False
        self._said: Content | None = None

    def compose(self) -> ComposeResult:
        with Vertical(id="repeats-box") as box:
            box.border_subtitle = "enter starts · esc closes, and what runs goes on"
            yield self._form
            yield self._rows
            yield Static(id="repeats-said", markup=False)
            with Horizontal(id="repeats-buttons"):
                for name in _BUTTONS:
                    yield Button("", id=f"repeats-{name}", compact=True)

    def on_unmount(self) -> None:
        self._repeating.listed = False

    def on_mount(self) -> None:
        self._repeating.listed = True
        for each in self.query("#repeats-buttons > Button"):
            each.can_focus = False
        self.frame()
        if self._repeating.repeats.runs:
            self._rows.focus()
        else:
            self._form.focus_form()
        self.set_interval(_PERIOD, self.frame)

    def frame(self) -> None:
        """Show how everything stands."""
        self._form.frame()
        self._rows.frame()
        self._describe()
        state = summary(self._repeating.repeats)
        self.query_one("#repeats-box").border_title = f"repeat · {state}" if state else "repeat"

    @on(RepeatForm.Start)
    def _start(self, event: RepeatForm.Start) -> None:
        event.stop()
        self.run_worker(self._begin(event.wanted), group="repeats", exclusive=True)

    async def _begin(self, wanted: Wanted) -> None:
        try:
            run = await self._run(wanted)
        except OutgoingError as error:
            self._form.complain(f"Not started: {error}.")
            return
        if run is None:
            self._form.complain("Not started, as it was not confirmed.")
            return
        self._form.describe()
        self.frame()
        self._rows.move_cursor(0)
        self._rows.focus()

    async def _run(self, wanted: Wanted) -> Run | None:
        if wanted.path is not None:
            return await self._repeating.start_file(
                self.app, wanted.path, wanted.schedule, self._form.tell_checked
            )
        draft, secret = self._written.draft, self._written.secret
        assert draft is not None
        return await self._repeating.start_written(self.app, draft, secret, wanted.schedule)

    @on(RepeatRows.Moved)
    def _describe_moved(self, event: RepeatRows.Moved) -> None:
        event.stop()
        self.frame()

    @on(RepeatRows.DetailWanted)
    def _turn_detail(self, event: RepeatRows.DetailWanted) -> None:
        event.stop()
        self._whole = not self._whole
        self.frame()

    @on(RepeatRows.NewWanted)
    def _go_to_form(self, event: RepeatRows.NewWanted) -> None:
        event.stop()
        self._form.focus_form()

    @on(Button.Pressed)
    def _button(self, event: Button.Pressed) -> None:
        event.stop()
        name = (event.button.id or "").removeprefix("repeats-")
        getattr(self._rows, f"action_{name}")()

    def _describe(self) -> None:
        run = self._rows.under_cursor()
        for each in ("#repeats-said", "#repeats-buttons"):
            self.query_one(each).set_class(run is not None, "-some")
        if run is not None:
            self._name_buttons(run)
        said = describe(run, whole=self._whole) if run is not None else Content("")
        if self._said is None or not said.is_same(self._said):
            self._said = said
            self.query_one("#repeats-said", Static).update(said)

    def _name_buttons(self, run: Run) -> None:
        """Say what each would do now."""
        words = (
            "Go on" if run.state is State.PAUSED else "Pause",
            "Take off" if run.ended else "Stop",
            "Less" if self._whole else "Details",
        )
        for name, word in zip(_BUTTONS, words, strict=True):
            key = keys_in_force(f"repeats.{name}", self._keys)[0]
            button = self.query_one(f"#repeats-{name}", Button)
            label = Content(f"{word}  {key}")
            if button.label != label:
                button.label = label
                button.refresh(layout=True)
        self.query_one("#repeats-pause").display = not run.ended
