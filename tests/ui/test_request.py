"""What is written, sent as a request: how it stands, what answers it, and what becomes of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import pytest
from textual.widgets import Input

from pubsub_tui.message import Message
from pubsub_tui.properties import correlation_data, response_topic
from pubsub_tui.transports.base import Cause, Outcome, Problem, Publication
from pubsub_tui.transports.scripted import ScriptedTransport
from pubsub_tui.ui.requesting import Habits
from pubsub_tui.ui.widgets.writing import Tick
from tests.ui.dashboard import Dashboard, dashboard
from tests.ui.test_hostile import HOSTILE, assert_harmless

LOST = Problem(Cause.CLOSED, "The connection to localhost:1883 was lost.")
SAID = "#request-said"
RESPONSE = "#request-answered"
REQUEST = "#request-asked"


@dataclass
class Broker:
    """Gives each connection a transport of its own.

    Attributes:
        transports: in the order in which they were made; the first is the session's.
    """

    transports: list[ScriptedTransport] = field(default_factory=list)
    make: Callable[[], ScriptedTransport] = ScriptedTransport

    def connect(self, shown: Dashboard) -> None:
        """Have each request go over a new transport, and be waited for as long as a test takes."""
        shown.main._publishing._requests._habits.seconds = 1000.0

        def another() -> ScriptedTransport:
            self.transports.append(self.make())
            return self.transports[-1]

        shown.session.another_transport = another  # type: ignore[method-assign]

    @property
    def line(self) -> ScriptedTransport:
        """The newest request's."""
        return self.transports[-1]

    @property
    def asked(self) -> Publication:
        """The newest request."""
        return self.line.published[-1]

    def answer(self, payload: bytes, **fields: object) -> None:
        """Answer the newest request as one does who knows MQTT 5."""
        block = self.asked.properties or b""
        correlation = correlation_data(block)
        assert correlation is not None
        properties = b"\x09" + len(correlation).to_bytes(2, "big") + correlation
        topic = response_topic(block)
        assert topic is not None
        self.line.feed([Message(topic, payload, properties=properties, **fields)])  # type: ignore[arg-type]


async def write(shown: Dashboard, topic: str = "lamp/get", payload: str = "state?") -> None:
    await shown.press("p")
    await shown.paste(topic)
    await shown.press("tab")
    await shown.paste(payload)


async def ask(shown: Dashboard, broker: Broker, *keys: str) -> None:
    """Write a message, send it as a request, and let the screen draw."""
    broker.connect(shown)
    await write(shown)
    await shown.press("f7", *keys)
    await look(shown)


async def look(shown: Dashboard) -> None:
    """Let the screen draw what has changed."""
    await shown.frame()
    screen = shown.app.screen
    if hasattr(screen, "tick"):
        screen.tick()
    await shown.frame()


def said(shown: Dashboard) -> str:
    return " ".join(shown.text(SAID).split())


async def test_request_and_response_stand_side_by_side() -> None:
    async with dashboard() as shown:
        broker = Broker()
        await ask(shown, broker)
        assert "waiting for the response" in said(shown)
        assert "left · acknowledged" in said(shown)
        assert "state?" in shown.text(REQUEST)
        assert "response topic: pubsub-tui/reply/" in shown.text(REQUEST)
        assert not shown.transport.published
        broker.answer(b'{"on": true}')
        await look(shown)
        assert "✓ answered after " in said(shown)
        assert '"on": true' in shown.text(RESPONSE)
        assert "correlation data:" in shown.text(RESPONSE)
        assert "JSON · 12 B" in shown.text(RESPONSE)
        asked, answered = (shown.app.screen.query_one(each).region for each in (REQUEST, RESPONSE))
        assert asked.y == answered.y
        assert asked.right <= answered.x


async def test_one_above_the_other_where_it_is_narrow() -> None:
    async with dashboard(size=(80, 24)) as shown:
        broker = Broker()
        await ask(shown, broker)
        broker.answer(b"on")
        await look(shown)
        asked, answered = (shown.app.screen.query_one(each).region for each in (REQUEST, RESPONSE))
        assert asked.bottom <= answered.y
        assert asked.x == answered.x
        assert answered.height > asked.height
        for word in ("state?", "time-out", "Close  esc", "Send  f7"):
            assert word in shown.text()


