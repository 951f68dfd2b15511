"""What is asked before a message is sent, and what is shown of it meanwhile."""

from __future__ import annotations

import pytest

from pubsub_tui.outgoing.draft import Draft
from pubsub_tui.outgoing.draft_template import compile_draft
from pubsub_tui.outgoing.kind import Kind
from pubsub_tui.transports.base import Publication
from pubsub_tui.ui.screens.ask import AskScreen
from pubsub_tui.ui.widgets.compose import Compose
from tests.ui.dashboard import Dashboard, dashboard
from tests.ui.test_filter import keys
from tests.ui.test_hostile import HOSTILE, assert_harmless

DRAFT = Draft("site/{{ask line}}/set", '{"level": {{ask level}}}', Kind.JSON)


async def send(shown: Dashboard, draft: Draft) -> None:
    """Send a draft from the publish pane."""
    composer = shown.main.query_one(Compose)
    composer.write(draft)
    await shown.focus("#compose-payload")
    await shown.press("f5")


async def test_all_is_asked_in_one_form_and_enter_in_the_last_field_sends() -> None:
    async with dashboard() as shown:
        await send(shown, DRAFT)
        assert "before it is sent" in shown.text()
        await shown.press(*"line2")
        assert "site/line2/set" in shown.text("DraftView")
        await shown.press("enter", *"75")
        assert '{"level": 75}' in shown.text("DraftView")
        assert "json · QoS 0 · 13 B" in shown.text("DraftView")
        await shown.press("enter")
        assert shown.transport.published == [Publication("site/line2/set", b'{"level": 75}')]


async def test_answers_are_filled_in_the_next_time() -> None:
    async with dashboard() as shown:
        await send(shown, DRAFT)
        await shown.press(*"line2", "enter", *"75", "enter")
        await shown.press("f5")
        assert "site/line2/set" in shown.text("DraftView")
        await shown.press("enter", *"80", "enter")
        sent = [(each.topic, each.payload) for each in shown.transport.published]
        assert sent == [("site/line2/set", b'{"level": 75}'), ("site/line2/set", b'{"level": 80}')]


async def test_escape_sends_nothing_and_keeps_what_is_written() -> None:
    async with dashboard() as shown:
        await send(shown, DRAFT)
        await shown.press("x", "escape")
        assert shown.transport.published == []
        assert "not sent" in shown.text("#compose")
        assert shown.main.query_one(Compose).draft() == DRAFT


async def test_what_can_not_be_sent_is_not_left_and_says_why() -> None:
    async with dashboard() as shown:
        await send(shown, Draft("a/{{ask level}}", "x", Kind.HEX))
        await shown.press("plus", "enter")
        assert "✗ a topic to publish to can not hold the wildcard +" in shown.text("DraftView")
        await shown.press("backspace", "b", "enter")
        assert "✗ hex: column 1: expected a digit" in shown.text("DraftView")
        await shown.press("escape")
        assert shown.transport.published == []


async def test_json_that_is_wrong_is_told_and_sent_when_wanted() -> None:
    async with dashboard() as shown:
        await send(shown, DRAFT)
        await shown.press("x", "enter", *"on")
        assert "! JSON: column 11: expected a value; it is sent as it is" in shown.text("#ask")
        await shown.press("enter")
        assert shown.transport.published == [Publication("site/x/set", b'{"level": on}')]


async def test_a_secret_is_masked_in_its_field_and_in_what_will_be_sent() -> None:
    async with dashboard() as shown:
        await send(shown, Draft("login", "{{ask password}}"))
        await shown.press(*"hunter2")
        assert "hunter2" not in shown.text()
        assert "7 B" in shown.text("DraftView")
        await shown.press("enter")
        assert shown.transport.published == [Publication("login", b"hunter2")]


async def test_more_questions_than_fit_are_scrolled_and_answered_with_the_mouse_too() -> None:
    names = [f"level {number}" for number in range(20)]
    text = " ".join(f'{{{{ask "{name}"}}}}' for name in names)
    async with dashboard(size=(80, 24)) as shown:
        shown.app.animation_level = "none"
        await send(shown, Draft("a", text))
        for name in names:
            assert name in shown.text("#ask-fields")
            await shown.press("7", "down")
        await shown.click("Send", "#ask-buttons")
        assert shown.transport.published == [Publication("a", " ".join("7" * 20).encode())]


@pytest.mark.parametrize("text", HOSTILE)
async def test_hostile_names_answers_and_texts_are_drawn_inert(text: str) -> None:
    quoted = text.replace("\\", "\\\\").replace('"', '\\"')
    draft = Draft(f"{text}/{{{{ask x}}}}", f'{text} {{{{ask "{quoted}"}}}}')
    template = compile_draft(draft)
    async with dashboard(size=(80, 24)) as shown:
        shown.app.push_screen(AskScreen(template, dict.fromkeys(template.asks, text)))
        await shown.frame()
        assert_harmless(shown)


async def test_it_fits_the_smallest_screen() -> None:
    async with dashboard(size=(60, 16)) as shown:
        await send(shown, DRAFT)
        await shown.press(*keys("line2"))
        assert "site/line2/set" in shown.text("DraftView")
        assert "Send" in shown.text("#ask-buttons")
