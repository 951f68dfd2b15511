"""Asks for the name that a filter is saved with."""

from __future__ import annotations

from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.widgets import Input, Static

from pubsub_tui.config_edit import NotWritten
from pubsub_tui.sanitize import cut, sanitize
from pubsub_tui.ui.saved_filters import SavedFilters
from pubsub_tui.ui.widgets.writing import Visible

_SHOWN = 50


class FilterNameScreen(ModalScreen[str | None]):
    """Saves the filter, and returns what was done in a sentence; None when the user gave up."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "dismiss(None)", "cancel", show=False)
    ]
    DEFAULT_CSS = """
    FilterNameScreen {
        align: center middle;
        & #filter-name {
            width: 66; max-width: 92%; height: auto; padding: 1 2;
            border: round $border; background: $surface;
        }
        & Input { margin: 1 0 0 0; }
        & Static { padding: 0 1; }
        & #filter-name-state { color: $muted; }
    }
    """

    def __init__(self, saved: SavedFilters, text: str) -> None:
        super().__init__()
        self._saved = saved
        self._text = text

    def compose(self) -> ComposeResult:
        with Vertical(id="filter-name") as box:
            box.border_title = "save the filter"
            box.border_subtitle = "enter saves · esc cancels"
            yield Static(cut(sanitize(self._text), _SHOWN), markup=False)
            yield Input(placeholder="a name for it, such as: too hot", highlighter=Visible())
            yield Static(self._state(""), id="filter-name-state", markup=False)

    @on(Input.Changed)
    def _tell(self, event: Input.Changed) -> None:
        event.stop()
        self._say(self._state(event.value.strip()))

    @on(Input.Submitted)
    def _save(self, event: Input.Submitted) -> None:
        event.stop()
        name = event.value.strip()
        if not name:
            self._say("Write a name first.")
            return
        try:
            self._saved.save(name, self._text)
        except NotWritten as error:
            self._say(sanitize(str(error)))
        else:
            self.dismiss(f"Saved as {sanitize(name)}.")

    def _state(self, name: str) -> str:
        if name in self._saved:
            return f"Replaces {cut(sanitize(self._saved[name]), _SHOWN)}"
        return f"Kept in {sanitize(str(self._saved.path))}"

    def _say(self, sentence: str) -> None:
        self.query_one("#filter-name-state", Static).update(sentence)
