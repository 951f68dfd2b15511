"""The top table: ranking, scope, and a fit to every width."""

from __future__ import annotations

import pytest
from textual.widgets import DataTable

from tests.ui.dashboard import Dashboard, dashboard

RATES = "#top"


async def _open(shown: Dashboard) -> None:
    await shown.press("5")
    await shown.frame()


async def _traffic(shown: Dashboard) -> None:
    """Three topics, each the first by another column."""
    shown.transport.feed([shown.message("fast", "x")] * 30)
    await shown.frame(0.1)
    shown.transport.feed([shown.message("heavy", "x" * 5000)] * 2)
    await shown.frame(0.1)
    shown.transport.feed([shown.message("late", "x")])
    await shown.frame(1.0)


def _topics(shown: Dashboard) -> list[str]:
    return [line.split()[0] for line in shown.lines(RATES)[1:] if "/s" in line]


def _heading(shown: Dashboard) -> str:
    return shown.lines("#details-pane")[0]


async def test_a_row_tells_all_figures() -> None:
    async with dashboard() as shown:
        await _traffic(shown)
        await _open(shown)
        header = shown.lines(RATES)[0].split()
        assert header == ["topic", "msg/s▼", "bytes/s", "count", "seen"]
        cells = shown.line("heavy", RATES).split()
        assert cells[0] == "heavy"
        assert cells[2].replace(".", "").isdigit()
        assert cells[3] == "kB"
        assert cells[4:] == ["2", "2s"]


async def test_s_sorts_by_each_column_in_turn() -> None:
    async with dashboard() as shown:
        await _traffic(shown)
        await _open(shown)
        await shown.focus(RATES)
        assert _topics(shown) == ["fast", "heavy", "late"]
        seen = {}
        for _ in range(5):
            await shown.press("s")
            await shown.frame()
            header = shown.lines(RATES)[0]
            column = next(word for word in header.split() if word[-1] in "▼▲")
            seen[column] = _topics(shown)
            assert f"by {column[:-1]} " in _heading(shown)
        assert list(seen) == ["bytes/s▼", "count▼", "seen▼", "topic▲", "msg/s▼"]
        assert seen["bytes/s▼"][0] == "heavy"
        assert seen["count▼"] == ["fast", "heavy", "late"]
        assert seen["seen▼"] == ["late", "heavy", "fast"]
        assert seen["topic▲"] == ["fast", "heavy", "late"]


@pytest.mark.parametrize("title", ["bytes/s", "count", "seen", "topic"])
async def test_a_click_on_a_header_sorts_and_another_one_reverses(title: str) -> None:
    async with dashboard() as shown:
        await _traffic(shown)
        await _open(shown)
        await shown.click(title, RATES)
        await shown.frame()
        order = _topics(shown)
        assert f"{title}{'▲' if title == 'topic' else '▼'}" in shown.lines(RATES)[0]
        await shown.click(title, RATES)
        await shown.frame()
        assert _topics(shown) == order[::-1]
        assert f"{title}{'▼' if title == 'topic' else '▲'}" in shown.lines(RATES)[0]


async def test_the_scope_follows_the_tree() -> None:
    async with dashboard() as shown:
        await shown.arrive(shown.message("a/x", "1"), shown.message("b/y", "1"))
        await _open(shown)
        assert sorted(_topics(shown)) == ["a/x", "b/y"]
        await shown.click("▾ a", "#tree")
        await shown.frame()
        assert _topics(shown) == ["a/x"]
        await shown.press("g")
        await shown.frame()
        assert sorted(_topics(shown)) == ["a/x", "b/y"]


async def test_enter_on_a_row_jumps_in_the_tree() -> None:
    async with dashboard() as shown:
        await shown.arrive(*[shown.message(f"a/{each:03}", "1") for each in range(100)])
        await shown.arrive(*[shown.message("a/099", "1")] * 5)
        await shown.press("O")
        await _open(shown)
        await shown.focus(RATES)
        await shown.press("enter")
        assert "messages · a/099 " in shown.text("#log-pane")
        assert "099 1" in shown.text("#tree")


async def test_a_click_on_a_row_jumps_in_the_tree() -> None:
    async with dashboard() as shown:
        await shown.arrive(*[shown.message(f"a/{each:02}", "1") for each in range(9)])
        await _open(shown)
        await shown.click("a/07", RATES)
        assert "messages · a/07 " in shown.text("#log-pane")


async def test_more_topics_than_rows_show_the_first_fifty() -> None:
    async with dashboard(size=(120, 140)) as shown:
        messages = [shown.message(f"t{each}", "1") for each in range(300) for _ in range(each)]
        await shown.arrive(*messages)
        await _open(shown)
        assert _topics(shown) == [f"t{each}" for each in range(299, 249, -1)]
        await shown.focus(RATES)
        await shown.press("s", "s", "s", "s")
        await shown.frame()
        assert _topics(shown)[:3] == ["t1", "t10", "t100"]


async def test_the_cursor_goes_down_to_rows_below_the_screen() -> None:
    async with dashboard() as shown:
        messages = [shown.message(f"t{each}", "1") for each in range(60) for _ in range(each)]
        await shown.arrive(*messages)
        await _open(shown)
        await shown.focus(RATES)
        await shown.press(*["down"] * 20)
        assert "t39" in _topics(shown)
        await shown.arrive(shown.message("t59", "1"))
        assert "t39" in _topics(shown)
        await shown.press("enter")
        assert "messages · t39 " in shown.text("#log-pane")


async def test_the_table_fits_every_width() -> None:
    async with dashboard() as shown:
        long = "日本語/" + "very/long/topic/name/" * 5 + "end"
        await shown.arrive(shown.message(long, "x" * 1000), shown.message("b", "1"))
        await _open(shown)
        for size in ((60, 16), (80, 24), (120, 40), (200, 50), (250, 70), (90, 30)):
            await shown.pilot.resize_terminal(*size)
            await shown.frame()
            header = shown.lines(RATES)[0]
            assert "msg/s" in header
            assert ("seen" in header) == (size[0] >= 80)
            assert ("count" in header) == (size[0] >= 90)
            assert ("last minute" in header) == (size[0] >= 200)
            assert "name/end " in shown.text(RATES)
            assert shown.main.query_one(RATES, DataTable).max_scroll_x == 0


async def test_only_columns_on_show_are_sorted_by() -> None:
    async with dashboard(size=(60, 16)) as shown:
        await _traffic(shown)
        await _open(shown)
        await shown.focus(RATES)
        seen = []
        for _ in range(3):
            await shown.press("s")
            seen.append(shown.lines(RATES)[0].split())
        assert seen == [
            ["topic", "msg/s", "bytes/s▼"],
            ["topic▲", "msg/s", "bytes/s"],
            ["topic", "msg/s▼", "bytes/s"],
        ]


async def test_topics_disappear_on_clear() -> None:
    async with dashboard() as shown:
        await _traffic(shown)
        await _open(shown)
        await shown.press("x", "y")
        await shown.frame()
        await shown.frame()
        assert _topics(shown) == []
        await shown.arrive(shown.message("new", "1"))
        await shown.frame()
        assert _topics(shown) == ["new"]


async def test_a_click_on_a_tab_shows_its_view() -> None:
    async with dashboard(size=(160, 35)) as shown:
        await _traffic(shown)
        await shown.click("5 top", "#details-pane")
        await shown.frame()
        assert "msg/s" in shown.text("#details-pane")
        await shown.click("1 payload", "#details-pane")
        assert "all topics" in shown.text("#details-pane")
