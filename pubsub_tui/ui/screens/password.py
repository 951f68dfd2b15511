"""Asks for the broker's password; it is masked, and goes nowhere but to the session."""

from __future__ import annotations

from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.widgets import Input, Static


class PasswordScreen(ModalScreen[str | None]):
    """Returns the password, or None when the user gave up."""

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

    def __init__(self, reason: str) -> None:
        """Say why it is asked for; ``reason`` has to be safe to draw."""
        super().__init__()
        self._reason = reason

    def compose(self) -> ComposeResult:
        with Vertical(id="password") as box:
            box.border_title = "password"
            box.border_subtitle = "enter logs in · esc cancels"
            yield Static(self._reason, markup=False)
            yield Input(password=True, placeholder="password")

    @on(Input.Submitted)
    def _submit(self, event: Input.Submitted) -> None:
        event.stop()
        self.dismiss(event.value)
