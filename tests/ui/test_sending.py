"""What becomes of a message that is published, and how the pane says it."""

from __future__ import annotations

import asyncio

import pytest

from pubsub_tui.transports.base import Cause, Outcome, Problem, Publication, TransportError
from pubsub_tui.transports.scripted import ScriptedTransport
from tests.ui.dashboard import Dashboard, dashboard

PANE = "#compose-pane"
LOST = Problem(Cause.CLOSED, "The connection to localhost:1883 was lost.")


class SlowTransport(ScriptedTransport):
    """Answers a publication when the test says so."""

    def __init__(self) -> None:
        super().__init__()
        self.answers: list[asyncio.Future[Outcome]] = []

    async def publish(self, publication: Publication) -> Outcome:
        self.published.append(publication)
        self.answers.append(asyncio.get_running_loop().create_future())
        return await self.answers[-1]


async def write(shown: Dashboard, topic: str = "lamp", payload: str = "on") -> None:
    """Write a message, ready to be sent."""
    await shown.press("p")
    await shown.paste(topic)
    await shown.press("tab")
    await shown.paste(payload)


def outcome(shown: Dashboard) -> str:
    """What the pane says below the fields."""
    return " ".join(shown.text("#compose-said").split())


@pytest.mark.parametrize("key", ["ctrl+enter", "ctrl+j", "ctrl+g", "f5"])
async def test_a_key_sends_once_from_every_field(key: str) -> None:
    async with dashboard() as shown:
        await write(shown)
        await shown.press("shift+tab")
        for number, field in enumerate(["topic", "payload", "kind", "qos", "retain", "send"], 1):
            assert shown.app.focused is shown.main.query_one(f"#compose-{field}")
            await shown.press(key)
            assert shown.transport.published == [Publication("lamp", b"on")] * number
            assert outcome(shown) == "✓ acknowledged in 4 ms"
            await shown.press("tab")


@pytest.mark.parametrize("way", ["enter", "click"])
async def test_the_button_sends_once(way: str) -> None:
    async with dashboard() as shown:
        await write(shown)
        if way == "click":
            await shown.click("Send", PANE)
        else:
            await shown.press("tab", "tab", "tab", "tab", way)
        assert shown.transport.published == [Publication("lamp", b"on")]
        assert outcome(shown) == "✓ acknowledged in 4 ms"


async def test_the_keys_of_the_pane_do_nothing_elsewhere() -> None:
    async with dashboard() as shown:
        await write(shown)
        await shown.press("escape", "f5", "ctrl+g", "ctrl+j")
        assert not shown.transport.published


@pytest.mark.parametrize(("seconds", "words"), [(0.0004, "0 ms"), (0.25, "250 ms"), (3.2, "3.2 s")])
async def test_how_long_it_took(seconds: float, words: str) -> None:
    async with dashboard() as shown:
        shown.transport.outcome = Outcome(True, "sent", seconds)
        await write(shown)
        await shown.press("f5")
        assert outcome(shown) == f"✓ sent in {words}"


async def test_a_refusal_says_why_and_keeps_what_was_typed() -> None:
    async with dashboard() as shown:
        shown.transport.outcome = Outcome(False, "not authorized\x1b[2J", 0.01)
        await write(shown, payload="first\nsecond")
        await shown.press("f5")
        assert outcome(shown) == "✗ not authorized␛[2J"
        assert shown.text("#compose-topic").strip() == "lamp"
        assert shown.text("#compose-payload").split() == ["first", "second"]


async def test_a_success_keeps_what_was_typed_and_can_be_sent_again() -> None:
    async with dashboard() as shown:
        await write(shown)
        await shown.press("f5", "f5")
        assert shown.transport.published == [Publication("lamp", b"on")] * 2
        assert shown.text("#compose-payload").strip() == "on"


async def test_without_a_connection_nothing_is_sent_and_nothing_is_lost() -> None:
    transport = ScriptedTransport(problem=LOST)
    async with dashboard(transport=transport, online=False) as shown:
        await write(shown)
        await shown.press("f5")
        assert outcome(shown) == "✗ not connected; nothing was sent"
        assert shown.text("#compose-payload").strip() == "on"
        transport.problem = None
        await shown.press("escape", "r", "p", "f5")
        assert transport.published == [Publication("lamp", b"on")]
        assert outcome(shown) == "✓ acknowledged in 4 ms"


async def test_a_message_under_way_says_so_until_it_is_answered() -> None:
    transport = SlowTransport()
    async with dashboard(transport=transport) as shown:
        await write(shown)
        await shown.press("f5")
        assert outcome(shown) == "sending 2 B …"
        transport.answers[0].set_result(Outcome(True, "acknowledged", 1.5))
        await shown.frame()
        assert outcome(shown) == "✓ acknowledged in 1.5 s"


async def test_an_answer_never_speaks_for_a_message_sent_after_it() -> None:
    transport = SlowTransport()
    async with dashboard(transport=transport) as shown:
        await write(shown)
        await shown.press("f5", "f5")
        assert len(transport.published) == 2
        transport.answers[0].set_result(Outcome(True, "acknowledged", 0.5))
        await shown.frame()
        assert outcome(shown) == "✓ acknowledged in 500 ms · 1 still under way"
        transport.answers[1].set_result(Outcome(False, "quota exceeded", 0.5))
        await shown.frame()
        assert outcome(shown) == "✗ quota exceeded"


async def test_a_connection_lost_while_sending_is_told() -> None:
    transport = SlowTransport()
    async with dashboard(transport=transport) as shown:
        await write(shown)
        await shown.press("f5")
        transport.lose(LOST)
        transport.answers[0].set_exception(TransportError(LOST))
        await shown.frame()
        assert outcome(shown) == "✗ The connection to localhost:1883 was lost."
        assert shown.text("#compose-payload").strip() == "on"
        await shown.press("f5")
        assert outcome(shown) == "✗ not connected; nothing was sent"


async def test_leaving_while_a_message_is_under_way_ends_the_app() -> None:
    transport = SlowTransport()
    async with dashboard(transport=transport) as shown:
        await write(shown)
        await shown.press("f5", "escape", "q")
        assert not shown.app.is_running
        assert shown.app.return_code == 0


async def test_the_answer_of_the_broker_is_read_whole_in_a_narrow_pane() -> None:
    reason = "not sent: the broker allows packets of at most 268,435 bytes"
    async with dashboard(size=(80, 24)) as shown:
        shown.transport.outcome = Outcome(False, reason)
        await write(shown)
        await shown.press("f5")
        assert outcome(shown) == f"✗ {reason}"
