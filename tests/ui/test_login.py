"""The user name: asked for along with the password when none was named at the start."""

from __future__ import annotations

from pubsub_tui.transports.base import Cause, Problem
from pubsub_tui.transports.scripted import ScriptedTransport
from tests.ui.dashboard import dashboard

REFUSED = Problem(Cause.NOT_AUTHORIZED, "localhost:1883 does not let this client in.")


async def test_name_and_password_are_asked_for_and_the_name_is_kept() -> None:
    transport = ScriptedTransport(problem=REFUSED)
    async with dashboard(transport=transport, online=False, username=None) as shown:
        assert "╭─ login ─" in shown.text()
        transport.problem = Problem(Cause.CREDENTIALS, "localhost:1883 refused the password.")
        await shown.press(*"ada", "enter", "x", "enter")
        assert shown.session.login.username == "ada"
        assert "localhost:1883 refused the password." in shown.text()
        assert "ada" in shown.text("#login")
        transport.problem = None
        await shown.press(*"secret", "enter")
        assert (shown.session.login.username, shown.session.login.password) == ("ada", "secret")
        assert "Waiting for the first message." in shown.text()


async def test_a_name_from_the_command_line_is_not_asked_for() -> None:
    transport = ScriptedTransport(problem=REFUSED)
    async with dashboard(transport=transport, online=False, username="ada") as shown:
        assert "╭─ password ─" in shown.text()
        assert len(shown.app.screen.query("Input")) == 1
