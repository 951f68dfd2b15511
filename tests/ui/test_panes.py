"""The panes: which one has the focus, the zoom, the tabs, and terminals of every size."""

from __future__ import annotations

import pytest

from tests.ui.dashboard import Dashboard, dashboard

PANES = ["tree", "compose", "log", "details"]
TITLES = {"tree": "topics", "compose": "publish", "log": "messages", "details": "1 payload"}
NEEDS = "pubsub-tui needs a terminal of 60×16 cells"


async def focus(shown: Dashboard, pane: str) -> None:
    """Go to a pane with the keys."""
    while not shown.main.query_one(f"#{pane}-pane").has_pseudo_class("focus-within"):
        await shown.press("tab")


def headings(shown: Dashboard) -> dict[str, str]:
    """The first line of every pane."""
    return {pane: shown.lines(f"#{pane}-pane")[0] for pane in PANES}


def titles_on_screen(shown: Dashboard) -> list[str]:
    """Which panes are on screen, by their titles."""
    text = shown.text().replace("━", "─")
    return [pane for pane in PANES if f"─ {TITLES[pane]} " in text]


@pytest.mark.parametrize("pane", PANES)
async def test_the_heading_shows_the_focus_and_the_others_do_not(pane: str) -> None:
    async with dashboard() as shown:
        await focus(shown, pane)
        for other, heading in headings(shown).items():
            assert ("━" in heading) == (other == pane)
            assert ("─" in heading) == (other != pane)


@pytest.mark.parametrize("back", ["z", "escape"])
@pytest.mark.parametrize("pane", ["tree", "log", "details"])
async def test_z_gives_the_pane_the_whole_screen_and_back(pane: str, back: str) -> None:
    async with dashboard() as shown:
        await focus(shown, pane)
        before = shown.lines()
        await shown.press("z")
        assert titles_on_screen(shown) == [pane]
        assert shown.lines()[-1].startswith(" ● localhost:1883")
        region = shown.main.query_one(f"#{pane}-pane").region
        assert (region.width, region.height) == (120, 34)
        await shown.press(back)
        assert titles_on_screen(shown) == PANES
        assert shown.lines()[:-1] == before[:-1]


async def test_the_publish_pane_is_zoomed_from_a_field_that_takes_no_letters() -> None:
    async with dashboard() as shown:
        await shown.press("p", "tab", "tab", "z")
        assert titles_on_screen(shown) == ["compose"]
        await shown.press("shift+tab", "z", "escape")
        assert titles_on_screen(shown) == PANES
        assert shown.text("#compose-payload").strip() == "z"


async def test_the_zoomed_pane_goes_on_and_keeps_the_keys() -> None:
    async with dashboard() as shown:
        await shown.press("z")
        await shown.arrive(shown.message("a/b", "on"))
        await shown.press("o", "end")
        assert "b on" in shown.text("#tree")
        await shown.press("tab", "tab")
        assert titles_on_screen(shown) == ["tree"]
        assert "━ topics ━" in shown.text()


async def test_a_pane_that_is_asked_for_ends_the_zoom_of_another() -> None:
    async with dashboard(size=(160, 35)) as shown:
        await shown.press("z", "p", "a")
        assert titles_on_screen(shown) == PANES
        assert shown.text("#compose-topic").strip() == "a"
        await shown.press("escape", "z", "5")
        assert titles_on_screen(shown) == PANES
        assert "msg/s" in shown.text("#details")


async def test_the_zoom_of_the_details_stays_when_the_tab_changes() -> None:
    async with dashboard() as shown:
        await focus(shown, "details")
        await shown.press("z", "5")
        assert titles_on_screen(shown) == ["details"]
        assert "msg/s" in shown.text()
        await shown.press("1")
        assert "Messages will be shown here." in shown.text()


@pytest.mark.parametrize("way", ["key", "mouse"])
async def test_tabs(way: str) -> None:
    async with dashboard(size=(160, 35)) as shown:

        async def choose(number: str, name: str) -> None:
            await (shown.press(number) if way == "key" else shown.click(f"{number} {name}"))

        assert "Messages will be shown here." in shown.text("#details")
        await choose("5", "top")
        assert "msg/s" in shown.text("#details")
        assert "Messages will be shown here." not in shown.text("#details")
        assert shown.style("5 top").reverse
        assert not shown.style("1 payload").reverse
        await choose("1", "payload")
        assert "Messages will be shown here." in shown.text("#details")
        assert shown.style("1 payload").reverse


async def test_the_focus_moves_along_with_the_tab_only_when_the_details_had_it() -> None:
    async with dashboard() as shown:
        await shown.press("5")
        assert "━ topics ━" in shown.text()
        await focus(shown, "details")
        for number, view in (("1", "payload"), ("5", "top")):
            await shown.press(number)
            assert shown.app.focused is shown.main.query_one(f"#{view}")
            assert "━" in headings(shown)["details"]


@pytest.mark.parametrize("size", [(59, 24), (80, 15), (20, 5), (1, 1)])
async def test_a_terminal_that_is_too_small_says_so_and_recovers(size: tuple[int, int]) -> None:
    async with dashboard(size=(80, 24)) as shown:
        before = shown.lines()
        await shown.pilot.resize_terminal(*size)
        await shown.frame()
        assert titles_on_screen(shown) == []
        if size[0] > 45:
            assert NEEDS in shown.text()
            assert f"this one has {size[0]}×{size[1]}" in shown.text()
        await shown.arrive(shown.message("a", "on"))
        await shown.pilot.resize_terminal(80, 24)
        await shown.frame()
        assert NEEDS not in shown.text()
        assert titles_on_screen(shown) == PANES
        assert len(shown.lines()) == len(before)
        assert "on" in shown.text("#log")


async def test_too_small_is_said_over_everything_that_is_open() -> None:
    async with dashboard(size=(80, 24)) as shown:
        await shown.press("z", "question_mark")
        await shown.pilot.resize_terminal(59, 24)
        await shown.frame()
        await shown.press("escape", "escape")
        assert NEEDS in shown.text()
        await shown.pilot.resize_terminal(60, 16)
        await shown.frame()
        assert titles_on_screen(shown) == PANES


async def test_growing_and_shrinking_back_changes_nothing() -> None:
    async with dashboard(size=(80, 24)) as shown:
        await shown.arrive(*[shown.message(f"a/{each}", str(each)) for each in range(50)])
        await shown.press("o", "end")
        before = shown.lines()[:-1]
        await shown.pilot.resize_terminal(200, 50)
        await shown.frame(0)
        assert all(strip.cell_length == 200 for strip in shown.strips())
        assert len(shown.lines("#log-pane")) > len(before) // 2
        await shown.pilot.resize_terminal(80, 24)
        await shown.frame(0)
        assert shown.lines()[:-1] == before


@pytest.mark.parametrize("size", [(60, 16), (80, 24), (250, 70)])
async def test_every_pane_shows_something_at_every_size(size: tuple[int, int]) -> None:
    async with dashboard(size=size) as shown:
        await shown.arrive(shown.message("a", "on"))
        assert titles_on_screen(shown) == PANES
        assert "a on" in shown.text("#tree")
        assert " a " in shown.text("#log")
        for field in ("topic", "text", "QoS 0", "retain", "Send"):
            assert field in shown.text("#compose-pane")
        assert all(strip.cell_length == size[0] for strip in shown.strips())
