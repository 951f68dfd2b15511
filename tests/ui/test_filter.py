"""The filter: written in one line, in force in the tree, the log, the history and the top."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from tests.ui.dashboard import Dashboard, dashboard

BAR = "#filter"


def keys(text: str) -> list[str]:
    """The keys that type a text."""
    names = {"/": "slash", " ": "space", ">": "greater_than_sign", "<": "less_than_sign"}
    return [names.get(char, char) for char in text]


@asynccontextmanager
async def busy(*, size: tuple[int, int] = (120, 35)) -> AsyncIterator[Dashboard]:
    """The app with five topics and seven messages."""
    async with dashboard(size=size) as shown:
        message = shown.message
        await shown.arrive(
            message("site/1/temp", "31"),
            message("site/1/temp", "19"),
            message("site/2/temp", "35"),
            message("site/2/state", "on", retain=True),
            message("site/2/temp", "36"),
            message("other/debug", "text 40"),
            message("top", '{"v": 7}'),
        )
        yield shown


async def test_it_prunes_the_tree_and_the_log_and_says_what_it_selects() -> None:
    async with busy() as shown:
        await shown.press("slash", *keys("site/+/temp value>30"))
        tree, log = shown.text("#tree"), shown.text("#log")
        assert "temp 36" in tree
        assert "▾ site" in tree
        assert "other" not in tree
        assert "▾ 1" not in tree  # Its newest message is 19.
        assert [line.split()[-1] for line in shown.lines("#log") if line] == ["31", "35", "36"]
        assert "text 40" not in log
        assert "1 of 5" in shown.text("#tree-pane")
        assert "3 messages · 1 of 5 topics" in shown.text(BAR)


async def test_what_arrives_is_filtered_too() -> None:
    async with busy() as shown:
        await shown.press("slash", *keys("value>30"))
        await shown.arrive(shown.message("new/one", "50"), shown.message("new/two", "5"))
        assert "one 50" in shown.text("#tree")
        assert "two" not in shown.text("#tree")
        assert "new/two" not in shown.text("#log")
        await shown.arrive(shown.message("new/one", "1"))
        assert "one" not in shown.text("#tree")


async def test_a_mistake_is_told_with_its_column_and_leaves_the_filter_before_in_force() -> None:
    async with busy() as shown:
        await shown.press("slash", *keys("top"))
        await shown.paste(" age<5")
        assert "Column 9: expected a duration" in shown.text(BAR)
        assert shown.main.query_one(BAR).has_class("-wrong")
        assert "1 message · 1 of 5 topics" in shown.text(BAR)
        await shown.press("s")
        assert "Column" not in shown.text(BAR)
        assert shown.main.query_one(BAR).has_class("-right")


async def test_enter_keeps_it_and_escape_takes_it_off() -> None:
    async with busy() as shown:
        await shown.press("slash", *keys("top"), "enter")
        await shown.press("down")
        assert "messages · top" in shown.text("#log-pane")
        assert "1 of 5" in shown.text("#tree-pane")
        await shown.press("escape")
        assert "filter" not in shown.lines()[-2]
        assert "of 5" not in shown.text("#tree-pane")
        assert "other" in shown.text("#tree")


async def test_earlier_filters_come_back() -> None:
    async with busy() as shown:
        await shown.press("slash", *keys("top"), "escape")
        await shown.press("slash", *keys("other"), "escape")
        await shown.press("slash", "up")
        assert "filter other" in shown.text(BAR)
        await shown.press("up", "up")
        assert "filter top" in shown.text(BAR)
        await shown.press("down", "down")
        assert "site/+/temp" in shown.text(BAR)


async def test_the_rates_rank_what_it_selects() -> None:
    async with busy() as shown:
        await shown.press("5", "slash", *keys("temp"))
        await shown.frame(1.0)
        rates = shown.text("#top")
        assert "site/1/temp" in rates
        assert "debug" not in rates


async def test_the_history_lists_what_passes_it() -> None:
    async with busy() as shown:
        await shown.press("2", "slash", *keys("value>34"))
        await shown.frame()
        rows = [line for line in shown.lines("#history") if line]
        assert [line.split()[-1] for line in rows] == ["+1", "35"]
        await shown.press(*["backspace"] * 8, *keys("value>99"))
        await shown.frame()
        assert "No message kept of this topic passes the filter." in shown.text("#history")


async def test_levels_that_it_unfolds_can_be_folded() -> None:
    async with busy() as shown:
        await shown.press("slash", *keys("temp"), "enter")
        await shown.press("down", "enter")
        assert "▸ site" in shown.text("#tree")
        await shown.press("o")
        assert "temp 36" in shown.text("#tree")
        await shown.press("O")
        assert "▸ site" in shown.text("#tree")


async def test_nothing_selected_says_so() -> None:
    async with busy() as shown:
        await shown.press("slash", *keys("nowhere"))
        assert "No message kept on all topics passes the filter." in shown.text("#log")
        assert "0 messages · 0 of 5 topics" in shown.text(BAR)


async def test_it_goes_together_with_the_scope() -> None:
    async with busy() as shown:
        await shown.press("slash", *keys("value>30"), "enter")
        await shown.press("down", "down", "down")
        assert "messages · site/2/temp" in shown.text("#log-pane")
        assert [line.split()[-1] for line in shown.lines("#log") if line] == ["35", "36"]


async def test_it_stays_when_all_is_cleared() -> None:
    async with busy() as shown:
        await shown.press("slash", *keys("temp"), "enter", "x", "y")
        assert "0 of 0" in shown.text("#tree-pane")
        await shown.arrive(shown.message("temp", "1"), shown.message("no", "2"))
        assert "1 of 2" in shown.text("#tree-pane")


async def test_the_line_fits_a_small_screen() -> None:
    async with busy(size=(60, 16)) as shown:
        await shown.press("slash", *keys("site/# (value>30 or"))
        assert "Column" in shown.text(BAR)
        assert all(len(line) <= 60 for line in shown.lines())
        assert shown.lines()[-1].startswith(" ●")


async def test_it_stays_on_screen_when_a_pane_is_zoomed() -> None:
    async with busy() as shown:
        await shown.press("slash", *keys("temp"), "enter", "z")
        assert "filter temp" in shown.text()
        await shown.press("escape")
        assert "filter temp" in shown.text()
