"""Shows the filters that have a name, to use one or to take it out."""

from __future__ import annotations

from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from pubsub_tui.config_edit import NotWritten
from pubsub_tui.sanitize import cut, sanitize
from pubsub_tui.ui.saved_filters import SavedFilters

_NAME = 20
_TEXT = 200


class SavedFiltersScreen(ModalScreen[str | None]):
    """Returns the filter that was chosen, or None."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "dismiss(None)", "cancel", show=False),
        Binding("k", "move('cursor_up')", "up", show=False),
        Binding("j", "move('cursor_down')", "down", show=False),
        Binding("delete,d", "forget", "take out", show=False),
    ]
    DEFAULT_CSS = """
    SavedFiltersScreen {
        align: center middle;
        & #saved-filters {
            width: 76; max-width: 94%; height: auto; max-height: 90%; padding: 0 1;
            border: round $border; background: $surface;
        }
        & OptionList {
            height: auto; max-height: 18; border: none; padding: 0; background: $surface;
            scrollbar-size-vertical: 1;
        }
        & Static { color: $muted; padding: 0 1; }
    }
    """

    def __init__(self, saved: SavedFilters) -> None:
        super().__init__()
        self._saved = saved

    def compose(self) -> ComposeResult:
        with Vertical(id="saved-filters") as box:
            box.border_title = "saved filters"
            box.border_subtitle = "enter uses · d takes out · esc cancels"
            yield OptionList(compact=True, markup=False)
            yield Static(self._state(), markup=False)

    def on_mount(self) -> None:
        self._show(0)

    def action_move(self, where: str) -> None:
        """Move in the list."""
        getattr(self.query_one(OptionList), f"action_{where}")()

    def action_forget(self) -> None:
        """Take the filter under the cursor out of the configuration."""
        row = self.query_one(OptionList).highlighted
        names = self._saved.names()
        if row is None or row >= len(names):
            return
        name = names[row]
        text = self._saved[name]
        try:
            self._saved.forget(name)
        except NotWritten as error:
            self.query_one(Static).update(sanitize(str(error)))
            return
        self.query_one(Static).update(f"Taken out: {sanitize(name)} = {sanitize(text)}")
        self._show(min(row, len(names) - 2))

    @on(OptionList.OptionSelected)
    def _use(self, event: OptionList.OptionSelected) -> None:
        event.stop()
        self.dismiss(self._saved[self._saved.names()[event.option_index]])

    def _state(self) -> str:
        if not self._saved.names():
            return "None yet: write a filter, and save it from there."
        return f"Kept in {sanitize(str(self._saved.path))}"

    def _show(self, row: int) -> None:
        options = self.query_one(OptionList)
        options.clear_options()
        for name in self._saved.names():
            shown = cut(sanitize(name), _NAME).ljust(_NAME)
            text = cut(sanitize(self._saved[name]), _TEXT)
            options.add_option(Option(Content.assemble((f"{shown}  ", "bold"), text)))
        if options.option_count:
            options.highlighted = row
        options.focus()
