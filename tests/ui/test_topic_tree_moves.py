"""The topic tree: folding, moving the cursor, and what must not move by itself."""

from __future__ import annotations

from collections import Counter

import pytest

from tests.ui.dashboard import Dashboard, dashboard

TREE = "#tree"
HOUSE = ("house/hall/light", "house/hall/temp", "house/roof/wind", "yard/gate")


async def _house(shown: Dashboard) -> None:
    await shown.arrive(*[shown.message(topic, "on") for topic in HOUSE])


async def _many(shown: Dashboard, count: int = 60) -> None:
    await shown.arrive(*[shown.message(f"m{each:02}", "on") for each in range(count)])


def _cursor(shown: Dashboard) -> str:
    """The name in the row that the cursor is on."""
    strips = shown.strips(TREE)
    grounds = [style.bgcolor if (style := next(iter(strip)).style) else None for strip in strips]
    usual, _ = Counter(grounds).most_common(1)[0]
    marked = [strip.text for strip, ground in zip(strips, grounds, strict=True) if ground != usual]
    assert len(marked) <= 1
    return marked[0].replace("▾", "").replace("▸", "").split()[0] if marked else ""


async def test_levels_unfold_by_themselves() -> None:
    async with dashboard() as shown:
        await _house(shown)
        for name in ("▾ house", "▾ hall", "light on", "▾ roof", "wind on", "▾ yard", "gate on"):
            assert name in shown.text(TREE)


async def test_no_level_unfolds_by_itself_once_one_was_folded() -> None:
    async with dashboard() as shown:
        await _house(shown)
        await shown.press("j", "enter")
        assert "▸ house (3)" in shown.text(TREE)
        await shown.arrive(shown.message("house/hall/new", "1"), shown.message("shed/door", "1"))
        assert "▸ house (4)" in shown.text(TREE)
        assert "▸ shed (1)" in shown.text(TREE)


async def test_levels_unfold_by_themselves_again_after_clearing() -> None:
    async with dashboard() as shown:
        await _house(shown)
        await shown.press("j", "enter", "x", "y")
        await shown.frame()
        await _house(shown)
        assert "light on" in shown.text(TREE)


@pytest.mark.parametrize("key", ["enter", "space"])
async def test_a_key_folds_and_unfolds(key: str) -> None:
    async with dashboard() as shown:
        await _house(shown)
        await shown.press("j", key)
        assert "▸ house (3)" in shown.text(TREE)
        assert "hall" not in shown.text(TREE)
        await shown.press(key)
        assert "▾ house" in shown.text(TREE)
        assert "light on" in shown.text(TREE)


async def test_a_click_on_the_marker_folds_and_on_the_name_does_not() -> None:
    async with dashboard() as shown:
        await _house(shown)
        await shown.click("hall", TREE)
        assert "▾ hall" in shown.text(TREE)
        assert _cursor(shown) == "hall"
        await shown.click("▾ hall", TREE)
        assert "▸ hall (2)" in shown.text(TREE)
        await shown.click("▸ hall", TREE)
        assert "▾ hall" in shown.text(TREE)


async def test_a_double_click_folds() -> None:
    async with dashboard() as shown:
        await _house(shown)
        await shown.click("hall", TREE, times=2)
        assert "▸ hall (2)" in shown.text(TREE)
        await shown.click("hall", TREE, times=2)
        assert "▾ hall" in shown.text(TREE)


async def test_a_click_below_the_rows_does_nothing() -> None:
    async with dashboard() as shown:
        await _house(shown)
        await shown.click("yard", TREE)
        await shown.pilot.click(TREE, offset=(5, 20))
        await shown.frame()
        assert _cursor(shown) == "yard"


async def test_open_all_and_close_all() -> None:
    async with dashboard() as shown:
        await _house(shown)
        await shown.click("wind", TREE)
        await shown.press("O")
        assert "▸ house (3)" in shown.text(TREE)
        assert "▸ yard (1)" in shown.text(TREE)
        assert _cursor(shown) == "house"
        assert "messages · house " in shown.text("#log-pane")
        await shown.press("o")
        assert "light on" in shown.text(TREE)
        assert "gate on" in shown.text(TREE)


