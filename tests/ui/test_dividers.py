"""The dividers: moved with keys and with the mouse, and what no pane may be smaller than."""

from __future__ import annotations

import pytest

from tests.ui.dashboard import Dashboard, dashboard


def widths(shown: Dashboard) -> tuple[int, int]:
    """Of the left and the right column, in cells."""
    return (
        shown.main.query_one("#left").region.width,
        shown.main.query_one("#right").region.width,
    )


def heights(shown: Dashboard, *panes: str) -> list[int]:
    """Of panes, heading included, in cells."""
    return [shown.main.query_one(f"#{pane}-pane").region.height for pane in panes]


async def drag(shown: Dashboard, start: tuple[int, int], *stations: tuple[int, int]) -> None:
    """Press the mouse button, move through some places, and let go at the last."""
    await shown.pilot.mouse_down(offset=start)
    for station in stations:
        await shown.pilot.hover(offset=station)
    await shown.pilot.mouse_up(offset=stations[-1])
    await shown.frame()


@pytest.mark.parametrize(("key", "by"), [("less_than_sign", -2), ("greater_than_sign", 2)])
async def test_keys_move_the_middle_divider(key: str, by: int) -> None:
    async with dashboard() as shown:
        left, right = widths(shown)
        await shown.press(key, key)
        assert widths(shown) == (left + 2 * by, right - 2 * by)
        assert shown.lines()[3].index("│") == left + 2 * by


@pytest.mark.parametrize(("key", "by"), [("left_curly_bracket", -1), ("right_curly_bracket", 1)])
async def test_keys_move_the_divider_under_the_log(key: str, by: int) -> None:
    async with dashboard() as shown:
        await shown.arrive(shown.message("a", "on"))
        log, details = heights(shown, "log", "details")
        await shown.press(key, key, key)
        assert heights(shown, "log", "details") == [log + 3 * by, details - 3 * by]
        assert "1 payload" in shown.lines("#right")[log + 3 * by]


@pytest.mark.parametrize("to", [30, 70])
async def test_the_mouse_drags_the_middle_divider(to: int) -> None:
    async with dashboard() as shown:
        left, _ = widths(shown)
        await drag(shown, (left, 5), ((left + to) // 2, 6), (to, 9))
        assert widths(shown) == (to, 119 - to)
        await shown.pilot.hover(offset=(50, 9))
        await shown.frame()
        assert widths(shown) == (to, 119 - to)


@pytest.mark.parametrize("to", [8, 25])
async def test_the_mouse_drags_the_tabs(to: int) -> None:
    async with dashboard() as shown:
        await shown.arrive(shown.message("a", "on"))
        log, _ = heights(shown, "log", "details")
        await drag(shown, (100, log), (100, (log + to) // 2), (100, to))
        assert heights(shown, "log", "details") == [to, 34 - to]


@pytest.mark.parametrize("to", [10, 20])
async def test_the_mouse_drags_the_heading_of_the_publish_pane(to: int) -> None:
    async with dashboard() as shown:
        tree, _ = heights(shown, "tree", "compose")
        await drag(shown, (30, tree), (30, (tree + to) // 2), (30, to))
        assert heights(shown, "tree", "compose") == [to, 34 - to]


async def test_dragging_a_tab_does_not_choose_it() -> None:
    async with dashboard() as shown:
        await shown.arrive(shown.message("a", "on"))
        log, _ = heights(shown, "log", "details")
        x = shown.column("5 top")
        await drag(shown, (x, log), (x, log - 3))
        assert heights(shown, "log", "details") == [log - 3, 34 - log + 3]
        assert "msg/s" not in shown.text("#details")


async def test_the_headings_at_the_top_are_no_dividers() -> None:
    async with dashboard() as shown:
        await shown.arrive(shown.message("a", "on"))
        before = heights(shown, "tree", "compose", "log", "details")
        await drag(shown, (30, 0), (30, 5), (30, 9))
        await drag(shown, (100, 0), (100, 5), (100, 9))
        assert heights(shown, "tree", "compose", "log", "details") == before


async def test_the_notice_is_never_stretched() -> None:
    async with dashboard() as shown:
        notice = shown.main.query_one("Notice").region.height
        await drag(shown, (100, notice), (100, notice + 3), (100, notice + 6))
        assert shown.main.query_one("Notice").region.height == notice


@pytest.mark.parametrize("size", [(60, 16), (80, 24), (200, 50)])
async def test_no_pane_gets_smaller_than_it_can_be_used(size: tuple[int, int]) -> None:
    async with dashboard(size=size) as shown:
        await shown.arrive(shown.message("a", "on"))
        width, height = size
        await drag(shown, (widths(shown)[0], 3), (0, 3))
        assert widths(shown) == (26, width - 27)
        await drag(shown, (26, 3), (width - 1, 3))
        assert widths(shown) == (width - 31, 30)
        await drag(shown, (width - 5, heights(shown, "log")[0]), (width - 5, 0))
        assert heights(shown, "log", "details") == [4, height - 5]
        await drag(shown, (width - 5, 4), (width - 5, height - 1))
        assert heights(shown, "log", "details") == [height - 5, 4]
        await drag(shown, (5, heights(shown, "tree")[0]), (5, 0))
        assert heights(shown, "tree", "compose") == [4, height - 5]
        await drag(shown, (5, 4), (5, height - 1))
        assert heights(shown, "tree", "compose") == [height - 7, 6]


async def test_at_the_limit_the_next_key_back_is_felt_at_once() -> None:
    async with dashboard(size=(80, 24)) as shown:
        await shown.press(*["less_than_sign"] * 12)
        assert widths(shown) == (26, 53)
        await shown.press("greater_than_sign")
        assert widths(shown) == (28, 51)


async def test_a_new_size_shares_the_room_as_before() -> None:
    async with dashboard(size=(121, 35)) as shown:
        await drag(shown, (widths(shown)[0], 5), (60, 5))
        assert widths(shown) == (60, 60)
        await shown.pilot.resize_terminal(201, 35)
        await shown.frame()
        assert widths(shown) == (100, 100)


async def test_dividers_stay_where_they_are_while_a_pane_has_the_screen() -> None:
    async with dashboard() as shown:
        await shown.arrive(shown.message("a", "on"))
        before = (widths(shown), heights(shown, "log", "details"))
        await shown.press("z", "less_than_sign", "right_curly_bracket", "z")
        assert (widths(shown), heights(shown, "log", "details")) == before
