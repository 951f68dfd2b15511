"""The message log: what a row says, picking one, and its scope."""

from __future__ import annotations

import re

import pytest
from rich.cells import cell_len

from tests.ui.dashboard import Dashboard, dashboard

pytestmark = pytest.mark.usefixtures("drawn")

LOG = "#log"


async def _fleet(shown: Dashboard) -> None:
    await shown.arrive(
        shown.message("a/first", "one"),
        shown.message("b/second", "two"),
        shown.message("a/third", "three"),
    )


async def test_messages_are_shown_in_arrival_order() -> None:
    async with dashboard() as shown:
        await _fleet(shown)
        assert [line.split()[1:] for line in shown.lines(LOG)[:3]] == [
            ["a/first", "one"],
            ["b/second", "two"],
            ["a/third", "three"],
        ]
        for line in shown.lines(LOG)[:3]:
            assert re.match(r" \d\d:\d\d:\d\d\.\d\d\d [ab]/", line)
        assert "3 · following" in shown.text("#log-pane")


async def test_a_log_without_messages_says_so() -> None:
    async with dashboard() as shown:
        assert "No messages yet on all topics." in shown.text(LOG)


async def test_the_marks_tell_retained_quality_and_truncation() -> None:
    async with dashboard(history_bytes=20_000) as shown:
        await shown.arrive(
            shown.message("plain", "v"),
            shown.message("kept", "v", retain=True),
            shown.message("sure", "v", qos=1),
            shown.message("surest", "v", qos=2, retain=True),
            shown.message("large", "v" * 3000),
        )
        rows = [(line.split()[1], line.split()[2]) for line in shown.lines(LOG)[:5]]
        assert rows[:4] == [("plain", "v"), ("kept", "R"), ("sure", "1"), ("surest", "R2")]
        assert rows[4] == ("large", "!")


async def test_an_empty_payload_is_called_empty_and_a_binary_one_is_hex() -> None:
    async with dashboard() as shown:
        await shown.arrive(shown.message("a", b""), shown.message("b", b"\xff\x00\x01"))
        assert "(empty)" in shown.line(" a ", LOG)
        assert "0xff 00 01" in shown.line(" b ", LOG)


async def test_a_payload_of_several_lines_takes_one_row() -> None:
    async with dashboard() as shown:
        await shown.arrive(shown.message("a", '{\r\n\t"v": 1\r\n}'), shown.message("b", "2"))
        assert '{ "v": 1 }' in shown.lines(LOG)[0]
        assert " b " in shown.lines(LOG)[1]


async def test_the_topic_column_grows_to_fit_and_rows_stay_aligned() -> None:
    async with dashboard(size=(160, 35)) as shown:
        await shown.arrive(shown.message("short", "VALUE"))
        before = shown.column("VALUE", LOG)
        await shown.arrive(shown.message("a/much/longer/topic/name", "VALUE"))
        columns = [cell_len(line.partition("VALUE")[0]) for line in shown.lines(LOG)[:2]]
        assert columns[0] == columns[1] > before
        assert "a/much/longer/topic/name" in shown.lines(LOG)[1]


async def test_wide_characters_keep_the_columns_aligned() -> None:
    async with dashboard(size=(160, 35)) as shown:
        topics = ("日本/温度/センサー", "日本/a", "plain", "日" * 60, "x" + "日" * 60)
        await shown.arrive(*[shown.message(topic, "VALUE") for topic in topics])
        columns = {cell_len(line.partition("VALUE")[0]) for line in shown.lines(LOG)[:5]}
        assert len(columns) == 1


async def test_a_long_topic_keeps_its_end() -> None:
    async with dashboard() as shown:
        await shown.arrive(shown.message("x" * 500 + "/the/end", "v"))
        assert "…" in shown.lines(LOG)[0]
        assert "/the/end" in shown.lines(LOG)[0]


async def test_a_narrow_log_leaves_the_milliseconds_out() -> None:
    async with dashboard(size=(62, 20)) as shown:
        await shown.arrive(shown.message("site/line/temp", "21.5"))
        assert re.match(r" \d\d:\d\d:\d\d [^.]*21\.5$", shown.lines(LOG)[0])


