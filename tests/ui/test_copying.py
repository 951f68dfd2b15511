"""Copying payloads and topics: as they were sent, or a word about why not."""

from __future__ import annotations

import pytest

from tests.ui.dashboard import Dashboard, dashboard


async def _pick(shown: Dashboard, topic: str, payload: bytes | str, pane: str) -> None:
    await shown.arrive(shown.message(topic, payload))
    await shown.press("G")
    await shown.focus(pane)
    if pane == "#log":
        await shown.press("up")


@pytest.mark.parametrize("pane", ["#log", "#payload"])
async def test_text_is_copied_as_it_was_sent(pane: str) -> None:
    async with dashboard() as shown:
        payload = '{"b": 1,\r\n\t"a": "ä\x1b[31m"}'
        await _pick(shown, "topic/x", payload, pane)
        await shown.press("y")
        assert shown.app.clipboard == payload
        assert "Payload copied: 26 B." in shown.notifications()


@pytest.mark.parametrize("pane", ["#log", "#payload"])
async def test_a_binary_payload_is_copied_as_hex(pane: str) -> None:
    async with dashboard() as shown:
        await _pick(shown, "topic/x", b"\xff\x00\x10", pane)
        await shown.press("y")
        assert shown.app.clipboard == "ff0010"
        assert "Payload, as hex, copied: 6 B." in shown.notifications()


@pytest.mark.parametrize("pane", ["#log", "#payload"])
async def test_a_payload_that_terminals_would_drop_is_not_copied(pane: str) -> None:
    async with dashboard() as shown:
        await _pick(shown, "topic/x", b"x" * 80_000, pane)
        await shown.press("y")
        assert shown.app.clipboard == ""
        assert "Not copied: 80 kB is more than the 75 kB" in shown.notifications()


async def test_a_truncated_payload_is_copied_as_far_as_it_is_kept_and_says_so() -> None:
    async with dashboard(history_bytes=20_000) as shown:
        await _pick(shown, "topic/x", "x" + "ä" * 2000, "#payload")
        await shown.press("y")
        assert shown.app.clipboard == "x" + "ä" * 999
        assert "The first 2.0 kB of the payload copied" in shown.notifications()


@pytest.mark.parametrize("pane", ["#log", "#payload"])
async def test_the_topic_of_a_message_is_copied(pane: str) -> None:
    async with dashboard() as shown:
        await _pick(shown, "topic/ä", "1", pane)
        await shown.press("Y")
        assert shown.app.clipboard == "topic/ä"
        assert "Topic copied: 8 B." in shown.notifications()


@pytest.mark.parametrize("key", ["y", "Y"])
async def test_there_is_nothing_to_copy_before_a_message_is_picked(key: str) -> None:
    async with dashboard() as shown:
        await shown.arrive(shown.message("a", "1"))
        await shown.focus("#log")
        await shown.press(key)
        assert shown.app.clipboard == ""
        assert "Pick a message first." in shown.notifications()
