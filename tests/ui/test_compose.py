"""The publish pane: how a message is written there, with keys and with the mouse."""

from __future__ import annotations

import pytest

from pubsub_tui.transports.base import Publication
from tests.ui.dashboard import Dashboard, dashboard

PANE = "#compose-pane"
TOPIC = "#compose-topic"
PAYLOAD = "#compose-payload"
KEYS_ELSEWHERE = ["q", "p", "z", "x", "1", "2", "r", "y", "less_than_sign", "question_mark"]
THEIR_SIGNS = "qpzx12ry<?"


async def select(shown: Dashboard, topic: str) -> None:
    """Let a topic appear, and put the tree's cursor on it."""
    await shown.arrive(shown.message(topic, "on"))
    await shown.press("o", "end")


async def test_p_fills_in_the_selected_topic_and_goes_to_the_payload() -> None:
    async with dashboard() as shown:
        await select(shown, "site/1/lamp")
        await shown.press("p", "o", "f", "f")
        assert shown.text(TOPIC).strip() == "site/1/lamp"
        assert shown.text(PAYLOAD).strip() == "off"


async def test_p_goes_to_the_topic_when_nothing_is_selected() -> None:
    async with dashboard() as shown:
        await shown.press("p", "a", "slash", "b")
        assert shown.text(TOPIC).strip() == "a/b"
        assert shown.text(PAYLOAD).strip() == ""


async def test_p_takes_the_topic_of_the_message_that_is_picked_in_the_log() -> None:
    async with dashboard() as shown:
        await shown.arrive(shown.message("a/1", "on"), shown.message("a/2", "on"))
        await shown.click("a/1", "#log")
        await shown.press("p")
        assert shown.text(TOPIC).strip() == "a/1"


async def test_p_keeps_what_was_made_of_the_topic_while_the_selection_stays() -> None:
    async with dashboard() as shown:
        await select(shown, "lamp")
        await shown.press("p", "shift+tab", "end", "slash", "s", "e", "t", "escape", "p")
        assert shown.text(TOPIC).strip() == "lamp/set"
        await shown.press("escape", "home")
        await select(shown, "other")
        await shown.press("p")
        assert shown.text(TOPIC).strip() == "other"


async def test_a_payload_of_several_lines() -> None:
    async with dashboard() as shown:
        await shown.press("p", "a", "tab", *"one", "enter", *"two", "ctrl+g")
        assert [line.strip() for line in shown.lines(PAYLOAD)[:2]] == ["one", "two"]
        assert shown.transport.published == [Publication("a", b"one\ntwo")]


async def test_qos_and_retain_by_keys() -> None:
    async with dashboard() as shown:
        await shown.press("p", "a", "tab", "x", "tab", "tab")
        await shown.press("enter", "down", "down", "enter")
        assert "QoS 2" in shown.text(PANE)
        await shown.press("tab", "space")
        assert "[x]" in shown.line("retain", PANE)
        await shown.press("ctrl+g")
        assert shown.transport.published == [Publication("a", b"x", 2, True)]


async def test_qos_and_retain_by_mouse() -> None:
    async with dashboard() as shown:
        await shown.press("p", "a")
        await shown.click("QoS 0", PANE)
        await shown.click("QoS 1")
        await shown.click("retain", PANE)
        await shown.click("Send", PANE)
        assert shown.transport.published == [Publication("a", b"", 1, True)]
        await shown.click("retain", PANE)
        assert "[ ]" in shown.line("retain", PANE)


@pytest.mark.parametrize("field", [TOPIC, PAYLOAD])
async def test_letters_that_are_keys_elsewhere_are_typed(field: str) -> None:
    async with dashboard() as shown:
        await shown.press("p")
        if field == PAYLOAD:
            await shown.press("a", "tab")
        await shown.press(*KEYS_ELSEWHERE)
        assert shown.text(field).strip() == THEIR_SIGNS
        assert shown.app.is_running
        assert shown.app.screen is shown.main
        assert "topics" in shown.text("#tree-pane")


