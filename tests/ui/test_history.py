"""The history tab: what a row says, following, and picking."""

from __future__ import annotations

import re

import pytest

from tests.ui.dashboard import Dashboard, dashboard
from tests.ui.test_hostile import HOSTILE, assert_harmless

HISTORY = "#history"
PANE = "#details-pane"


async def _values(shown: Dashboard, *values: bytes | str, topic: str = "temp") -> None:
    """One message after the other, half a second apart."""
    for value in values:
        await shown.arrive(shown.message(topic, value))


async def _look(shown: Dashboard, *values: bytes | str) -> None:
    """The history of one topic, with the keys in it."""
    await _values(shown, *values)
    await shown.press("G", "2", "tab", "tab")


def _rows(shown: Dashboard) -> list[str]:
    """What is on screen but for the scrollbar."""
    return [line.rstrip(" ▁▂▃▄▅▆▇█") for line in shown.lines(HISTORY)]


def _words(shown: Dashboard) -> list[list[str]]:
    return [line.split()[1:] for line in shown.lines(HISTORY) if line]


async def test_newest_first_with_interval_value_and_change() -> None:
    async with dashboard() as shown:
        await _look(shown, "20.0 °C", "20.4 °C", "20.4 °C", "18.4 °C")
        assert _words(shown) == [
            ["500", "ms", "18.4", "°C", "▼", "-2.0"],
            ["500", "ms", "20.4", "°C", "="],
            ["500", "ms", "20.4", "°C", "▲", "+0.4"],
            ["20.0", "°C"],
        ]
        assert re.match(r" \d\d:\d\d:\d\d\.\d\d\d ", shown.lines(HISTORY)[0])
        assert "4 · following" in shown.lines(PANE)[0]


async def test_numbers_are_lined_up_at_the_decimal_point() -> None:
    async with dashboard() as shown:
        await _look(shown, "9.75", "-120.5", "3")
        points = [shown.lines(HISTORY)[row].index(text) for row, text in ((1, ".5 "), (2, ".75"))]
        assert points[0] == points[1] == shown.lines(HISTORY)[0].index("3 ") + 1


async def test_what_is_no_number_changes_too() -> None:
    async with dashboard() as shown:
        await _look(shown, "true", "false", '{"v":1}', '{"v":1}', '{"v":2}', b"")
        changes = [words[-1] for words in _words(shown)]
        assert changes == ["≠", "≠", "=", "≠", "▼", "true"]
        assert "(empty)" in shown.lines(HISTORY)[0]


async def test_a_branch_shows_topics_and_compares_within_each() -> None:
    async with dashboard() as shown:
        for value in (1, 2):
            await shown.arrive(
                shown.message("site/a", str(value)), shown.message("site/b", str(value * 10))
            )
        await shown.press("down", "2")
        assert [words[-4:] for words in _words(shown)[:2]] == [
            ["…/b", "20", "▲", "+10"],
            ["…/a", "2", "▲", "+1"],
        ]


async def test_marks() -> None:
    async with dashboard() as shown:
        await shown.arrive(shown.message("t", "v", qos=2, retain=True))
        await shown.press("G", "2")
        assert " R2 " in shown.lines(HISTORY)[0]


async def test_arrivals_do_not_move_what_is_looked_at() -> None:
    async with dashboard() as shown:
        await _look(shown, *[str(each) for each in range(100)])
        await shown.press("j")
        before = _rows(shown)
        await _values(shown, "100", "101", "102")
        assert _rows(shown) == before
        assert "3 above · home follows" in shown.lines(PANE)[0]
        await shown.press("g")
        assert "102" in shown.lines(HISTORY)[0]
        assert "following" in shown.lines(PANE)[0]


