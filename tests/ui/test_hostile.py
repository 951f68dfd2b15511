"""Nothing that a publisher or a broker sends acts on the terminal, whichever pane shows it."""

from __future__ import annotations

import unicodedata
from collections.abc import Awaitable, Callable
from dataclasses import replace

import pytest
from paho.mqtt.packettypes import PacketTypes
from paho.mqtt.properties import Properties
from rich.cells import cell_len

from pubsub_tui.message import Message
from pubsub_tui.sanitize import sanitize
from pubsub_tui.session import Phase
from pubsub_tui.transports.base import Cause, Outcome, Problem
from pubsub_tui.transports.scripted import ScriptedTransport
from pubsub_tui.ui.app import Look
from pubsub_tui.ui.screens.confirm import Confirm
from tests.ui.dashboard import Dashboard, dashboard

HOSTILE = (
    "\x1b]52;c;aGFja2Vk\x07clipboard",
    "\x1b[2J\x1b[Hcleared",
    "\x1bP+q544e\x1b\\query",
    "\x9b2J\x90c1\x9c\x9d0;t\x9c",
    "\x00\x01\x08\x0e\x7fcontrols",
    "a\r\nb\tc\x0bd\x85e\u2028f\u2029g",
    "[bold]loud[/bold]",
    "[/nope][red on",
    "[@click=app.quit]quit[/]",
    "\u202eright-to-left\u2066\u2069\u200f\u061c",
    "\u200b\u200d\u2060\ufeff\u00ad\u180e\u115f\u3164hidden",
    "👨‍👩‍👧‍👦👍🏽🇩🇪",
    b"caf\xe9\xff".decode(errors="surrogateescape"),
    "e" + "\u0301" * 300,
    "ก" + "\u0e49" * 200,
    "日本語" * 60,
    "x" + "日本語" * 60,
    "\U000e0041\U000e0042tags",
    "{'a'}${b}$accent%s\\",
)
_ACTED_ON = {"Cc", "Cf", "Cs", "Cn", "Zl", "Zp"}
_HIGHEST_PILE = 8


def assert_harmless(shown: Dashboard) -> None:
    """Every character on screen is one that a terminal only draws, and no line is too long."""
    width = shown.app.screen.size.width
    for strip in shown.strips():
        categories = {char: unicodedata.category(char) for char in set(strip.text)}
        assert _ACTED_ON.isdisjoint(categories.values()), ascii(strip.text)
        pile = 0
        for char in strip.text:
            pile = pile + 1 if categories[char] in ("Mn", "Me") else 0
            assert pile <= _HIGHEST_PILE, ascii(strip.text)
        assert strip.cell_length == cell_len(strip.text) == width, ascii(strip.text)


def _hostile_properties() -> bytes:
    properties = Properties(PacketTypes.PUBLISH)
    texts = [text for text in HOSTILE if "\x00" not in text and "\udce9" not in text]
    properties.UserProperty = [(text, text) for text in texts]
    properties.ContentType = HOSTILE[0]
    packed = bytes(properties.pack())
    return packed[2:] if packed[0] & 0x80 else packed[1:]


def _message(shown: Dashboard, topic: str) -> Message:
    payload = topic.encode(errors="surrogateescape")
    return shown.message(topic, payload, properties=_hostile_properties(), qos=1, retain=True)


async def _every_topic(shown: Dashboard) -> None:
    """Both as a topic and as a level; go through all of them by key."""
    await shown.arrive(*[_message(shown, text) for text in HOSTILE])
    await shown.arrive(*[_message(shown, f"{text}/{text}") for text in HOSTILE])
    assert_harmless(shown)
    assert "[bold]loud[/bold]" in shown.text("#tree") + shown.text("#log")


async def _tree_log_and_payload(shown: Dashboard) -> None:
    await _every_topic(shown)
    for _ in range(2 * len(HOSTILE)):
        await shown.press("j")
        assert_harmless(shown)


