"""The broker's password: asked for, masked, asked for again, and never on screen."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace

from pubsub_tui.transports.base import Cause, Link, Problem, Sink, TransportError
from pubsub_tui.transports.scripted import ScriptedTransport
from tests.ui.dashboard import Dashboard, dashboard

REFUSED = Problem(
    Cause.CREDENTIALS,
    "localhost:1883 refused the user name or password.",
    "Check the user name (-u), and enter the password again.",
)
SECRET = "hunter2"


class LoginTransport(ScriptedTransport):
    """Lets in who logs in with the right password."""

    def __init__(self) -> None:
        super().__init__()
        self.passwords: list[str | None] = []
        self.answers = asyncio.Event()
        self.answers.set()

    async def connect(self, sink: Sink) -> Link:
        await self.answers.wait()
        if self.passwords[-1:] != [SECRET]:
            raise TransportError(replace(REFUSED))
        return await super().connect(sink)


@asynccontextmanager
async def locked(*, size: tuple[int, int] = (120, 35)) -> AsyncIterator[Dashboard]:
    """The app before a broker that wants a password; at the end, no part of it was shown."""
    transport = LoginTransport()
    async with dashboard(transport=transport, online=False, size=size) as shown:
        transport.passwords = shown.passwords
        yield shown
        assert SECRET not in shown.text()


async def test_it_is_asked_for_with_the_reason() -> None:
    async with locked() as shown:
        assert "╭─ password ─" in shown.text()
        assert REFUSED.what in shown.text()
        assert "enter logs in · esc cancels" in shown.text()


async def test_it_is_masked_and_logs_in() -> None:
    async with locked() as shown:
        await shown.press(*SECRET)
        assert SECRET not in shown.text()
        assert "•" * len(SECRET) in shown.text()
        await shown.press("enter")
        assert shown.passwords == [None, SECRET]
        assert "password" not in shown.text()
        assert "Waiting for the first message." in shown.text()


async def test_a_pasted_password_is_masked_too() -> None:
    async with locked() as shown:
        await shown.paste(f"{SECRET}\n")
        assert "•" * len(SECRET) in shown.text()
        await shown.press("enter")
        assert shown.passwords == [None, SECRET]


async def test_letters_that_are_keys_elsewhere_belong_to_the_password() -> None:
    async with locked() as shown:
        await shown.press("q", "p", "z", "x", "1", "question_mark", "space", "enter")
        assert shown.passwords == [None, "qpzx1? "]
        assert shown.app.is_running


async def test_a_wrong_password_asks_again_every_time() -> None:
    async with locked() as shown:
        for number in range(1, 4):
            await shown.press("x", "enter")
            assert shown.passwords == [None, *["x"] * number]
            assert "╭─ password ─" in shown.text()
            assert "•" not in shown.text()
        await shown.press(*SECRET, "enter")
        assert "Waiting for the first message." in shown.text()


async def test_escape_gives_up_and_r_asks_again() -> None:
    async with locked() as shown:
        await shown.press("x", "escape")
        assert "╭─ password ─" not in shown.text()
        assert "Press r to enter a password, ! for the doctor, q to quit." in shown.text()
        await shown.frame()
        assert "╭─ password ─" not in shown.text()
        assert shown.passwords == [None]
        await shown.press("r")
        assert "╭─ password ─" in shown.text()
        await shown.press(*SECRET, "enter")
        assert shown.passwords == [None, SECRET]
        assert "Waiting for the first message." in shown.text()


async def test_what_is_typed_before_the_answer_is_there_goes_nowhere_else() -> None:
    async with locked() as shown:
        transport = shown.transports[0]
        assert isinstance(transport, LoginTransport)
        transport.answers.clear()
        await shown.press("x", "enter", *SECRET[:3], "enter")
        assert "Logging in …" in shown.text()
        transport.answers.set()
        await shown.press(*SECRET[3:])
        assert REFUSED.what in " ".join(shown.text("#login Static").split())
        await shown.press("enter")
        assert shown.passwords == [None, "x", SECRET]
        assert "Waiting for the first message." in shown.text()


async def test_another_trouble_than_the_password_closes_it() -> None:
    transport = ScriptedTransport(problem=REFUSED)
    async with dashboard(transport=transport, online=False) as shown:
        transport.problem = Problem(Cause.REFUSED, "localhost:1883 is not there.")
        await shown.press("x", "enter")
        assert "╭─ password ─" not in shown.text()
        assert "localhost:1883 is not there." in shown.text()


async def test_after_a_lost_connection_the_password_is_used_again_unasked() -> None:
    async with locked() as shown:
        await shown.press(*SECRET, "enter")
        await shown.lose(Problem(Cause.CLOSED, "lost"))
        await shown.press("r")
        assert shown.passwords == [None, SECRET, SECRET]
        assert "╭─ password ─" not in shown.text()


async def test_the_reason_is_read_whole_on_a_small_screen() -> None:
    async with locked(size=(60, 16)) as shown:
        assert REFUSED.what in " ".join(shown.text("#login Static").split())
