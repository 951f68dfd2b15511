"""Asks for what the broker wants to know; it goes nowhere but to the session."""

from __future__ import annotations

from collections.abc import Callable
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.widgets import Input, Static

from pubsub_tui.session import Credentials

_ASKING = "Logging in …"


class LoginScreen(ModalScreen[None]):
    """Stays until it is dismissed, as the broker may want another password.

    The user name is asked for too, unless one was named at the start; the password is masked.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "dismiss(None)", "cancel", show=False)
    ]
    DEFAULT_CSS = """
    LoginScreen {
        align: center middle;
        & #login {
            width: 60; max-width: 90%; height: auto; padding: 1 2;
            border: round $border; background: $surface;
        }
        & Input { margin: 1 0 0 0; }
    }
    """

    def __init__(
        self,
        reason: str,
        username: str | None,
        log_in: Callable[[Credentials], None],
        *,
        ask_username: bool,
    ) -> None:
        """Say why it is asked for; ``reason`` has to be safe to draw."""
        super().__init__()
        self._log_in = log_in
        self._reason = reason
        self._username = username
        self._ask_username = ask_username
        self._waiting = False

    def compose(self) -> ComposeResult:
        with Vertical(id="login") as box:
            box.border_title = "login" if self._ask_username else "password"
            box.border_subtitle = "enter logs in · esc cancels"
            yield Static(self._reason, markup=False)
            if self._ask_username:
                yield Input(self._username or "", placeholder="user name", id="login-username")
            yield Input(password=True, placeholder="password", id="login-password")

    def ask_again(self, reason: str) -> None:
        """Say why the login was not taken; what was typed meanwhile is in the field."""
        self._waiting = False
        self.query_one(Static).update(reason)

    @on(Input.Submitted, "#login-username")
    def _go_on(self, event: Input.Submitted) -> None:
        event.stop()
        self.query_one("#login-password", Input).focus()

    @on(Input.Submitted, "#login-password")
    def _submit(self, event: Input.Submitted) -> None:
        event.stop()
        if self._waiting:
            return
        username = self._username
        if self._ask_username:
            username = self.query_one("#login-username", Input).value or None
        event.input.value = ""
        self._waiting = True
        self.query_one(Static).update(_ASKING)
        self._log_in(Credentials(event.value, username))