async def test_the_reply_topic_is_subscribed_to_first_and_the_users_are_left_alone() -> None:
    async with dashboard() as shown:
        broker = Broker()
        before = list(shown.transport.subscribed)
        await ask(shown, broker)
        (subscribed,) = broker.line.subscribed
        assert subscribed.topic_filter == response_topic(broker.asked.properties or b"")
        assert shown.transport.subscribed == before
        received = shown.main._traffic.received
        broker.answer(b"on")
        await look(shown)
        assert shown.main._traffic.received == received


async def test_several_responses_are_gone_through() -> None:
    async with dashboard() as shown:
        broker = Broker()
        await ask(shown, broker)
        for each in (b"first", b"second", b"third"):
            broker.answer(each)
        await look(shown)
        assert "3 responses, after " in said(shown)
        assert "1 of 3" in shown.text(RESPONSE)
        assert "first" in shown.text(RESPONSE)
        await shown.press("n")
        assert "second" in shown.text(RESPONSE)
        await shown.press("n", "n")
        assert "third" in shown.text(RESPONSE)
        await shown.press("N")
        assert "second" in shown.text(RESPONSE)


async def test_a_refused_subscription_is_said_and_nothing_is_sent() -> None:
    async with dashboard() as shown:
        broker = Broker(make=lambda: ScriptedTransport(refusals={"my/reply": "not\x1b authorized"}))
        broker.connect(shown)
        await write(shown)
        shown.main.query_one("#properties-response_topic", Input).value = "my/reply"
        await shown.press("f7")
        await look(shown)
        assert "✗ The broker refused the subscription to my/reply: not␛ authorized." in said(shown)
        assert said(shown).endswith("Nothing was sent.")
        assert not broker.line.published


async def test_a_refused_request_says_why() -> None:
    async with dashboard() as shown:
        broker = Broker()

        def make() -> ScriptedTransport:
            transport = ScriptedTransport()
            transport.outcome = Outcome(False, "not authorized")
            return transport

        broker.make = make
        await ask(shown, broker)
        assert said(shown) == "✗ The request was not accepted: not authorized."
        await shown.press("escape")
        assert "was not accepted" in shown.text("#compose-said")


async def test_a_lost_connection_says_what_is_known_and_sends_nothing_again() -> None:
    async with dashboard() as shown:
        broker = Broker()
        await ask(shown, broker)
        broker.line.lose(LOST)
        await look(shown)
        assert said(shown) == (
            "✗ The connection to localhost:1883 was lost. The request itself: acknowledged. "
            "It is not sent again by itself."
        )
        assert len(broker.transports) == 1
        assert len(broker.line.published) == 1


async def test_without_a_broker() -> None:
    async with dashboard() as shown:
        broker = Broker(make=lambda: ScriptedTransport(problem=LOST))
        await ask(shown, broker)
        assert said(shown) == "✗ The connection to localhost:1883 was lost. Nothing was sent."


async def test_nothing_came_in_time_and_the_time_can_be_changed() -> None:
    async with dashboard() as shown:
        broker = Broker()
        await ask(shown, broker, "t")
        await shown.press("ctrl+u", *"1ms", "enter")
        for _ in range(3):
            await look(shown)
        assert "✗ No response on pubsub-tui/reply/" in said(shown)
        assert "within 0.001s. The request itself: acknowledged." in said(shown)
        assert "No response came in time." in shown.text(RESPONSE)
        assert len(broker.transports) == 1
        await shown.press("escape", "f7")
        assert "1ms" in shown.text("#request-seconds") or "0.001s" in shown.text("#request-seconds")


async def test_by_default_five_seconds() -> None:
    async with dashboard() as shown:
        broker = Broker()
        broker.connect(shown)
        shown.main._publishing._requests._habits = Habits()
        await write(shown)
        await shown.press("f7")
        assert shown.text("#request-seconds").strip() == "5s"


async def test_another_time_sends_nothing() -> None:
    async with dashboard() as shown:
        broker = Broker()
        await ask(shown, broker)
        broker.line.lose(LOST)
        await look(shown)
        await shown.press("t", "ctrl+u", *"20s", "enter")
        await look(shown)
        assert len(broker.transports) == 1
        assert "was lost" in said(shown)


@pytest.mark.parametrize("written", ["", "0", "-1", "soon", "1e3"])
async def test_a_time_that_is_none_is_said(written: str) -> None:
    async with dashboard() as shown:
        broker = Broker()
        await ask(shown, broker, "t")
        await shown.press("ctrl+u", *written, "enter")
        await look(shown)
        assert "expected a time such as 500ms, 5s or 2m" in said(shown)
        assert len(broker.transports) == 1


