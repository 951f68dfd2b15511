"""Asks which numbers of a payload to plot."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from rich.cells import cell_len, set_cell_size
from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Button, OptionList

from pubsub_tui.model.filter.nodes import Path
from pubsub_tui.sanitize import sanitize
from pubsub_tui.ui.widgets.log_row import cut_left
from pubsub_tui.ui.widgets.plot_legend import path_name

MOST_VALUES = 500
_WIDEST_NAME = 40
_VALUE = 14


class ChooseValues(ModalScreen[list[Path] | None]):
    """Numbers with a mark on those that are plotted; None when it is left as it was."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "done", "done", show=False, priority=True),
        Binding("space", "mark", "mark", show=False),
        Binding("escape,q", "cancel", "cancel", show=False),
        Binding("k", "move(-1)", "up", show=False),
        Binding("j", "move(1)", "down", show=False),
    ]
    DEFAULT_CSS = """
    ChooseValues {
        align: center middle;
        & #values {
            width: 66; max-width: 95%; height: auto; max-height: 80%; padding: 0 1;
            border: round $border; background: $surface;
        }
        & OptionList, & OptionList:focus {
            height: auto; max-height: 20; border: none; padding: 0; background: $surface;
        }
        & Horizontal { height: 1; margin: 1 0 0 0; align-horizontal: right; }
        & Button { margin: 0 0 0 2; }
    }
    """

    def __init__(
        self, topic: str, numbers: Sequence[tuple[Path, str]], plotted: Sequence[Path]
    ) -> None:
        """``numbers`` are paths and safe texts, in the order of the payload."""
        super().__init__()
        self._topic = topic
        self._numbers = numbers
        self._marked = self._before = frozenset(
            index for index, (path, _) in enumerate(numbers) if path in plotted
        )
        names = [path_name(path) or "the payload" for path, _ in numbers]
        width = min(max(map(cell_len, names)), _WIDEST_NAME)
        self._names = [set_cell_size(cut_left(name, width), width) for name in names]

    def compose(self) -> ComposeResult:
        with Vertical(id="values") as frame:
            frame.border_title = Content(cut_left(f"plot · {sanitize(self._topic[-200:])}", 56))
            frame.border_subtitle = Content("space marks · enter plots · esc leaves it")
            yield OptionList(*(self._prompt(each) for each in range(len(self._numbers))))
            with Horizontal():
                yield Button("Cancel", id="cancel", compact=True)
                yield Button("Plot", variant="primary", id="done", compact=True)

    def on_mount(self) -> None:
        self._list.focus()
        self._list.highlighted = 0

    def action_move(self, rows: int) -> None:
        """Move with the keys of the panes."""
        if rows > 0:
            self._list.action_cursor_down()
        else:
            self._list.action_cursor_up()

    def action_mark(self) -> None:
        """Mark the number under the cursor, or take its mark off."""
        self._mark(self._list.highlighted)

    def action_done(self) -> None:
        """Plot what is marked; when no mark was changed, change the one under the cursor."""
        if isinstance(self.focused, Button):
            self.focused.press()
        else:
            if self._marked == self._before:
                self.action_mark()
            self._finish()

    def action_cancel(self) -> None:
        """Leave all as it was."""
        self.dismiss(None)

    @on(OptionList.OptionSelected)
    def _clicked(self, event: OptionList.OptionSelected) -> None:
        event.stop()
        self._mark(event.option_index)

    @on(Button.Pressed)
    def _button(self, event: Button.Pressed) -> None:
        event.stop()
        if event.button.id == "cancel":
            self.action_cancel()
        else:
            self._finish()

    @property
    def _list(self) -> OptionList:
        return self.query_one(OptionList)

    def _mark(self, index: int | None) -> None:
        if index is not None:
            self._marked ^= {index}
            self._list.replace_option_prompt_at_index(index, self._prompt(index))

    def _finish(self) -> None:
        self.dismiss([self._numbers[each][0] for each in sorted(self._marked)])

    def _prompt(self, index: int) -> Content:
        mark = "x" if index in self._marked else " "
        return Content(f"[{mark}] {self._names[index]}{self._numbers[index][1].rjust(_VALUE)}")