async def _payload_of_many_lines(shown: Dashboard) -> None:
    await shown.arrive(shown.message("text", "\n".join(HOSTILE).encode(errors="replace")))
    await shown.arrive(shown.message("bytes", b"\x1b\x9b\xff" * 99))
    await shown.arrive(shown.message("json", '{"\u202e[/x]": "\\u001b\x7f\u009b", "a": ["日本'))
    await shown.focus("#tree")
    for _ in range(3):
        await shown.press("j")
        assert_harmless(shown)
    await shown.focus("#payload")
    for key in ("pagedown", "l", "l", "G"):
        await shown.press(key)
        assert_harmless(shown)


async def _wide_characters_at_every_cut(shown: Dashboard) -> None:
    await _every_topic(shown)
    await shown.press("5")
    for width in range(60, 68):
        await shown.pilot.resize_terminal(width, 40)
        await shown.frame()
        assert_harmless(shown)


async def _top(shown: Dashboard) -> None:
    await _every_topic(shown)
    await shown.press("5")
    await shown.focus("#top")
    for _ in range(5):
        await shown.press("s")
        await shown.frame()
        assert_harmless(shown)


async def _publishing_to_a_hostile_topic(shown: Dashboard) -> None:
    await _every_topic(shown)
    for _ in range(len(HOSTILE)):
        await shown.pilot.press("escape", "j", "j", "p")
        await shown.frame()
        assert_harmless(shown)


async def _outcome_of_publishing(shown: Dashboard) -> None:
    await shown.press("p")
    await shown.pilot.press("a", "tab", "b")
    for text in HOSTILE:
        shown.transport.outcome = Outcome(False, text)
        await shown.press("ctrl+g")
        assert_harmless(shown)


async def _copying(shown: Dashboard) -> None:
    await _every_topic(shown)
    for key in ("G", "y"):
        await shown.press(key)
        assert_harmless(shown)
    assert "Topic copied" in shown.notifications()


async def _losing_the_connection(shown: Dashboard) -> None:
    for text in HOSTILE:
        await shown.lose(Problem(Cause.BROKER, text, text))
        assert sanitize(text)[:5] in shown.text("Notice")
        assert_harmless(shown)
        await shown.press("r")
        while shown.session.state.phase is not Phase.ONLINE:
            await shown.pilot.pause()


async def _endpoint(shown: Dashboard) -> None:
    for text in HOSTILE:
        shown.session.state = replace(shown.session.state, endpoint=text)
        await shown.frame()
        assert sanitize(text)[:5] in shown.text("StatusBar")
        assert_harmless(shown)


async def _confirming(shown: Dashboard) -> None:
    for text in HOSTILE:
        shown.app.push_screen(Confirm(text))
        await shown.frame()
        assert "Yes" in shown.text()
        assert_harmless(shown)
        await shown.press("n")


@pytest.mark.parametrize(
    "look_at",
    [
        _tree_log_and_payload,
        _payload_of_many_lines,
        _wide_characters_at_every_cut,
        _top,
        _publishing_to_a_hostile_topic,
        _outcome_of_publishing,
        _copying,
        _losing_the_connection,
        _endpoint,
        _confirming,
    ],
)
async def test_nothing_hostile_reaches_the_terminal(
    look_at: Callable[[Dashboard], Awaitable[None]],
) -> None:
    async with dashboard(size=(100, 60)) as shown:
        await look_at(shown)
        assert_harmless(shown)


async def test_refused_subscriptions_are_told_harmlessly() -> None:
    transport = ScriptedTransport(refusals={text: text for text in HOSTILE})
    async with dashboard(size=(130, 60), transport=transport, filters=HOSTILE) as shown:
        assert "The broker refused" in shown.text("Notice")
        assert_harmless(shown)


async def test_wrong_credentials_are_told_harmlessly() -> None:
    for text in (HOSTILE[0], HOSTILE[7], HOSTILE[12]):
        transport = ScriptedTransport(problem=Problem(Cause.CREDENTIALS, text, text))
        async with dashboard(transport=transport, online=False) as shown:
            await shown.frame()
            await shown.frame()
            assert "password" in shown.text()
            assert_harmless(shown)


async def test_complaints_about_the_settings_are_told_harmlessly() -> None:
    async with dashboard(size=(130, 130), look=Look(complaints=HOSTILE)) as shown:
        assert "[bold]loud[/bold]" in shown.notifications()
        assert_harmless(shown)
