"""Asks for a login when the broker wants one, until it has what it wants or the user gives up."""

from __future__ import annotations

from textual.app import App

from pubsub_tui.sanitize import sanitize
from pubsub_tui.session import Phase, Session
from pubsub_tui.transports.base import Cause, Problem
from pubsub_tui.ui.screens.login import LoginScreen


class LoggingIn:
    """Opens the dialog once for each refusal, and closes it when the broker is content."""

    def __init__(self, session: Session, name: str = "") -> None:
        """``name`` tells the session from others, and is safe to draw; empty for the only one."""
        self._session = session
        self._name = name
        self._ask_username = session.login.username is None
        self._asked_about: Problem | None = None
        self._screen: LoginScreen | None = None

    def frame(self, app: App[None]) -> None:
        """Follow the session: ask, ask again, or leave off asking."""
        state = self._session.state
        if state.phase is Phase.NEEDS_PASSWORD:
            if state.problem is not self._asked_about:
                self._asked_about = state.problem
                self.ask(app)
        elif state.phase is not Phase.CONNECTING:
            self._leave_off()

    def ask(self, app: App[None]) -> None:
        """Ask for the login, with the reason."""
        problem = self._session.state.problem
        reason = sanitize(problem.what if problem is not None else "The broker wants a login.")
        of_key = problem is not None and problem.cause is Cause.KEY
        if self._screen is not None:
            self._screen.ask_again(reason, of_key=of_key)
            return
        session = self._session
        self._screen = LoginScreen(
            reason,
            session.login,
            session.log_in,
            ask_username=self._ask_username,
            of_key=of_key,
            whose=self._name,
        )
        app.push_screen(self._screen, self._closed)

    def _leave_off(self) -> None:
        # When something is over the dialog, that has to go first.
        if self._screen is not None and self._screen.is_current:
            self._screen.dismiss()

    def _closed(self, _: object) -> None:
        self._screen = None
