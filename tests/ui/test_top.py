"""The top table: ranking, scope, and a fit to every width."""

from __future__ import annotations

import pytest

from pubsub_tui.transports.base import Cause, Problem
from pubsub_tui.ui.app import Look
from pubsub_tui.ui.widgets.top import TopTable
from tests.ui.dashboard import Dashboard, dashboard

TOP = "#top"


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
    return [line.split()[0] for line in shown.lines(TOP)[1:] if "/s" in line]


def _heading(shown: Dashboard) -> str:
    return shown.lines("#details-pane")[0]


def _sorted_by(shown: Dashboard) -> str:
    return next(word for word in shown.lines(TOP)[0].split() if word[-1] in "▼▲")


async def test_a_row_tells_all_figures() -> None:
    async with dashboard(size=(300, 40)) as shown:
        await _traffic(shown)
        await _open(shown)
        head = shown.lines(TOP)[0].split()
        assert head[:6] == ["topic", "msg/s▼", "bytes/s", "share", "count", "mean"]
        assert head[6:11] == ["max", "interval", "jitter", "changed", "overdue"]
        assert head[11:] == ["seen", "last", "minute"]
        cells = shown.line("heavy", TOP).split()
        assert cells[0] == "heavy"
        assert cells[2].replace(".", "").isdigit()
        assert " ".join(cells[3:13]) == "kB 6.1% 2 5.0 kB 5.0 kB – – 0%"
        assert cells[13:15] == ["–", "2s"]


async def test_s_sorts_by_each_column_in_turn_and_capital_s_goes_back() -> None:
    async with dashboard(size=(160, 35)) as shown:
        await _traffic(shown)
        await _open(shown)
        await shown.focus(TOP)
        assert _topics(shown) == ["fast", "heavy", "late"]
        seen = {}
        for _ in range(12):
            await shown.press("s")
            column = _sorted_by(shown)
            seen[column] = _topics(shown)
            assert f"each topic ([ ]) by {column[:-1]} (s)" in _heading(shown)
        assert list(seen) == [
            *("bytes/s▼", "share▼", "count▼", "mean▼", "max▼", "interval▼", "jitter▼"),
            *("changed▼", "overdue▼", "seen▼", "topic▲", "msg/s▼"),
        ]
        assert seen["bytes/s▼"][0] == "heavy"
        assert seen["share▼"] == seen["count▼"] == ["fast", "heavy", "late"]
        assert seen["max▼"][0] == seen["mean▼"][0] == "heavy"
        assert seen["seen▼"] == ["late", "heavy", "fast"]
        assert seen["topic▲"] == ["fast", "heavy", "late"]
        await shown.press("S", "S")
        assert _sorted_by(shown) == "seen▼"
        await shown.press("i")
        assert _sorted_by(shown) == "seen▲"
        assert _topics(shown) == ["fast", "heavy", "late"]


@pytest.mark.parametrize("title", ["msg/s", "bytes/s", "share", "count", "seen", "topic"])
async def test_a_click_on_a_head_sorts_and_another_one_reverses(title: str) -> None:
    async with dashboard() as shown:
        await _traffic(shown)
        await _open(shown)
        await shown.focus(TOP)
        if title == "msg/s":
            await shown.press("s")
        await shown.click(title, TOP)
        order = _topics(shown)
        assert f"{title}{'▲' if title == 'topic' else '▼'}" in shown.lines(TOP)[0]
        await shown.click(title, TOP)
        assert _topics(shown) == order[::-1]
        assert f"{title}{'▼' if title == 'topic' else '▲'}" in shown.lines(TOP)[0]


async def test_levels_are_summed_coarser_and_finer() -> None:
    async with dashboard() as shown:
        for site, count in (("1", 3), ("2", 9)):
            topics = [f"site/{site}/line/{each}" for each in range(count)]
            await shown.arrive(*[shown.message(topic, "1") for topic in topics])
        await shown.arrive(shown.message("alone", "1"))
        await _open(shown)
        await shown.focus(TOP)
        assert len(_topics(shown)) == 13
        seen = []
        for key in ("[", "[", "[", "[", "]", "]", "]", "]"):
            await shown.press({"[": "left_square_bracket", "]": "right_square_bracket"}[key])
            seen.append(["each topic"] if "each topic" in _heading(shown) else _topics(shown))
        lines = ["site/2/line/#", "site/1/line/#", "alone"]
        sites = ["site/2/#", "site/1/#", "alone"]
        most = ["site/#", "alone"]
        assert seen == [lines, sites, most, most, sites, lines, ["each topic"], ["each topic"]]


