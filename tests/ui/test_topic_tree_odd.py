"""The topic tree with odd names: empty, endless, deep, wide, hostile."""

from __future__ import annotations

import pytest
from rich.cells import cell_len
from rich.style import Style

from pubsub_tui.message import Message
from pubsub_tui.model.topic import Topic
from pubsub_tui.ui.widgets.topic_row import Columns, row_segments
from tests.ui.dashboard import START, Dashboard, dashboard

TREE = "#tree"
SIZES = [(60, 16), (80, 24), (120, 35), (200, 50), (250, 70)]


async def test_empty_levels_are_shown_as_such() -> None:
    async with dashboard() as shown:
        await shown.arrive(
            shown.message("/a", "one"), shown.message("b//c", "two"), shown.message("d/", "three")
        )
        assert shown.text(TREE).count("(empty)") == 3
        assert "    ▾ (empty)" in shown.text(TREE)
        assert "(empty) three" in shown.text(TREE)
        await shown.click("(empty) three", TREE)
        assert "messages · d/ " in shown.text("#log-pane")
        await shown.click("▾ (empty)", TREE)
        assert "▸ (empty) (1)" in shown.text(TREE)


async def test_the_empty_first_level_is_a_scope_of_its_own() -> None:
    async with dashboard() as shown:
        await shown.arrive(shown.message("/a", "inside"), shown.message("b", "outside"))
        await shown.press("down")
        assert "inside" in shown.text("#log")
        assert "outside" not in shown.text("#log")


async def test_two_hundred_levels_can_be_walked_and_folded() -> None:
    deep = "/".join(f"l{each}" for each in range(200))
    async with dashboard() as shown:
        await shown.arrive(shown.message(deep, "bottom"))
        await shown.press("o", "G")
        assert "l199" not in shown.line("l127", TREE)
        assert f"messages · {deep[:30]}" in shown.text("#log-pane")
        assert "bottom" in shown.text("#log")
        await shown.click("▾ l126", TREE)
        assert "▸ l126" in shown.text(TREE)
        assert "l127" not in shown.text(TREE)
        await shown.click("▸ l126", TREE)
        assert "▾ l126" in shown.text(TREE)


async def test_the_longest_topic_of_mqtt_is_cut_and_copied_whole() -> None:
    longest = "a" * 30_000 + "/" + "b" * 35_534
    async with dashboard() as shown:
        await shown.arrive(shown.message(longest, "value"))
        assert "▾ aaaa" in shown.text(TREE)
        assert "…" in shown.line("▾ aaaa", TREE)
        await shown.press("G", "y")
        assert shown.app.clipboard == longest
        assert "aaa" in shown.text("#payload")


async def test_all_rows_are_as_wide_as_the_pane_and_figures_line_up() -> None:
    async with dashboard() as shown:
        for size in SIZES:
            await shown.pilot.resize_terminal(*size)
            await _odd_ones(shown)
            strips = shown.strips(TREE)
            width = shown.main.query_one(TREE).region.width
            assert {strip.cell_length for strip in strips} == {width}
            assert {cell_len(strip.text) for strip in strips} == {width}
            ends = {
                cell_len(strip.text.rpartition("now")[0]) for strip in strips if "now" in strip.text
            }
            assert len(ends) == (width >= 34)


async def test_sparklines_start_in_the_same_column() -> None:
    async with dashboard(size=(170, 40)) as shown:
        for _ in range(4):
            await _odd_ones(shown)
        starts = {
            cell_len(strip.text.partition("▁")[0])
            for strip in shown.strips(TREE)
            if "▁" in strip.text
        }
        assert len(starts) == 1


@pytest.mark.parametrize("count", [1, 99_999_999, 999_999_999, 1_000_000_000, 123_456_789_012])
def test_figures_stay_in_their_columns_however_large(count: int) -> None:
    topic = Topic("name", Topic("", None))
    topic.subtree_count = count
    segments = row_segments(
        topic,
        marker=" ",
        width=100,
        now=START,
        since=0.0,
        name_style=Style(),
        style_of=lambda _: Style(),
    )
    assert sum(segment.cell_length for segment in segments) == 100
    room = 100 - Columns.for_width(100).cells
    assert cell_len("".join(segment.text for segment in segments[:-4])) == room
    assert segments[-4].text.startswith(" ")


async def _odd_ones(shown: Dashboard) -> None:
    names = [
        "plain",
        "日本語のとても長い名前日本語のとても長い名前日本語のとても長い名前",
        "x日本語のとても長い名前日本語のとても長い名前日本語のとても長い名前",
        "👨‍👩‍👧‍👦/🇩🇪/🏳️‍🌈",
        "e\u0301" * 40,
        "Z" + "\u0300" * 50,
        "العربية/\u202eevil\u202c",
        "\x1b[31mred\x1b]52;c;eA==\x07",
        "caf\udce9/[bold]/[/nope]",
        "tab\there\nline",
        "/".join("deep" for _ in range(40)),
        "\u200b\ufeff\u2066",
        "\u0e33" * 30,
        "한국어" * 20,
    ]
    messages: list[Message] = [shown.message(name, name.encode(errors="replace")) for name in names]
    await shown.arrive(*messages)
    await shown.frame(0.1)
