"""Going to a topic by a few of its letters."""

from __future__ import annotations

from tests.ui.dashboard import dashboard
from tests.ui.test_filter import busy, keys
from tests.ui.test_hostile import HOSTILE, assert_harmless


async def test_it_goes_to_a_topic_that_is_folded_away() -> None:
    async with busy() as shown:
        await shown.press("O", "ctrl+o", *keys("2temp"))
        assert "site/2/temp" in shown.text("#jump")
        assert "of 9 levels" in shown.text()
        await shown.press("enter")
        await shown.press("y")
        assert shown.app.clipboard == "site/2/temp"


async def test_the_list_is_gone_through_while_one_types() -> None:
    async with busy() as shown:
        await shown.press("ctrl+o", *keys("temp"), "down", "tab")
        assert "site/2/temp" in shown.lines("#jump Input")[0]
        await shown.press("escape")
        assert "go to topic" not in shown.text()


async def test_a_click_goes_there() -> None:
    async with busy() as shown:
        await shown.press("ctrl+o", *keys("debug"))
        await shown.click("other/debug", "#jump")
        await shown.press("y")
        assert shown.app.clipboard == "other/debug"


async def test_what_the_filter_hides_is_said() -> None:
    async with busy() as shown:
        await shown.press("slash", *keys("temp"), "enter")
        await shown.press("ctrl+o", *keys("debug"), "enter")
        assert "The filter hides this topic." in shown.notifications()


async def test_nothing_found() -> None:
    async with busy() as shown:
        await shown.press("ctrl+o", *keys("zzz"), "enter")
        assert "0 of 9 levels" in shown.text()


async def test_nothing_hostile_reaches_the_terminal() -> None:
    async with dashboard(size=(100, 50)) as shown:
        await shown.arrive(*(shown.message(text, b"x") for text in HOSTILE))
        await shown.press("ctrl+o")
        assert_harmless(shown)
        await shown.press("a")
        assert_harmless(shown)
