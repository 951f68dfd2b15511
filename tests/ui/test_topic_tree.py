"""The topic tree: what its rows say, and that it follows the traffic."""

from __future__ import annotations

import re

import pytest

from tests.ui.dashboard import dashboard

TREE = "#tree"


async def test_a_topic_appears_with_its_value() -> None:
    async with dashboard() as shown:
        await shown.arrive(shown.message("site/1/temp", "21.5"))
        assert "▾ site" in shown.text(TREE)
        assert "temp 21.5" in shown.text(TREE)
        assert "topics" in shown.text("#tree-pane")


async def test_values_change_in_place() -> None:
    async with dashboard() as shown:
        await shown.arrive(shown.message("temp", "21.5"))
        row = shown.row("21.5", TREE)
        await shown.arrive(shown.message("temp", "22.0"))
        assert shown.row("22.0", TREE) == row
        assert "21.5" not in shown.text(TREE)


async def test_a_wide_tree_counts() -> None:
    async with dashboard(size=(220, 40)) as shown:
        await shown.arrive(*[shown.message("a/b", str(each)) for each in range(1234)])
        for name in ("all topics", "▾ a", "b 1233"):
            assert " 1,234 " in shown.line(name, TREE)


async def test_rate_and_sparkline_come_and_go() -> None:
    async with dashboard(size=(170, 40)) as shown:
        for _ in range(6):
            shown.transport.feed([shown.message("a", "x")] * 10)
            await shown.frame(1.0)
        line = shown.line(" a x", TREE)
        assert " 11/s " in line  # 60 messages in the last 5.5 seconds
        assert re.search("▁[▅-█]", line)
        await shown.frame(120)
        line = shown.line(" a x", TREE)
        assert "/s" not in line
        assert not re.search("[▂-█]", line)
        assert "2m" in line


async def test_last_seen_counts_on_by_itself() -> None:
    async with dashboard() as shown:
        await shown.arrive(shown.message("a", "x"))
        assert shown.line(" a x", TREE).endswith("now")
        await shown.frame(4)
        assert shown.line(" a x", TREE).endswith("4s")
        await shown.frame(3600)
        assert shown.line(" a x", TREE).endswith("1h")


async def test_the_retained_mark_is_there_until_the_message_is_deleted() -> None:
    async with dashboard() as shown:
        await shown.arrive(shown.message("state", "on", retain=True))
        assert "state R on" in shown.text(TREE)
        await shown.arrive(shown.message("state", "off"))
        assert "state R off" in shown.text(TREE)
        await shown.arrive(shown.message("state", b""))
        assert "state (empty)" in shown.text(TREE)


async def test_a_change_lights_the_row_up_for_a_moment() -> None:
    async with dashboard() as shown:
        await shown.arrive(shown.message("quiet", "1"), shown.message("temp", "1"))
        await shown.frame(5)
        calm = shown.style("temp", TREE)
        shown.transport.feed([shown.message("temp", "2")])
        await shown.frame(0.1)
        lit = shown.style("temp", TREE)
        assert lit.bold
        assert lit.color != calm.color
        assert shown.style("quiet", TREE) == calm
        await shown.frame(1.0)
        assert shown.style("temp", TREE) == calm


async def test_rows_are_drawn_again_while_scrolled() -> None:
    async with dashboard() as shown:
        await shown.arrive(*[shown.message(f"t{each}", "old") for each in range(50)])
        await shown.press("G")
        assert "t49 old" in shown.text(TREE)
        await shown.arrive(shown.message("t45", "new"))
        assert "t45 new" in shown.text(TREE)
        shown.transport.feed([shown.message("t46", "new")])
        await shown.frame(0.1)
        assert shown.style("t46", TREE).bold
        await shown.frame(1.0)
        assert not shown.style("t46", TREE).bold


async def test_numbers_are_sorted_by_value_and_dollar_topics_last() -> None:
    async with dashboard() as shown:
        names = ["$SYS", "zone", "10", "9", "alpha"]
        await shown.arrive(*[shown.message(f"{name}/x", name) for name in names])
        rows = [shown.row(name, TREE) for name in ("▾ 9", "▾ 10", "▾ alpha", "▾ zone", "▸ $SYS")]
        assert rows == sorted(rows)
        assert rows[-1] == len([line for line in shown.lines(TREE) if line]) - 1


async def test_a_folded_level_says_how_many_topics_it_hides() -> None:
    async with dashboard() as shown:
        await shown.arrive(*[shown.message(f"$SYS/a/{each}", "1") for each in range(7)])
        assert "▸ $SYS (7)" in shown.text(TREE)


async def test_a_topic_that_is_a_level_too_shows_both() -> None:
    async with dashboard() as shown:
        await shown.arrive(shown.message("a/b", "below"), shown.message("a", "above"))
        assert "▾ a above" in shown.text(TREE)
        assert "b below" in shown.text(TREE)


@pytest.mark.parametrize("answer", ["n", "escape", "enter"])
async def test_clearing_asks_first(answer: str) -> None:
    async with dashboard() as shown:
        await shown.arrive(shown.message("a", "x"))
        await shown.press("x")
        assert "Forget 1 topic and 1 message here?" in shown.text()
        await shown.press(answer)
        assert "a x" in shown.text(TREE)


async def test_clearing_forgets_everything_and_starts_afresh() -> None:
    async with dashboard() as shown:
        await shown.arrive(shown.message("a/b", "old"))
        await shown.press("j", "j", "x", "y")
        await shown.frame()
        assert [line for line in shown.lines(TREE) if line] == [shown.line("all topics", TREE)]
        assert "old" not in shown.text()
        await shown.arrive(shown.message("a/b", "new"), shown.message("c", "next"))
        assert "b new" in shown.text(TREE)
        assert "next" in shown.text("#log")


async def test_the_topic_is_copied_whole() -> None:
    async with dashboard() as shown:
        long = "site/" + "x" * 300
        await shown.arrive(shown.message(long, "1"))
        await shown.press("G", "y")
        assert shown.app.clipboard == long
        assert "Topic copied: 305 B." in shown.notifications()


async def test_there_is_nothing_to_copy_on_the_first_row() -> None:
    async with dashboard() as shown:
        await shown.arrive(shown.message("a", "1"))
        await shown.press("y")
        assert shown.app.clipboard == ""
        assert "Pick a topic first." in shown.notifications()
