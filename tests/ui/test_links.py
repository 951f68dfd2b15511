"""Requests and replies of anybody: marked in the log, linked in the payload, gone to by keys."""

from __future__ import annotations

import pytest

from pubsub_tui.message import Message
from pubsub_tui.properties import response_properties
from pubsub_tui.transports.scripted import ScriptedTransport
from tests.ui.dashboard import Dashboard, dashboard
from tests.ui.test_hostile import HOSTILE, assert_harmless

LOG = "#log"
PAYLOAD = "#payload"


async def talk(shown: Dashboard, *, noise: int = 3) -> None:
    """A request, other messages, and the reply 12.5 s later."""
    await shown.arrive(ask(shown))
    for number in range(noise):
        await shown.arrive(shown.message("other/topic", f"noise {number}"))
    shown.clock.now += 12.5 - 0.5 * (noise + 1)
    await shown.arrive(reply(shown))


def ask(shown: Dashboard, topic: str = "lamp/reply", correlation: bytes = b"7") -> Message:
    block = response_properties(topic, correlation)
    return shown.message("lamp/get", "state?", properties=block)


def reply(shown: Dashboard, topic: str = "lamp/reply", correlation: bytes = b"7") -> Message:
    block = b"\x09" + len(correlation).to_bytes(2, "big") + correlation
    return shown.message(topic, "it is on", properties=block)


async def test_the_log_marks_both() -> None:
    async with dashboard() as shown:
        await talk(shown)
        assert "→ state?" in shown.text(LOG)
        assert "← it is on" in shown.text(LOG)
        assert "  noise 1" in shown.text(LOG)


async def test_the_payload_says_what_belongs_to_it() -> None:
    async with dashboard() as shown:
        await talk(shown)
        await shown.focus(LOG)
        await shown.press("g")
        assert "→ reply on lamp/reply after 12.50 s (key ])" in shown.text(PAYLOAD)
        await shown.press("G", "k")
        assert "← answers lamp/get after 12.50 s (key [)" in shown.text(PAYLOAD)


async def test_a_request_says_when_its_reply_has_come() -> None:
    async with dashboard() as shown:
        await shown.arrive(ask(shown))
        await shown.focus(LOG)
        await shown.press("g")
        assert "→ asks for a reply on lamp/reply · no reply yet" in shown.text(PAYLOAD)
        await shown.arrive(shown.message("other", "x"), reply(shown))
        assert "→ reply on lamp/reply after 1,500.0 ms" in shown.text(PAYLOAD)


async def test_a_reply_without_its_request_says_so() -> None:
    async with dashboard() as shown:
        await shown.arrive(reply(shown))
        await shown.focus(LOG)
        await shown.press("g")
        assert "← a reply · the request is not kept" in shown.text(PAYLOAD)


@pytest.mark.parametrize("view", [LOG, PAYLOAD])
async def test_keys_go_there_and_back(view: str) -> None:
    async with dashboard() as shown:
        await talk(shown)
        await shown.focus(LOG)
        await shown.press("g")
        await shown.focus(view)
        await shown.press("right_square_bracket")
        await shown.frame()
        assert shown.main._log.selected is not None
        assert shown.main._log.selected.payload == b"it is on"
        assert "it is on" in shown.text(PAYLOAD)
        await shown.press("left_square_bracket")
        await shown.frame()
        assert shown.main._log.selected.payload == b"state?"
        assert "state?" in shown.text(PAYLOAD)


@pytest.mark.parametrize("view", ["#log", "#history"])
async def test_out_of_the_scope_the_topic_is_selected(view: str) -> None:
    async with dashboard() as shown:
        await talk(shown)
        assert shown.main._tree.select_path("lamp/get")
        await shown.frame()
        await shown.press("2")
        await shown.focus(view)
        await shown.press("g" if view == LOG else "j", "right_square_bracket")
        for _ in range(3):
            await shown.frame()
        topic = shown.main._tree.selected
        assert topic is not None
        assert topic.path == "lamp/reply"
        rows = shown.main._log if view == LOG else shown.main._details.history
        found = rows.under_cursor()
        assert found is not None
        assert found.payload == b"it is on"
        assert shown.app.focused is rows


async def test_what_has_none_says_why() -> None:
    async with dashboard() as shown:
        await talk(shown)
        await shown.focus(LOG)
        await shown.press("right_square_bracket")
        assert "Pick a message first." in shown.notifications()
        await shown.press("g", "j", "right_square_bracket")
        assert "it has no response topic" in shown.notifications()
        await shown.press("left_square_bracket")
        assert "answers no request that is kept" in shown.notifications()


async def test_no_reply_yet() -> None:
    async with dashboard() as shown:
        await shown.arrive(ask(shown))
        await shown.focus(LOG)
        await shown.press("g", "right_square_bracket")
        assert "No reply has come on lamp/reply." in shown.notifications()


async def test_with_mqtt_3_nothing_links_them() -> None:
    async with dashboard(transport=ScriptedTransport(protocol="MQTT 3.1.1")) as shown:
        await shown.arrive(shown.message("a", "1"), shown.message("b", "2"))
        await shown.focus(LOG)
        await shown.press("g", "right_square_bracket")
        assert "nothing links a request with its reply" in shown.notifications()


async def test_what_the_filter_hides_is_said() -> None:
    async with dashboard() as shown:
        await talk(shown)
        await shown.press("slash", *"lamp/get", "enter")
        await shown.focus(LOG)
        await shown.press("g", "right_square_bracket")
        for _ in range(3):
            await shown.frame()
        assert "The filter hides the" in shown.notifications()


async def test_a_frozen_log_says_that_it_came_later() -> None:
    async with dashboard() as shown:
        await shown.arrive(ask(shown))
        await shown.focus(LOG)
        await shown.press("g", "ctrl+s")
        await shown.arrive(reply(shown))
        await shown.press("right_square_bracket")
        await shown.frame()
        assert "came after the log was frozen" in shown.notifications()


async def test_in_the_top_tab_the_keys_stay_what_they_are() -> None:
    async with dashboard() as shown:
        await talk(shown)
        await shown.press("5")
        await shown.focus("#top")
        await shown.press("left_square_bracket")
        assert not shown.notifications()


async def test_it_is_looked_for_in_slices() -> None:
    async with dashboard(history_bytes=200_000_000) as shown:
        await shown.arrive(ask(shown))
        await shown.arrive(*[Message("other", b"", received_at=shown.clock.now)] * 100_000)
        await shown.arrive(reply(shown))
        await shown.focus(LOG)
        await shown.press("g", "right_square_bracket")
        for _ in range(100):
            selected = shown.main._log.selected
            if selected is not None and selected.payload == b"it is on":
                break
            await shown.frame()
        else:
            raise AssertionError("not found")


async def test_nothing_hostile_reaches_the_terminal() -> None:
    async with dashboard() as shown:
        await shown.focus(LOG)
        for text in HOSTILE:
            topic = text.encode(errors="replace").decode().replace("\0", "") or "x"
            data = text.encode(errors="surrogateescape")[:1000]
            asked = Message(topic, b"?", properties=response_properties(topic[:200], data))
            block = b"\x09" + len(data).to_bytes(2, "big") + data
            await shown.arrive(asked, Message(topic[:200], b"!", properties=block))
            for keys in (("k",), ("left_square_bracket",), ("right_square_bracket",)):
                await shown.press(*keys)
                assert_harmless(shown)
