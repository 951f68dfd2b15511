"""What is said when there is nothing to see yet, or when the connection is not there."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

from pubsub_tui.transports.base import Cause, Granted, Link, Problem, Sink, Subscription
from pubsub_tui.transports.scripted import EXAMPLE, ScriptedTransport
from tests.ui.dashboard import Dashboard, dashboard

LOST = Problem(
    Cause.CLOSED,
    "The connection to localhost:1883 was lost.",
    "The broker went away or the network was cut.",
)
REFUSED = Problem(
    Cause.REFUSED,
    "Nothing listens on localhost:1883: connection refused.",
    "Is the broker running?",
)


class SlowTransport(ScriptedTransport):
    """Connects when the test says so."""

    def __init__(self) -> None:
        super().__init__()
        self.connects = asyncio.Event()

    async def connect(self, sink: Sink) -> Link:
        await self.connects.wait()
        return await super().connect(sink)


class CountingTransport(ScriptedTransport):
    """Remembers what was subscribed to."""

    def __init__(self) -> None:
        super().__init__()
        self.asked: list[list[str]] = []

    async def subscribe(self, subscriptions: Sequence[Subscription]) -> list[Granted]:
        self.asked.append([each.topic_filter for each in subscriptions])
        return await super().subscribe(subscriptions)


def notice(shown: Dashboard) -> str:
    """The notice as one line; empty when there is none."""
    return " ".join(shown.text("Notice").split())


async def test_connecting_then_waiting_for_the_first_message() -> None:
    transport = SlowTransport()
    async with dashboard(transport=transport, online=False) as shown:
        assert notice(shown) == "Connecting to localhost:1883 …"
        transport.connects.set()
        await shown.frame()
        await shown.frame()
        assert "Waiting for the first message." in notice(shown)


async def test_first_use_names_the_filters_and_a_command_to_try() -> None:
    async with dashboard(filters=("site/+/temp", "$SYS/#"), size=(80, 24)) as shown:
        words = notice(shown)
        assert words.startswith("Connected. Waiting for the first message.")
        assert "Subscribed to: site/+/temp $SYS/#" in words
        assert "Press p to publish" in words
        assert words.endswith(EXAMPLE)
        # The example can be selected and copied: it stands in one line.
        assert EXAMPLE in shown.text("Notice")


async def test_first_use_offers_no_publishing_when_it_is_switched_off() -> None:
    async with dashboard(read_only=True) as shown:
        assert "Press p" not in notice(shown)
        assert f"Publish something in another terminal: {EXAMPLE}" in notice(shown)


async def test_first_use_stays_while_only_the_broker_talks_of_itself() -> None:
    async with dashboard() as shown:
        await shown.arrive(shown.message("$SYS/broker/uptime", "1"))
        assert "Waiting for the first message." in notice(shown)
        await shown.arrive(shown.message("hello", "world"))
        assert notice(shown) == ""
        assert "hello" in shown.text("#log")


async def test_first_use_does_not_come_back_after_clearing() -> None:
    async with dashboard() as shown:
        await shown.arrive(shown.message("hello", "world"))
        await shown.press("x", "y")
        assert notice(shown) == ""
        assert "No messages yet" in shown.text("#log")


async def test_a_refused_filter_is_named_with_a_hint_and_can_be_closed() -> None:
    transport = ScriptedTransport(refusals={"#": "not authorized\x1b[2J"})
    async with dashboard(transport=transport, filters=("#", "site/#")) as shown:
        words = notice(shown)
        assert "The broker refused #: not authorized␛[2J." in words
        assert "Press s to name narrower topic filters" in words
        await shown.press("escape")
        assert "Subscribed to: site/# Press p" in notice(shown)
        await shown.arrive(shown.message("site/1", "on"))
        assert notice(shown) == ""
        assert "1 filter refused" in shown.lines()[-1]


async def test_a_refusal_is_told_anew_by_the_next_connection() -> None:
    transport = ScriptedTransport(refusals={"#": "not authorized"})
    async with dashboard(transport=transport) as shown:
        await shown.click("The broker refused")
        assert notice(shown) == ""
        await shown.lose(LOST)
        await shown.press("r")
        assert "The broker refused #: not authorized." in notice(shown)


async def test_a_failed_connection_says_what_what_to_do_and_when_it_tries_again() -> None:
    transport = ScriptedTransport(problem=REFUSED)
    async with dashboard(transport=transport, online=False) as shown:
        assert notice(shown) == (
            "Nothing listens on localhost:1883: connection refused. Is the broker running? "
            "Trying again in 30 s. Press r to try now, ! for the doctor, q to quit."
        )
        await shown.frame(9)
        assert "Trying again in 21 s." in notice(shown)


async def test_r_tries_at_once_and_each_failure_waits_longer() -> None:
    transport = ScriptedTransport(problem=REFUSED)
    async with dashboard(transport=transport, online=False) as shown:
        assert len(shown.transports) == 1
        await shown.press("r")
        assert len(shown.transports) == 2
        assert "Trying again in 60 s." in notice(shown)


async def test_while_it_tries_again_the_problem_stays_on_screen() -> None:
    transport = SlowTransport()
    transport.problem = REFUSED
    transport.connects.set()
    async with dashboard(transport=transport, online=False) as shown:
        await shown.frame()
        transport.connects.clear()
        await shown.press("r")
        assert "connection refused." in notice(shown)
        assert "Trying again now …" in notice(shown)
        await shown.press("r")
        assert len(shown.transports) == 2
        transport.connects.set()
        await shown.frame()
        await shown.frame()
        assert "Trying again in 60 s." in notice(shown)


async def test_a_later_attempt_that_succeeds_subscribes_and_goes_on() -> None:
    transport = CountingTransport()
    async with dashboard(transport=transport, filters=("a/#", "b/#")) as shown:
        await shown.arrive(shown.message("a/1", "before"))
        transport.problem = REFUSED
        await shown.lose(LOST)
        assert notice(shown).startswith("The connection to localhost:1883 was lost. The broker")
        assert "before" in shown.text("#log")
        await shown.press("r")
        assert "connection refused." in notice(shown)
        transport.problem = None
        await shown.press("r")
        assert notice(shown) == ""
        assert transport.asked == [["a/#", "b/#"]] * 2
        await shown.arrive(shown.message("a/1", "after"))
        assert "before" in shown.text("#log")
        assert "after" in shown.text("#log")


async def test_r_while_connected_says_that_nothing_is_to_be_done() -> None:
    async with dashboard() as shown:
        await shown.press("r")
        assert "Already connected." in shown.notifications()
        assert len(shown.transports) == 1


async def test_text_of_the_broker_is_drawn_as_it_is() -> None:
    transport = ScriptedTransport(
        problem=Problem(Cause.BROKER, "[/nope] \x1b]52;c;x\x07 [b]", "[x")
    )
    async with dashboard(transport=transport, online=False) as shown:
        assert "[/nope] ␛]52;c;x␇ [b] [x" in notice(shown)