async def test_a_picked_level_is_gone_to_and_what_is_below_it_is_summed_next() -> None:
    async with dashboard() as shown:
        topics = [f"site/{site}/line{line}/t" for site in range(3) for line in range(site + 1)]
        await shown.arrive(*[shown.message(topic, "1") for topic in topics])
        await _open(shown)
        await shown.focus(TOP)
        await shown.press("left_square_bracket", "left_square_bracket")
        assert "level 2 ([ ]) by msg/s" in _heading(shown)
        assert _topics(shown)[0] == "site/2/#"
        await shown.press("enter")
        await shown.frame()
        assert "messages · site/2 " in shown.text("#log-pane")
        assert "level 4 ([ ]) by msg/s" in _heading(shown)
        assert _topics(shown) == [f"site/2/line{line}/t" for line in range(3)]


async def test_where_there_are_no_levels_that_is_said() -> None:
    async with dashboard() as shown:
        await shown.arrive(shown.message("a", "1"))
        await _open(shown)
        await shown.focus(TOP)
        await shown.press("left_square_bracket")
        assert shown.notifications() == "There are no levels to sum here."
        assert "each topic" in _heading(shown)


async def test_the_heading_names_the_keys_in_force() -> None:
    keys = {"top.sort": "f2", "top.coarser": "minus", "top.finer": "plus"}
    async with dashboard(size=(200, 40), look=Look(keys=keys)) as shown:
        await _traffic(shown)
        await _open(shown)
        assert "each topic (- +) by msg/s (f2)" in _heading(shown)


async def test_a_filter_limits_rows_and_sums_to_what_it_selects() -> None:
    async with dashboard(size=(160, 35)) as shown:
        await shown.arrive(*[shown.message(f"a/{each}", "1") for each in "xxyzz"])
        await shown.press("slash", "a", "slash", "x", "enter")
        await _open(shown)
        await shown.focus(TOP)
        assert _topics(shown) == ["a/x"]
        assert "each topic, selected ([ ]) by msg/s" in _heading(shown)
        await shown.press("left_square_bracket")
        assert shown.line("a/#", TOP).split()[4:6] == ["100%", "2"]
        await shown.press("slash", "b", "enter")
        await shown.frame(1)
        assert "No topic here passes the filter." in shown.text(TOP)


async def test_the_cursor_stays_with_its_topic_while_rows_move() -> None:
    async with dashboard() as shown:
        topics = [f"t{each:02}" for each in range(40)]
        await shown.arrive(*[shown.message(each, "1") for each in topics for _ in range(2)])
        await _open(shown)
        await shown.focus(TOP)
        await shown.press("s", "s", "s")
        await shown.press(*["down"] * 5)
        row = shown.row("t05", TOP)
        await shown.arrive(*[shown.message(each, "1") for each in topics[30:]])
        assert _topics(shown)[row - 1] == "t05"
        assert "t30" not in shown.text(TOP) or shown.row("t30", TOP) < row
        await shown.press("enter")
        assert "messages · t05 " in shown.text("#log-pane")


async def test_on_the_first_row_the_cursor_stays_the_first() -> None:
    async with dashboard() as shown:
        await shown.arrive(*[shown.message(each, "1") for each in "ab"])
        await _open(shown)
        await shown.focus(TOP)
        await shown.press("down", "up")
        await shown.arrive(shown.message("b", "1"))
        assert _topics(shown) == ["b", "a"]
        await shown.press("enter")
        assert "messages · b " in shown.text("#log-pane")


async def test_a_topic_that_leaves_the_table_leaves_the_cursor_in_its_row() -> None:
    async with dashboard() as shown:
        await shown.arrive(*[shown.message(each, each) for each in "abc"])
        await _open(shown)
        await shown.focus(TOP)
        await shown.press("down")
        await shown.press("slash", "minus", "b", "enter")
        await shown.focus(TOP)
        await shown.frame(1)
        assert _topics(shown) == ["a", "c"]
        await shown.press("enter")
        assert "messages · c " in shown.text("#log-pane")


async def _regular(shown: Dashboard, topic: str, times: int = 6) -> None:
    for _ in range(times):
        shown.transport.feed([shown.message(topic, "1")])
        await shown.frame(1)
        await shown.frame(1)


