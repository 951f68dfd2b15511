"""Asks for what the broker wants to know; it goes nowhere but to the session."""

from __future__ import annotations

from dataclasses import replace
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.widgets import Input, Static

from pubsub_tui.session import Credentials


class LoginScreen(ModalScreen[Credentials | None]):
    """Returns the login, or None when the user gave up; the password is masked.

    The user name is asked for too, unless one was named at the start. For an encrypted key it
    is that of the key.
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
        self, reason: str, login: Credentials, *, ask_username: bool, of_key: bool = False
    ) -> None:
        """Say why it is asked for; ``reason`` has to be safe to draw."""
        super().__init__()
        self._reason = reason
        self._login = login
        self._of_key = of_key
        self._ask_username = ask_username and not of_key

    def compose(self) -> ComposeResult:
        with Vertical(id="login") as box:
            what = "password of the key" if self._of_key else "password"
            box.border_title = "login" if self._ask_username else what
            done = "connects" if self._of_key else "logs in"
            box.border_subtitle = f"enter {done} · esc cancels"
            yield Static(self._reason, markup=False)
            if self._ask_username:
                yield Input(
                    self._login.username or "", placeholder="user name", id="login-username"
                )
            yield Input(password=True, placeholder=what, id="login-password")

    @on(Input.Submitted, "#login-username")
    def _go_on(self, event: Input.Submitted) -> None:
        event.stop()
        self.query_one("#login-password", Input).focus()

    @on(Input.Submitted, "#login-password")
    def _submit(self, event: Input.Submitted) -> None:
        event.stop()
        if self._of_key:
            self.dismiss(replace(self._login, key_password=event.value))
            return
        username = self._login.username
        if self._ask_username:
            username = self.query_one("#login-username", Input).value or None
        self.dismiss(replace(self._login, password=event.value, username=username))