async def test_what_does_not_fit_ends_in_an_ellipsis_that_is_on_screen() -> None:
    async with dashboard() as shown:
        await shown.arrive(shown.message("a", "v" * 190))
        assert shown.lines(LOG)[0].endswith("…")
        await shown.arrive(*[shown.message("a", "v" * 190) for _ in range(40)])
        for width in (60, 80, 120, 250):
            await shown.pilot.resize_terminal(width, 24)
            await shown.frame()
            for strip in shown.strips(LOG):
                assert strip.cell_length == shown.strips(LOG)[0].cell_length
                assert "…" in strip.text


async def test_a_key_picks_a_row_and_shows_its_payload() -> None:
    async with dashboard() as shown:
        await _fleet(shown)
        await shown.focus(LOG)
        await shown.press("up")
        assert "three" in shown.text("#payload")
        await shown.press("k")
        assert "two" in shown.text("#payload")
        assert "b/second" in shown.text("#payload")
        await shown.press("g")
        assert "one" in shown.text("#payload")
        await shown.press("j", "down", "down")
        assert "three" in shown.text("#payload")
        assert "end follows" in shown.text("#log-pane")


async def test_a_click_picks_a_row_and_shows_its_payload() -> None:
    async with dashboard() as shown:
        await _fleet(shown)
        await shown.click("b/second", LOG)
        assert "two" in shown.text("#payload")
        await shown.arrive(shown.message("b/second", "newer"))
        assert "two" in shown.text("#payload")
        assert "newer" not in shown.text("#payload")


async def test_following_again_shows_the_newest_payload() -> None:
    async with dashboard() as shown:
        await _fleet(shown)
        await shown.click("second", "#tree")
        await shown.click("two", LOG)
        await shown.arrive(shown.message("b/second", "newer"))
        assert "two" in shown.text("#payload")
        await shown.press("end")
        assert "newer" in shown.text("#payload")
        assert "following" in shown.text("#log-pane")


async def test_a_click_below_the_rows_picks_nothing() -> None:
    async with dashboard() as shown:
        await _fleet(shown)
        await shown.pilot.click(LOG, offset=(5, 9))
        await shown.frame()
        assert "following" in shown.text("#log-pane")


async def test_the_scope_leaves_out_what_its_topics_have_in_common() -> None:
    async with dashboard() as shown:
        await shown.arrive(shown.message("site/a/temp", "1"), shown.message("site/b", "2"))
        await shown.click("site", "#tree")
        assert "…/a/temp" in shown.lines(LOG)[0]
        assert "…/b" in shown.lines(LOG)[1]
        assert "messages · site " in shown.text("#log-pane")


async def test_a_topic_is_no_scope_of_one_that_only_begins_alike() -> None:
    async with dashboard() as shown:
        await shown.arrive(
            shown.message("site", "1"), shown.message("site2", "no"), shown.message("site/x", "2")
        )
        await shown.click("site", "#tree")
        assert [line.split()[-1] for line in shown.lines(LOG) if line] == ["1", "2"]


async def test_a_scope_looks_back_through_the_history_in_slices() -> None:
    async with dashboard() as shown:
        await shown.arrive(shown.message("rare", "found"))
        await shown.arrive(*[shown.message("often", "x")] * 25_000)
        await shown.arrive(*[shown.message("often", "x")] * 25_000)
        await shown.click("rare", "#tree")
        await shown.frame()
        await shown.frame()
        assert "found" in shown.text(LOG)
        assert "1 · following" in shown.text("#log-pane")


async def test_a_scope_looks_back_while_paused() -> None:
    async with dashboard() as shown:
        await shown.arrive(shown.message("rare", "found"))
        await shown.arrive(*[shown.message("often", "x")] * 50_000)
        await shown.press("ctrl+s")
        await shown.arrive(shown.message("rare", "later"))
        await shown.click("rare", "#tree")
        for _ in range(3):
            await shown.frame()
        assert "found" in shown.text(LOG)
        assert "later" not in shown.text(LOG)
        assert "paused · 1 new" in shown.text("#log-pane")