async def test_what_went_quiet_is_marked_in_tree_and_table_and_sorted_first() -> None:
    async with dashboard() as shown:
        await _regular(shown, "gone")
        await shown.arrive(shown.message("kept", "1", retain=True))
        await _open(shown)
        await shown.focus(TOP)
        assert "!" not in shown.text("#tree") + shown.text(TOP)
        for _ in range(6):
            shown.transport.feed([shown.message("other", "1")])
            await shown.frame(1)
        assert shown.line("gone", "#tree").rstrip("│┃█ ").endswith("s!")
        assert shown.style("s!", "#tree").bold
        assert "!" not in shown.line("kept", "#tree") + shown.line("other", "#tree")
        await shown.press(*["s"] * 9)
        assert _sorted_by(shown) == "overdue▼"
        assert _topics(shown)[0] == "gone"
        assert shown.line("gone", TOP).rstrip("█ ").endswith("s!")
        await shown.arrive(shown.message("gone", "1"))
        assert "!" not in shown.text("#tree")


async def test_nobody_is_overdue_because_we_were_offline() -> None:
    async with dashboard() as shown:
        await _regular(shown, "t")
        await shown.lose(Problem(Cause.CLOSED, "gone"))
        for _ in range(20):
            await shown.frame(1)
        assert "!" not in shown.text("#tree")
        await shown.press("r")
        await shown.pilot.pause()
        for _ in range(5):
            await shown.frame(1)
            assert "!" not in shown.text("#tree")
        for _ in range(3):
            await shown.frame(1)
        assert "!" in shown.line(" t ", "#tree")


@pytest.mark.parametrize("size", [(60, 16), (80, 24)])
async def test_the_mark_is_there_where_the_tree_has_no_room_for_ages(size: tuple[int, int]) -> None:
    async with dashboard(size=size) as shown:
        await _regular(shown, "t")
        for _ in range(8):
            await shown.frame(1)
        assert "!" in shown.line(" t ", "#tree")


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
        await shown.focus(TOP)
        await shown.press("enter")
        assert "messages · a/099 " in shown.text("#log-pane")
        assert "099 1" in shown.text("#tree")


async def test_a_click_on_a_row_jumps_in_the_tree() -> None:
    async with dashboard() as shown:
        await shown.arrive(*[shown.message(f"a/{each:02}", "1") for each in range(9)])
        await _open(shown)
        await shown.click("a/07", TOP)
        assert "messages · a/07 " in shown.text("#log-pane")


async def test_more_topics_than_rows_show_the_first_of_them() -> None:
    async with dashboard(size=(120, 140)) as shown:
        messages = [shown.message(f"t{each}", "1") for each in range(300) for _ in range(each)]
        await shown.arrive(*messages)
        await _open(shown)
        first = _topics(shown)
        assert first == [f"t{each}" for each in range(299, 299 - len(first), -1)]
        assert "200 of 299" in _heading(shown)
        await shown.focus(TOP)
        await shown.press("end")
        assert _topics(shown)[-1] == "t100"
        await shown.press("S")
        assert _topics(shown)[:3] == ["t1", "t10", "t100"]


async def test_the_cursor_goes_down_to_rows_below_the_screen() -> None:
    async with dashboard() as shown:
        messages = [shown.message(f"t{each}", "1") for each in range(60) for _ in range(each)]
        await shown.arrive(*messages)
        await _open(shown)
        await shown.focus(TOP)
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
            header = shown.lines(TOP)[0]
            assert "msg/s" in header
            assert "seen" in header
            assert ("bytes/s" in header) == (size[0] >= 80)
            assert ("count" in header) == (size[0] >= 120)
            assert ("last minute" in header) == (size[0] >= 200)
            assert "name/end " in shown.text(TOP)
            assert shown.main.query_one(TOP, TopTable).max_scroll_x == 0


async def test_a_column_that_is_sorted_by_is_on_show() -> None:
    async with dashboard(size=(60, 16)) as shown:
        await _traffic(shown)
        await _open(shown)
        await shown.focus(TOP)
        seen = []
        for _ in range(12):
            await shown.press("s")
            seen.append(_sorted_by(shown)[:-1])
            assert len(_topics(shown)) == 3
        assert seen == [
            *("bytes/s", "share", "count", "mean", "max", "interval", "jitter"),
            *("changed", "overdue", "seen", "topic", "msg/s"),
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
        await shown.click("payload", "#details-pane")
        assert "all topics" in shown.text("#details-pane")