async def test_it_is_sent_again_with_other_correlation_data() -> None:
    async with dashboard() as shown:
        broker = Broker()
        await ask(shown, broker)
        first = broker.asked
        broker.answer(b"on")
        await look(shown)
        await shown.press("f7")
        await look(shown)
        assert len(broker.transports) == 2
        assert "waiting for the response" in said(shown)
        assert "The response will be shown here." in shown.text(RESPONSE)
        assert broker.asked.payload == first.payload
        one, other = first.properties or b"", broker.asked.properties or b""
        assert correlation_data(one) != correlation_data(other)
        assert response_topic(one) == response_topic(other)


async def test_what_was_not_sent_again_after_all() -> None:
    async with dashboard() as shown:
        broker = Broker()
        broker.connect(shown)
        await write(shown, payload="level {{ask level}}")
        await shown.press("f7", "1", "enter")
        await look(shown)
        await shown.press("f7")
        await look(shown)
        await shown.press("escape")
        await look(shown)
        assert "Not sent." in said(shown)
        await shown.press("t", "8")
        await look(shown)
        assert said(shown).startswith("given up before a response had come.")
        assert len(broker.transports) == 1


async def test_what_it_asks_for_is_asked_again() -> None:
    async with dashboard() as shown:
        broker = Broker()
        broker.connect(shown)
        await write(shown, payload="level {{ask level}}")
        await shown.press("f7")
        await shown.press("1", "enter")
        await look(shown)
        assert broker.asked.payload == b"level 1"
        await shown.press("f7")
        await look(shown)
        await shown.press("2", "enter")
        await look(shown)
        assert broker.asked.payload in (b"level 2", b"level 12", b"level 21")
        assert len(broker.transports) == 2


async def test_the_response_is_copied(monkeypatch: pytest.MonkeyPatch) -> None:
    async with dashboard() as shown:
        broker = Broker()
        await ask(shown, broker, "y")
        assert "There is no response to copy." in shown.notifications()
        broker.answer(b"on")
        await look(shown)
        await shown.press("y")
        assert shown.app.clipboard == "on"


async def test_it_is_kept_among_what_was_sent_once() -> None:
    async with dashboard() as shown:
        broker = Broker()
        await ask(shown, broker)
        await look(shown)
        await shown.press("escape")
        (kept,) = shown.main._publishing._sent.log
        assert (kept.draft.topic, kept.draft.text) == ("lamp/get", "state?")
        assert kept.draft.properties.count == 0
        assert kept.reason == "acknowledged"


async def test_edit_goes_back_to_what_is_written() -> None:
    async with dashboard() as shown:
        broker = Broker()
        await ask(shown, broker, "e")
        assert shown.app.screen is shown.main
        assert shown.app.focused is shown.main.query_one("#compose-payload")


async def test_leaving_gives_up_the_wait_and_says_how_it_stood() -> None:
    async with dashboard() as shown:
        broker = Broker()
        await ask(shown, broker)
        broker.answer(b"on")
        await look(shown)
        await shown.press("escape")
        await look(shown)
        assert "answered after" in shown.text("#compose-said")
        with pytest.raises(RuntimeError):
            broker.line.feed([Message("x", b"")])


async def test_giving_up_before_an_answer_is_said() -> None:
    async with dashboard(size=(200, 50)) as shown:
        await ask(shown, Broker())
        await shown.press("escape")
        words = "given up before a response had come. The request itself: acknowledged."
        assert words in " ".join(shown.text("#compose-said").split())


async def test_what_is_secret_is_not_shown() -> None:
    async with dashboard(size=(200, 50)) as shown:
        broker = Broker()
        broker.connect(shown)
        await write(shown, payload="hunter2")
        shown.main.query_one("#compose-secret", Tick).value = True
        await shown.press("f7")
        await look(shown)
        assert broker.asked.payload == b"hunter2"
        assert "secret: not shown" in shown.text(REQUEST)
        assert "hunter2" not in shown.text(REQUEST)


async def test_read_only_refuses() -> None:
    async with dashboard(read_only=True) as shown:
        shown.main._publishing.composer.action_request()
        await shown.frame()
        assert "read-only" in shown.notifications()
        assert shown.app.screen is shown.main


async def test_without_a_connection_nothing_is_asked() -> None:
    async with dashboard(transport=ScriptedTransport(problem=LOST), online=False) as shown:
        await write(shown)
        await shown.press("f7")
        assert "✗ not connected; nothing was sent" in shown.text("#compose-said")


