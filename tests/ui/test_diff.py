"""The diff tab: what is compared, with what, and marks."""

from __future__ import annotations

import pytest

from tests.ui.dashboard import Dashboard, dashboard
from tests.ui.test_hostile import HOSTILE, assert_harmless

DIFF = "#diff"


async def _look(shown: Dashboard, *values: str) -> None:
    """The diff of the newest of some messages of one topic."""
    for value in values:
        await shown.arrive(shown.message("temp", value))
    await shown.press("G", "3")


async def test_the_newest_against_the_one_before() -> None:
    async with dashboard() as shown:
        await _look(shown, '{"v": 1, "u": "C"}', '{"v": 3, "u": "C"}')
        assert "against the message before 22:13:20.500" in shown.text(DIFF)
        assert "~ v: 1 → 3   ▲ +2" in shown.text(DIFF)
        assert "1 value the same" in shown.text(DIFF)
        assert "JSON diff" in shown.lines("#details-pane")[0]
        await shown.arrive(shown.message("temp", '{"v": 3, "u": "C"}'))
        assert "The payloads are equal." in shown.text(DIFF)


async def test_the_first_message_has_none_before() -> None:
    async with dashboard() as shown:
        await _look(shown, "1")
        assert "No earlier message of this topic is kept." in shown.text(DIFF)


async def test_a_level_has_nothing_to_compare() -> None:
    async with dashboard() as shown:
        await shown.press("3")
        assert "Select a topic that has messages" in shown.text(DIFF)


async def test_a_picked_message_against_the_one_before() -> None:
    async with dashboard() as shown:
        await _look(shown, "1", "2", "4")
        await shown.focus("#log")
        await shown.press("k", "k")
        assert "~ (all): 1 → 2   ▲ +1" in shown.text(DIFF)


async def test_the_one_before_is_found_far_back() -> None:
    async with dashboard(history_bytes=100_000_000) as shown:
        await shown.arrive(shown.message("temp", "one"))
        await shown.arrive(*[shown.message("often", "x")] * 120_000)
        await _look(shown, "two")
        for _ in range(3):
            await shown.frame()
        assert "- one" in shown.text(DIFF)
        assert "+ two" in shown.text(DIFF)


@pytest.mark.parametrize("view", ["#log", "#history"])
async def test_against_a_marked_message(view: str) -> None:
    async with dashboard() as shown:
        await _look(shown, "first", "second", "third")
        await shown.press("2")
        await shown.focus(view)
        await shown.press("m")
        assert "Pick a message first." in shown.notifications()
        first, follow = ("g", "end") if view == "#log" else ("G", "home")
        await shown.press(first, "m", follow, "3")
        assert "against the marked message 22:13:20.500" in shown.text(DIFF)
        assert "- first" in shown.text(DIFF)
        assert "+ third" in shown.text(DIFF)
        await shown.focus(DIFF)
        await shown.press("M")
        assert "against the message before" in shown.text(DIFF)
        assert "- second" in shown.text(DIFF)


async def test_keys_scroll() -> None:
    async with dashboard() as shown:
        await _look(shown, "\n".join(map(str, range(90))), "\n".join(map(str, range(500, 590))))
        await shown.focus(DIFF)
        await shown.press("G")
        assert "+ 589" in shown.text(DIFF)
        await shown.press("g")
        assert "- 0" in shown.text(DIFF)


async def test_the_tabs_fit_at_80_by_24() -> None:
    async with dashboard(size=(80, 24)) as shown:
        await _look(shown, "1")
        for name in ("payload", "history", "3 diff", "top"):
            assert name in shown.lines("#details-pane")[0]


async def test_nothing_hostile_reaches_the_terminal() -> None:
    async with dashboard(size=(100, 50)) as shown:
        await shown.press("3")
        for text in HOSTILE:
            payload = text.encode(errors="surrogateescape")
            await shown.arrive(shown.message(text, b"x"), shown.message(text, payload))
            await shown.press("j")
            assert_harmless(shown)
