"""Asks before something is lost."""

from __future__ import annotations

from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.screen import ModalScreen
from textual.widgets import Button, Static

from pubsub_tui.sanitize import sanitize


class Confirm(ModalScreen[bool]):
    """Yes or no; no is what happens by default."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("y", "answer(True)", "yes", show=False),
        Binding("n,escape", "answer(False)", "no", show=False),
    ]
    DEFAULT_CSS = """
    Confirm {
        align: center middle;
        & #confirm {
            width: 60; max-width: 90%; height: auto; padding: 1 2;
            border: round $warning; background: $surface;
        }
        & Horizontal { height: auto; margin: 1 0 0 0; align-horizontal: right; }
        & Button { margin: 0 0 0 2; }
    }
    """

    def __init__(self, question: str) -> None:
        super().__init__()
        self._question = question

    def compose(self) -> ComposeResult:
        with Vertical(id="confirm"):
            yield Static(sanitize(self._question), markup=False)
            with Horizontal():
                yield Button("No  n", id="no", compact=True)
                yield Button("Yes  y", variant="warning", id="yes", compact=True)

    def on_mount(self) -> None:
        self.query_one("#no", Button).focus()

    def action_answer(self, answer: bool) -> None:
        """Give the answer."""
        self.dismiss(answer)

    @on(Button.Pressed)
    def _button(self, event: Button.Pressed) -> None:
        event.stop()
        self.dismiss(event.button.id == "yes")
