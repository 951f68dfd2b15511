"""Asks for what the broker wants to know; it goes nowhere but to the session."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Input, Static

from pubsub_tui.session import Credentials

_WIDEST_TITLE = 52
_ASKING = "Logging in …"
_UNLOCKING = "Connecting …"


class LoginScreen(ModalScreen[None]):
    """Stays until it is dismissed, as the broker may want another password.

    The user name is asked for too, unless one was named at the start; the password is masked.
    For an encrypted key it is the key's, which the broker never sees.
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
        login: Credentials,
        log_in: Callable[[Credentials], None],
        *,
        ask_username: bool,
        of_key: bool = False,
        whose: str = "",
    ) -> None:
        """Say why it is asked for, and for ``whose`` connection; both have to be safe to draw."""
        super().__init__()
        self._log_in = log_in
        self._reason = reason
        self._login = login
        self._ask_username = ask_username
        self._of_key = of_key
        self._whose = f" for {whose}" if whose else ""
        self._waiting = False

    def compose(self) -> ComposeResult:
        with Vertical(id="login"):
            yield Static(self._reason, markup=False)
            if self._ask_username:
                name = self._login.username or ""
                yield Input(name, placeholder="user name", id="login-username")
            yield Input(password=True, id="login-password")

    def on_mount(self) -> None:
        self._say_what_for()

    def ask_again(self, reason: str, *, of_key: bool = False) -> None:
        """Say why the login was not taken; what was typed meanwhile is in the field."""
        self._waiting = False
        self.query_one(Static).update(reason)
        if of_key != self._of_key:
            # What was typed for one must not be sent as the other.
            self.query_one("#login-password", Input).value = ""
            self._of_key = of_key
            self._say_what_for()

    def _say_what_for(self) -> None:
        """Title and fields: for the broker, or for the key."""
        what = "password of the key" if self._of_key else "password"
        box, password = self.query_one("#login"), self.query_one("#login-password", Input)
        with_name = self._ask_username and not self._of_key
        title = Content(f"{'login' if with_name else what}{self._whose}")
        box.border_title = title.truncate(_WIDEST_TITLE, ellipsis=True)
        box.border_subtitle = f"enter {'connects' if self._of_key else 'logs in'} · esc cancels"
        password.placeholder = what
        for name in self.query("#login-username"):
            name.display = with_name
        (self.query_one("#login-username") if with_name else password).focus()

    @on(Input.Submitted, "#login-username")
    def _go_on(self, event: Input.Submitted) -> None:
        event.stop()
        self.query_one("#login-password", Input).focus()

    @on(Input.Submitted, "#login-password")
    def _submit(self, event: Input.Submitted) -> None:
        event.stop()
        if self._waiting:
            return
        if self._of_key:
            self._login = replace(self._login, key_password=event.value)
        else:
            username = self._login.username
            if self._ask_username:
                username = self.query_one("#login-username", Input).value or None
            self._login = replace(self._login, password=event.value, username=username)
        event.input.value = ""
        self._waiting = True
        self.query_one(Static).update(_UNLOCKING if self._of_key else _ASKING)
        self._log_in(self._login)
