"""The properties of MQTT 5 in the publish pane, and messages that are written anew with them."""

from __future__ import annotations

import pytest

from pubsub_tui.outgoing.properties import Properties, write_properties
from pubsub_tui.transports.base import Publication
from pubsub_tui.transports.scripted import ScriptedTransport
from tests.ui.dashboard import Dashboard, dashboard

PANE = "#compose-pane"
ALL = Properties(
    content_type="application/json",
    response_topic="site/reply",
    correlation_data=b"\xff\0",
    message_expiry=60,
    is_text=True,
    user=(("by", "anna"), ("by", ""), ("", "{{nobody}}")),
)


async def pick(shown: Dashboard, topic: str) -> None:
    """Let the tree's cursor stand on a topic."""
    shown.main._tree.select_path(topic)
    await shown.frame()


async def test_f2_makes_room_for_the_fields_and_what_is_written_there_is_sent() -> None:
    async with dashboard() as shown:
        await shown.press("p", "a", "f2")
        assert "content type" in shown.text(PANE)
        assert shown.main.maximized is not None
        await shown.press(*"text", "tab", "r", "tab", "tab", "6", "0", "tab", "tab")
        await shown.press("k", "tab", "v", "tab", "k", "f5")
        written = Properties(
            content_type="text", response_topic="r", message_expiry=60, user=(("k", "v"), ("k", ""))
        )
        assert shown.transport.published == [
            Publication("a", b"", properties=write_properties(written))
        ]
        assert "5 props" in shown.text(PANE)
        await shown.press("escape")
        assert "content type" not in shown.text(PANE)
        assert "5 props" in shown.text(PANE)


async def test_a_number_that_is_none_is_told() -> None:
    async with dashboard() as shown:
        await shown.press("p", "a", "f2", "tab", "tab", "tab", *"soon")
        assert "message_expiry_interval: expected 0 to 4,294,967,295 seconds" in shown.text(PANE)
        await shown.press("f5")
        assert not shown.transport.published


@pytest.mark.parametrize("retain", [False, True])
async def test_a_message_written_anew_is_the_same_byte_for_byte(retain: bool) -> None:
    block = write_properties(ALL)
    async with dashboard() as shown:
        message = shown.message("a{{b", '{"n": "{{x"}', qos=2, retain=retain, properties=block)
        await shown.arrive(message)
        await pick(shown, "a{{b")
        await shown.press("R", "f5")
        assert shown.transport.published == [Publication("a{{b", message.payload, 2, retain, block)]


async def test_what_was_written_before_is_brought_back() -> None:
    async with dashboard() as shown:
        await shown.arrive(shown.message("a", "from a"))
        await shown.press("p")
        await shown.paste("mine")
        await shown.press("tab")
        await shown.paste("of my own")
        await shown.press("escape")
        await pick(shown, "a")
        await shown.press("R")
        assert shown.text("#compose-payload").strip() == "from a"
        await shown.press("ctrl+l")
        assert shown.text("#compose-topic").strip() == "mine"
        assert shown.text("#compose-payload").strip() == "of my own"
        await shown.press("ctrl+l")
        assert shown.text("#compose-topic").strip() == "a"


async def test_a_cut_payload_is_not_written_anew() -> None:
    async with dashboard() as shown:
        await shown.arrive(shown.message("a", "begin", truncated_from=70_000))
        await pick(shown, "a")
        await shown.press("R")
        assert "only the first 5 of its 70,000 bytes were kept" in shown.notifications()
        assert shown.main._publishing.composer.draft().topic == ""


async def test_nothing_picked_is_told() -> None:
    async with dashboard() as shown:
        await shown.press("R")
        assert "Pick a message first." in shown.notifications()


async def test_without_mqtt_5_the_fields_say_why_they_are_off() -> None:
    transport = ScriptedTransport(protocol="MQTT 3.1.1")
    async with dashboard(transport=transport) as shown:
        block = write_properties(Properties(content_type="text"))
        await shown.arrive(shown.message("a", "1", properties=block))
        await pick(shown, "a")
        await shown.press("R", "f2")
        why = " ".join(shown.text("#properties-why").split())
        assert why == "MQTT 3.1.1 has no properties; they stay here and are not sent."
        assert not any(each.focusable for each in shown.main.query("PropertyForm Input"))
        await shown.press("f5")
        assert transport.published == [Publication("a", b"1")]


async def test_what_belongs_to_the_broker_is_asked_about() -> None:
    async with dashboard() as shown:
        await shown.press("p")
        await shown.paste("$SYS/x")
        await shown.press("f5")
        assert "$SYS/x belongs to the broker itself." in shown.text()
        await shown.press("n")
        assert not shown.transport.published
        assert "not sent" in shown.text(PANE)
        await shown.press("f5", "y")
        assert [each.topic for each in shown.transport.published] == ["$SYS/x"]


async def test_retain_on_production_is_asked_about() -> None:
    async with dashboard() as shown:
        shown.session.production = True
        await shown.press("p", "a", "f5")
        assert len(shown.transport.published) == 1
        await shown.click("retain", PANE)
        await shown.press("f5")
        question = " ".join(shown.text("#confirm Static").split())
        assert question == "This broker is marked production. Delete what it retains on a?"
        await shown.press("y")
        assert [each.retain for each in shown.transport.published] == [False, True]


async def test_a_message_like_those_that_came_on_the_topic() -> None:
    async with dashboard() as shown:
        for number in range(3):
            at = f"{shown.clock.now + number:.3f}"
            text = f'{{"v": 1, "at": {at}}}'
            await shown.arrive(shown.message("site/lamp", text, qos=1))
        await shown.press("p", *"site/la")
        assert "site/lamp" in shown.text()
        await shown.press("down", "tab", "tab")
        assert "ctrl+n: as seen on this topic" in shown.text(PANE)
        await shown.press("ctrl+n")
        assert shown.main._publishing.composer.draft().text == '{"v": 1, "at": {{now}}}'
        await shown.press("f5")
        assert [each.qos for each in shown.transport.published] == [1]


async def test_a_topic_on_which_nothing_came_teaches_nothing() -> None:
    async with dashboard() as shown:
        await shown.press("p", "a", "ctrl+n")
        assert "Nothing has come on this topic." in shown.notifications()