async def test_tab_and_shift_tab_go_through_the_fields_and_on_to_the_panes() -> None:
    async with dashboard() as shown:
        await shown.press("p")
        ids = []
        for _ in range(8):
            ids.append(shown.app.focused.id if shown.app.focused else None)
            await shown.press("tab")
        fields = [f"compose-{each}" for each in ("topic", "payload", "kind", "qos", "retain")]
        assert ids == [*fields, "compose-send", "tree", "log"]
        for expected in ["log", "tree", "compose-send", "compose-retain"]:
            await shown.press("shift+tab")
            assert shown.app.focused is not None
            assert shown.app.focused.id == expected


@pytest.mark.parametrize("field", ["topic", "payload", "kind", "qos", "retain", "send"])
async def test_escape_leaves_for_the_tree(field: str) -> None:
    async with dashboard() as shown:
        await shown.press("p")
        while shown.app.focused is None or shown.app.focused.id != f"compose-{field}":
            await shown.press("tab")
        await shown.press("escape")
        assert shown.app.focused is shown.main.query_one("#tree")
        assert "━ topics ━" in shown.text("#tree-pane")


async def test_escape_closes_the_choice_of_the_qos_first() -> None:
    async with dashboard() as shown:
        await shown.press("p", "tab", "tab", "tab", "enter")
        assert "QoS 2" in shown.text()
        await shown.press("escape")
        assert "QoS 2" not in shown.text()
        assert shown.app.focused is shown.main.query_one("#compose-qos")


@pytest.mark.parametrize(
    ("topic", "problem"),
    [
        ("a/#", "wildcard #"),
        ("a/+/b", "wildcard +"),
        ("a\0b", "NUL"),
        ("a" * 70_000, "70,000 bytes"),
    ],
    ids=["many levels", "one level", "NUL", "too long"],
)
async def test_a_wrong_topic_is_told_as_it_is_written_and_when_it_is_sent(
    topic: str, problem: str
) -> None:
    async with dashboard() as shown:
        await shown.press("p")
        await shown.paste(topic)
        assert problem in " ".join(shown.text(PANE).split())
        await shown.press("ctrl+g")
        assert problem in " ".join(shown.text(PANE).split())
        assert not shown.transport.published


async def test_the_complaint_goes_when_the_topic_is_put_right() -> None:
    async with dashboard() as shown:
        await shown.press("p", "a", "number_sign")
        assert "✗" in shown.text(PANE)
        await shown.press("backspace")
        assert "✗" not in shown.text(PANE)


async def test_an_empty_topic_is_refused() -> None:
    async with dashboard() as shown:
        await shown.press("p", "tab", "x", "ctrl+g")
        assert "✗ the topic is empty" in shown.text(PANE)
        assert not shown.transport.published


async def test_control_characters_never_reach_the_terminal() -> None:
    async with dashboard() as shown:
        await shown.press("p")
        await shown.paste("a\x1b]52;c;eA==\x01\x9b1m\u202eb")
        await shown.press("tab")
        await shown.paste("c\x1b[2Jd\x7f\x90e\u2066f")
        assert "a␛]52;c;eA==␁\ufffd1m\ufffdb" in shown.text(TOPIC)
        assert "c␛[2Jd␡\ufffde\ufffdf" in shown.text(PAYLOAD)


async def test_a_megabyte_can_be_pasted_and_sent() -> None:
    async with dashboard() as shown:
        await shown.press("p", "a", "tab")
        await shown.paste("x" * 1_000_000)
        await shown.press("y", "ctrl+g")
        assert [each.payload for each in shown.transport.published] == [b"x" * 1_000_000 + b"y"]
        assert "✓" in shown.text(PANE)


async def test_read_only_switches_everything_off_and_says_so() -> None:
    async with dashboard(read_only=True) as shown:
        await select(shown, "a")
        assert "publishing is switched off" in shown.text(PANE)
        await shown.press("p")
        assert shown.app.focused is shown.main.query_one("#tree")
        assert len([line for line in shown.lines() if "publishing is switched off" in line]) == 2
        await shown.click("Send", PANE)
        await shown.press("ctrl+g", "f5")
        assert not shown.transport.published
        assert "publishing is switched off" in shown.text(PANE)
