"""Asks for the password of a profile that says it is to be asked for."""

from __future__ import annotations

from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.widgets import Input, Static

from pubsub_tui.sanitize import sanitize


class PasswordScreen(ModalScreen[str | None]):
    """Returns what was typed, masked on screen; None when the user gave up."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "dismiss(None)", "cancel", show=False)
    ]
    DEFAULT_CSS = """
    PasswordScreen {
        align: center middle;
        & #password {
            width: 60; max-width: 90%; height: auto; padding: 1 2;
            border: round $border; background: $surface;
        }
        & Input { margin: 1 0 0 0; }
    }
    """

    def __init__(self, question: str) -> None:
        super().__init__()
        self._question = question

    def compose(self) -> ComposeResult:
        with Vertical(id="password") as box:
            box.border_title = "password"
            box.border_subtitle = "enter goes on · esc cancels"
            yield Static(sanitize(self._question), markup=False)
            yield Input(password=True, placeholder="password")

    @on(Input.Submitted)
    def _answer(self, event: Input.Submitted) -> None:
        event.stop()
        self.dismiss(event.value)