async def test_the_wheel_stops_following_and_the_top_resumes_it() -> None:
    async with dashboard() as shown:
        await _look(shown, *[str(each) for each in range(100)])
        await shown.wheel(2, HISTORY)
        before = _rows(shown)
        await _values(shown, "x", "y")
        assert _rows(shown) == before
        await shown.wheel(-9, HISTORY)
        await _values(shown, "z")
        assert " z " in shown.lines(HISTORY)[0]


async def test_the_place_is_kept_while_another_tab_is_on_show() -> None:
    async with dashboard() as shown:
        await _look(shown, *[str(each) for each in range(100)])
        await shown.press("j", "j", "j")
        before = _rows(shown)
        await shown.press("1")
        await _values(shown, "100", "101")
        await shown.press("2")
        assert _rows(shown) == before


@pytest.mark.parametrize("way", ["key", "mouse"])
async def test_picking_shows_the_payload(way: str) -> None:
    async with dashboard() as shown:
        await _look(shown, "first", "second", "third")
        if way == "key":
            await shown.press("j", "j", "enter")
        else:
            await shown.click("second", HISTORY)
        assert " second" in shown.lines("#payload")
        await _values(shown, "fourth")
        assert " second" in shown.lines("#payload")
        await shown.press("2", "home", "1")
        assert " fourth" in shown.lines("#payload")


async def test_following_in_the_log_gives_up_what_was_picked_in_the_history() -> None:
    async with dashboard() as shown:
        await _look(shown, "first", "second")
        await shown.press("G", "enter")
        assert " first" in shown.lines("#payload")
        await shown.focus("#log")
        await shown.press("end")
        assert " second" in shown.lines("#payload")


async def test_another_scope_begins_at_the_top() -> None:
    async with dashboard() as shown:
        await _values(shown, "other", topic="a")
        await _look(shown, *[str(each) for each in range(100)])
        await shown.press("G")
        assert "99 " not in shown.lines(HISTORY)[0]
        await shown.click(" a ", "#tree")
        assert "other" in shown.lines(HISTORY)[0]
        await shown.click("temp", "#tree")
        assert " 99 " in shown.lines(HISTORY)[0]


async def test_it_looks_back_in_slices_and_catches_up_at_once() -> None:
    async with dashboard(history_bytes=100_000_000) as shown:
        await _look(shown, "1", "2")
        await shown.press("1")
        await shown.arrive(*[shown.message("often", "x")] * 150_000)
        await _values(shown, "3")
        await shown.press("2")
        assert shown.lines(HISTORY)[0].endswith(" 3")
        for _ in range(12):
            await shown.frame()
        assert "3 · following" in shown.lines(PANE)[0]
        assert [words[-1] for words in _words(shown)] == ["+1", "+1", "1"]


async def test_evicted_messages_leave_and_the_cursor_with_them() -> None:
    async with dashboard(history_bytes=20_000) as shown:
        await _look(shown, *[str(each) for each in range(20)])
        await shown.press("G")
        await shown.arrive(*[shown.message("temp", "x" * 100)] * 100)
        assert "was evicted" in shown.notifications()
        await shown.press("x", "y")
        assert "No messages are kept" in shown.text(HISTORY)


async def test_the_tabs_fit_at_80_by_24() -> None:
    async with dashboard(size=(80, 24)) as shown:
        await _look(shown, "1")
        for name in ("payload", "top", "2 history"):
            assert name in shown.lines(PANE)[0]
        await shown.click("top", PANE)
        assert "5 top" in shown.lines(PANE)[0]


@pytest.mark.parametrize("width", [60, 80, 100, 200])
async def test_nothing_hostile_reaches_the_terminal(width: int) -> None:
    async with dashboard(size=(width, 50)) as shown:
        for text in HOSTILE:
            payload = text.encode(errors="surrogateescape")
            await shown.arrive(shown.message(f"a/{text}", payload), shown.message("a", payload))
        await shown.press("2", "tab", "tab", "j", "j")
        assert_harmless(shown)
        await shown.press("y", "z")
        assert_harmless(shown)
