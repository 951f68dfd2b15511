"""Asks which topics are not to be kept."""

from __future__ import annotations

from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.widgets import Input, Label, Static

from pubsub_tui.model.excludes import Excludes
from pubsub_tui.sanitize import sanitize
from pubsub_tui.topic_filter import pattern_complaint
from pubsub_tui.ui.widgets.writing import Visible


class ExcludeForm(ModalScreen[str | None]):
    """Adds or changes an exclude, and returns its filter; None when the user gave up."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "dismiss(None)", "cancel", show=False)
    ]
    DEFAULT_CSS = """
    ExcludeForm {
        align: center middle;
        & #exclude-form {
            width: 70; max-width: 94%; height: auto; padding: 1 2;
            border: round $border; background: $surface;
        }
        & Label { color: $muted; margin: 0 0 0 1; width: 1fr; }
        & #exclude-state { margin: 0 0 0 1; color: $muted; }
        & #exclude-state.wrong { color: $text-error; }
    }
    """

    def __init__(self, excludes: Excludes, topic: str, before: str | None = None) -> None:
        """Begin with a topic, or with the exclude that is to be changed."""
        super().__init__()
        self._excludes = excludes
        self._before = before
        text = topic if before is None else before
        self._text = text.encode(errors="replace").decode()

    def compose(self) -> ComposeResult:
        with Vertical(id="exclude-form") as box:
            box.border_title = "exclude"
            box.border_subtitle = "enter excludes · esc cancels"
            yield Label("topic filter: + stands for one level, # for all below")
            # Not selected as a whole: a level is to be replaced, not the topic.
            yield Input(
                self._text,
                placeholder="site/+/debug/#",
                id="exclude-filter",
                highlighter=Visible(),
                select_on_focus=False,
            )
            yield Static(id="exclude-state", markup=False)

    def on_mount(self) -> None:
        self._tell()

    @on(Input.Changed)
    def _typed(self, event: Input.Changed) -> None:
        event.stop()
        self._tell()

    @on(Input.Submitted)
    def _submit(self, event: Input.Submitted) -> None:
        event.stop()
        topic_filter = event.value.strip()
        if self._complaint(topic_filter) is None:
            self._excludes.add(topic_filter, self._before)
            self.dismiss(topic_filter)

    def _tell(self) -> None:
        topic_filter = self.query_one(Input).value.strip()
        problem = self._complaint(topic_filter)
        state = self.query_one("#exclude-state", Static)
        state.set_class(problem is not None and bool(topic_filter), "wrong")
        if not topic_filter:
            state.update("Write which topics are not to be kept.")
        elif problem is not None:
            state.update(sanitize(f"Not valid: {problem}."))
        else:
            state.update("Tree and log pass over what matches; the status line counts it.")

    def _complaint(self, topic_filter: str) -> str | None:
        problem = pattern_complaint(topic_filter)
        taken = (each.topic_filter for each in self._excludes.entries)
        if problem is None and topic_filter != self._before and topic_filter in taken:
            return "it is excluded already"
        return problem