@pytest.mark.parametrize(("close", "open_"), [("h", "l"), ("left", "right")])
async def test_closing_goes_up_and_opening_goes_in(close: str, open_: str) -> None:
    async with dashboard() as shown:
        await _house(shown)
        await shown.click("light", TREE)
        await shown.press(close)
        assert _cursor(shown) == "hall"
        await shown.press(close)
        assert "▸ hall (2)" in shown.text(TREE)
        await shown.press(close)
        assert _cursor(shown) == "house"
        await shown.press(close, close)
        assert _cursor(shown) == "all"
        await shown.press(open_, open_, open_)
        assert _cursor(shown) == "hall"
        assert "▸ hall (2)" in shown.text(TREE)
        await shown.press(open_, open_)
        assert _cursor(shown) == "light"


async def test_keys_go_to_the_ends_and_by_pages() -> None:
    async with dashboard() as shown:
        await _many(shown)
        height = len(shown.lines(TREE))
        await shown.press("G")
        assert _cursor(shown) == "m59"
        await shown.press("g")
        assert _cursor(shown) == "all"
        await shown.press("pagedown")
        assert _cursor(shown) == f"m{height - 2:02}"
        await shown.press("pageup")
        assert _cursor(shown) == "all"
        await shown.press("ctrl+d")
        assert _cursor(shown) == f"m{height // 2 - 1:02}"
        await shown.press("ctrl+u", "ctrl+u")
        assert _cursor(shown) == "all"
        await shown.press("end", "up", "k", "j")
        assert _cursor(shown) == "m58"
        await shown.press("home", "down")
        assert _cursor(shown) == "m00"


async def test_the_cursor_stays_on_its_topic_when_topics_arrive_above() -> None:
    async with dashboard() as shown:
        await _many(shown, 3)
        await shown.press("j", "j")
        assert _cursor(shown) == "m01"
        await shown.arrive(*[shown.message(f"a{each:02}", "x") for each in range(60)])
        assert _cursor(shown) == "m01"


async def test_the_view_does_not_jump_when_topics_arrive_above() -> None:
    async with dashboard() as shown:
        await _many(shown)
        await shown.press("G", "up", "up")
        before = [line.split()[0] for line in shown.lines(TREE)]
        await shown.arrive(*[shown.message(f"a{each:02}", "x") for each in range(30)])
        assert [line.split()[0] for line in shown.lines(TREE)] == before
        assert _cursor(shown) == "m57"


async def test_a_view_turned_away_from_the_cursor_does_not_jump_either() -> None:
    async with dashboard() as shown:
        await _many(shown)
        await shown.wheel(10, TREE)
        before = [line.split()[0] for line in shown.lines(TREE)]
        assert _cursor(shown) == ""
        await shown.arrive(*[shown.message(f"a{each:02}", "x") for each in range(30)])
        assert [line.split()[0] for line in shown.lines(TREE)] == before


async def test_the_selected_topic_is_not_folded_away_when_more_topics_come() -> None:
    async with dashboard() as shown:
        await _house(shown)
        await shown.click("wind", TREE)
        await shown.arrive(*[shown.message(f"n/{each:03}/x", "1") for each in range(200)])
        assert _cursor(shown) == "wind"
        assert "messages · house/roof/wind " in shown.text("#log-pane")


async def test_a_smaller_terminal_keeps_the_cursor_on_screen() -> None:
    async with dashboard() as shown:
        await _many(shown)
        await shown.press(*["j"] * 20)
        assert _cursor(shown) == "m19"
        await shown.pilot.resize_terminal(100, 20)
        await shown.frame()
        assert _cursor(shown) == "m19"


async def test_the_selection_scopes_the_other_panes() -> None:
    async with dashboard() as shown:
        await _house(shown)
        await shown.click("hall", TREE)
        assert "messages · house/hall " in shown.text("#log-pane")
        log = shown.text("#log")
        assert "light" in log
        assert "temp" in log
        assert "wind" not in log
        assert "a level without messages" in shown.text("#payload")
        await shown.press("5")
        await shown.frame()
        assert "house/hall/light" in shown.text("#top")
        assert "wind" not in shown.text("#top")
        await shown.press("1")
        await shown.click("wind", TREE)
        assert "house/roof/wind" in shown.text("#payload")
        assert "light" not in shown.text("#log")
        await shown.press("g")
        assert "messages · all topics" in shown.text("#log-pane")
        assert "light" in shown.text("#log")