async def test_what_can_not_be_sent_is_said_in_the_pane() -> None:
    async with dashboard() as shown:
        await write(shown, topic="a/#")
        await shown.press("f7")
        assert "wildcard #" in shown.text("#compose-said")
        assert shown.app.screen is shown.main


class TestWithMqtt3:
    """The topic of the reply has to be chosen."""

    @staticmethod
    def old() -> ScriptedTransport:
        return ScriptedTransport(protocol="MQTT 3.1.1")

    async def test_the_first_message_on_the_chosen_topic_is_the_reply(self) -> None:
        async with dashboard(transport=self.old()) as shown:
            broker = Broker(make=self.old)
            await ask(shown, broker)
            assert not broker.transports
            assert "choose where the response comes" in said(shown)
            assert "lamp/get/reply" in shown.text("#request-topic")
            await shown.press("enter")
            await look(shown)
            assert broker.line.subscribed[0].topic_filter == "lamp/get/reply"
            assert broker.asked.properties is None
            broker.line.feed([Message("lamp/get/reply", b"old", retain=True)])
            broker.line.feed([Message("lamp/get/reply", b"on"), Message("lamp/get/reply", b"2")])
            await look(shown)
            await look(shown)
            assert said(shown).startswith("✓ answered after ")
            assert "Known by its topic" in shown.text(RESPONSE)

    async def test_another_topic_is_remembered(self) -> None:
        async with dashboard(transport=self.old()) as shown:
            broker = Broker(make=self.old)
            await ask(shown, broker)
            await shown.press("ctrl+u")
            await shown.paste("lamp/state")
            await shown.press("enter")
            await look(shown)
            assert broker.line.subscribed[0].topic_filter == "lamp/state"
            await shown.press("escape", "f7")
            assert "lamp/state" in shown.text("#request-topic")

    @pytest.mark.parametrize(
        ("topic", "words"),
        [("lamp/get", "it would answer itself"), ("a/#", "without wildcards"), ("", "empty")],
    )
    async def test_a_topic_that_does_not_do_is_said(self, topic: str, words: str) -> None:
        async with dashboard(transport=self.old()) as shown:
            broker = Broker(make=self.old)
            await ask(shown, broker)
            await shown.press("ctrl+u")
            await shown.paste(topic)
            await shown.press("enter")
            await look(shown)
            assert words in said(shown)
            assert not broker.transports


async def test_nothing_hostile_reaches_the_terminal() -> None:
    async with dashboard(size=(200, 50)) as shown:
        broker = Broker()
        await ask(shown, broker)
        topic = response_topic(broker.asked.properties or b"") or ""
        payloads = [each.encode(errors="surrogateescape") for each in HOSTILE]
        broker.line.feed([Message(topic, each) for each in payloads])
        for _ in payloads:
            await look(shown)
            assert_harmless(shown)
            await shown.press("n")


async def test_a_large_response_is_laid_out() -> None:
    async with dashboard() as shown:
        broker = Broker()
        await ask(shown, broker)
        broker.answer(b"[" + b'{"a": 1},' * 20_000 + b"1]")
        await look(shown)
        assert "JSON · 180 kB" in shown.text(RESPONSE)
        await shown.press("down", "down", "G", "g")
        assert "correlation data" in shown.text(RESPONSE)


async def test_f7_does_not_select_all_in_the_payload() -> None:
    async with dashboard(read_only=False) as shown:
        broker = Broker()
        await ask(shown, broker, "escape")
        assert not shown.main._publishing.composer._payload.selected_text


async def test_all_can_be_done_with_the_mouse() -> None:
    async with dashboard(size=(80, 24)) as shown:
        broker = Broker()
        await ask(shown, broker)
        broker.answer(b"on")
        await look(shown)
        await shown.click("Send", "#request-buttons")
        await look(shown)
        assert len(broker.transports) == 2
        broker.answer(b"off")
        await look(shown)
        await shown.click("Copy response", "#request-buttons")
        assert shown.app.clipboard == "off"
        await shown.click("Close", "#request-buttons")
        assert shown.app.screen is shown.main


@pytest.mark.parametrize("size", [(60, 16), (80, 24), (200, 50)])
async def test_every_button_is_on_screen(size: tuple[int, int]) -> None:
    async with dashboard(size=size) as shown:
        await ask(shown, Broker())
        for words in ("Close  esc", "Edit  e", "Copy response  y", "Send  f7"):
            assert words in shown.text("#request-buttons")
