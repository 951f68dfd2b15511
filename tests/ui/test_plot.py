"""The plot tab: what is drawn, what the legend says, and the keys."""

from __future__ import annotations

import json

import pytest
from textual.events import MouseDown, MouseMove, MouseUp

from pubsub_tui.model.plot.collection import MOST_PINNED
from pubsub_tui.ui.widgets.log_row import clock_time
from tests.ui.dashboard import START, Dashboard, dashboard
from tests.ui.test_hostile import HOSTILE, assert_harmless

PLOT = "#plot"
PANE = "#details-pane"


async def _come(shown: Dashboard, topic: str, *payloads: object) -> None:
    """One message after the other, half a second apart."""
    for payload in payloads:
        text = payload if isinstance(payload, str | bytes) else json.dumps(payload)
        await shown.arrive(shown.message(topic, text))


async def _look(shown: Dashboard, topic: str) -> None:
    """Select a topic, and go to the plot."""
    shown.main._tree.select_path(topic)
    await shown.press("4")
    await shown.focus(PLOT)


def _heading(shown: Dashboard) -> str:
    return shown.lines(PANE)[0]


def _legend(shown: Dashboard) -> list[list[str]]:
    """The words of the rows above the curves."""
    rows = [line.split() for line in shown.lines(PLOT)]
    return [words for words in rows if words and words[0] in tuple("123456789abc")]


def _dots(shown: Dashboard) -> int:
    """How many cells have dots."""
    return sum("\u2800" < char <= "\u28ff" for char in shown.text(PLOT))


async def test_a_bare_number_is_drawn_live() -> None:
    async with dashboard(size=(180, 35)) as shown:
        await _come(shown, "temp", "20.0 °C", "21.5 °C", "20.5 °C")
        await _look(shown, "temp")
        assert _legend(shown) == [["1", "temp", "20.5", "20", "…", "21.5"]]
        assert "live, 10 s" in _heading(shown)
        assert _dots(shown) > 3
        await _come(shown, "temp", "23")
        assert _legend(shown) == [["1", "temp", "23", "20", "…", "23"]]


async def test_every_number_of_a_json_payload_is_a_series() -> None:
    async with dashboard(size=(180, 35)) as shown:
        await _come(shown, "a/m", {"t": 1, "s": "fast", "p": {"x": [2, 3]}}, {"t": 5, "on": True})
        await _look(shown, "a/m")
        assert [words[1:3] for words in _legend(shown)] == [
            ["t", "5"],
            ["on", "1"],
        ]
        assert "1 without a number" in _heading(shown)


async def test_it_says_what_to_do_when_there_is_nothing_to_draw() -> None:
    async with dashboard(size=(180, 35)) as shown:
        await _come(shown, "a/b", "running")
        await shown.press("4")
        assert "Pick a topic that has messages with numbers" in shown.text(PLOT)
        await _look(shown, "a/b")
        text = " ".join(shown.text(PLOT).split())
        assert "There is no number in the newest message of a/b. Pick another topic." in text
        await _come(shown, "a/b", "5")
        assert _legend(shown) == [["1", "b", "5", "5", "…", "5"]]


async def test_plus_pins_series_of_several_topics_and_shows_the_plot() -> None:
    async with dashboard(size=(180, 35)) as shown:
        await _come(shown, "line1/temp", "20", "21")
        await _come(shown, "line2/temp", "40")
        await shown.press("o", "G", "plus")
        assert "4 plot" in _heading(shown)
        assert "1 pinned" in _heading(shown)
        shown.main._tree.select_path("line1/temp")
        await shown.press("plus")
        assert [words[1] for words in _legend(shown)] == ["line2/temp", "line1/temp"]
        await _come(shown, "line2/temp", "41")
        assert [words[2] for words in _legend(shown)] == ["41", "21"]
        await shown.press("plus")
        assert [words[1] for words in _legend(shown)] == ["temp"]


async def test_of_several_numbers_those_that_are_chosen_are_pinned() -> None:
    async with dashboard(size=(180, 35)) as shown:
        await _come(shown, "pose", {"x": 1, "y": 2, "z": 3})
        await shown.press("G", "plus")
        assert "─ plot · pose ─" in shown.text()
        assert "[ ] y" in shown.text()
        await shown.press("space", "down", "j", "space", "enter")
        assert [words[2] for words in _legend(shown)] == ["x", "z"]
        await shown.press("plus")
        assert "[x] x" in shown.text()
        assert "[ ] y" in shown.text()
        await shown.press("enter")
        assert [words[1:3] for words in _legend(shown)] == [["pose", "z"]]
        await shown.press("plus", "space", "escape")
        assert [words[1:3] for words in _legend(shown)] == [["pose", "z"]]


async def test_numbers_are_chosen_with_the_mouse() -> None:
    async with dashboard(size=(180, 35)) as shown:
        await _come(shown, "pose", {"x": 1, "y": 2, "z": 3})
        await shown.press("G", "plus")
        await shown.click("[ ] y")
        await shown.click("[ ] z")
        assert "[x] y" in shown.text()
        await shown.click("  Plot  ")
        assert [words[2] for words in _legend(shown)] == ["y", "z"]


@pytest.mark.parametrize("pane", ["#log", "#history", "#payload"])
async def test_plus_in_another_pane_pins_the_number_of_its_message(pane: str) -> None:
    async with dashboard(size=(180, 35)) as shown:
        await _come(shown, "a", "1")
        await _come(shown, "b", "2")
        if pane == "#history":
            await shown.press("2")
        if pane == "#payload":
            shown.main._tree.select_path("a")
        await shown.focus(pane)
        if pane == "#log":
            await shown.press("up")
        if pane == "#history":
            await shown.press("down", "down")
        await shown.press("plus")
        assert [words[1] for words in _legend(shown)] == [{"#log": "b"}.get(pane, "a")]


async def test_plus_says_why_nothing_can_be_pinned() -> None:
    async with dashboard(size=(180, 35)) as shown:
        await _come(shown, "a/b", "running")
        await shown.press("plus")
        assert "Pick a topic that has messages." in shown.notifications()
        await shown.press("G", "plus")
        assert "There is no number in the payload of a/b." in shown.notifications()
        assert "1 payload" in _heading(shown)


async def test_no_more_are_pinned_than_there_is_room_for() -> None:
    async with dashboard(size=(200, 50)) as shown:
        await _come(shown, "a", list(range(100)))
        await shown.press("G", "plus", *["space", "down"] * 20, "enter")
        assert f"{MOST_PINNED} pinned" in _heading(shown)
        assert f"Only {MOST_PINNED} values can be plotted" in shown.notifications()
        assert "a [11]" in shown.text(PLOT)


async def test_minus_takes_the_series_in_front_off_and_c_all() -> None:
    async with dashboard(size=(180, 35)) as shown:
        await _come(shown, "a", {"x": 1, "y": 2, "z": 3})
        await shown.press("G", "plus", *["space", "down"] * 3, "enter")
        await shown.focus(PLOT)
        await shown.press("s", "minus")
        assert [words[2] for words in _legend(shown)] == ["x", "z"]
        await shown.press("c")
        assert "pinned" not in _heading(shown)
        assert [words[1] for words in _legend(shown)] == ["x", "y", "z"]
        await shown.press("minus")
        assert "Nothing is pinned." in shown.notifications()


async def test_the_cursor_reads_values_and_times() -> None:
    async with dashboard(size=(180, 35)) as shown:
        await _come(shown, "t", *range(20, 30))
        await _look(shown, "t")
        await shown.press("left")
        assert "end: live" in _heading(shown)
        assert _legend(shown)[0][2] == "29"
        await shown.press(*["left"] * 30)
        mark, name, value, at = _legend(shown)[0]
        assert (mark, name) == ("1", "t")
        assert 20 <= int(value) < 29
        # Messages came every half a second since the first frame, before which one passed.
        came = START + 0.5 + (int(value) - 20) * 0.5
        assert at == clock_time(came)
        frozen = shown.text(PLOT)
        await _come(shown, "t", 99)
        assert shown.text(PLOT) == frozen
        await shown.press("end")
        assert "live" in _heading(shown)
        assert _legend(shown)[0][2] == "99"


async def test_zoom_pan_and_the_oldest() -> None:
    async with dashboard(size=(180, 35)) as shown:
        await _come(shown, "t", *range(30))
        await _look(shown, "t")
        assert "live, 20 s" in _heading(shown)
        await shown.press("up", "k")
        assert "live, 10 s" in _heading(shown)
        await shown.press("H")
        assert "10 s until" in _heading(shown)
        assert "29" not in shown.lines(PLOT)[1]
        await shown.press("i")
        assert "5 s until" in _heading(shown)
        await shown.press("g")
        assert _legend(shown)[0][3:] == ["0", "…", "9"]
        await shown.press("shift+right")
        assert _legend(shown)[0][3:] == ["5", "…", "14"]
        await shown.press(*["L"] * 12)
        assert "live, 5 s" in _heading(shown)
        await shown.press("g", "G", "o", "down")
        assert "live, 15 s" in _heading(shown)


async def test_scales_are_held_have_zero_and_are_each_series_own() -> None:
    async with dashboard(size=(180, 35)) as shown:
        await _come(shown, "t", {"a": 100, "b": 1}, {"a": 110, "b": 2})
        await _look(shown, "t")
        assert "100┤" in shown.text(PLOT)
        await shown.press("a")
        assert "scale held" in _heading(shown)
        before = [line[:8] for line in shown.lines(PLOT)[2:-1]]
        await _come(shown, "t", {"a": 500, "b": 1})
        assert [line[:8] for line in shown.lines(PLOT)[2:-1]] == before
        await shown.press("a")
        assert "400┤" in shown.text(PLOT)
        await shown.press("n", "s")
        assert "own scales" in _heading(shown)
        assert "1.4┤" in shown.text(PLOT)
        await shown.press("0")
        assert "with 0" in _heading(shown)
        assert "0.0┤" in shown.text(PLOT)


async def test_nothing_joins_points_between_which_nothing_came_for_long() -> None:
    async with dashboard(size=(180, 35)) as shown:
        await _come(shown, "t", *[5] * 10)
        await shown.frame(120)
        await _come(shown, "t", *[5] * 10)
        await _look(shown, "t")
        assert 2 <= _dots(shown) < 20


async def test_what_is_not_finite_or_no_number_is_counted() -> None:
    async with dashboard(size=(180, 35)) as shown:
        await _come(shown, "t", "1", "nan", "inf", "running", "2")
        await _look(shown, "t")
        assert "2 not finite · 1 without a number" in _heading(shown)


async def test_the_mouse_places_the_cursor_zooms_and_pans() -> None:
    async with dashboard(size=(180, 35)) as shown:
        await _come(shown, "t", {"a": 1, "b": 2}, {"a": 2, "b": 3}, {"a": 3, "b": 2})
        await _look(shown, "t")
        await shown.wheel(1, PLOT)
        assert "15 s" in _heading(shown)
        await shown.wheel(-2, PLOT)
        assert "5 s" in _heading(shown)
        await shown.pilot.click(PLOT, offset=(40, 5))
        await shown.frame()
        assert "end: live" in _heading(shown)
        assert shown.main._details.plot._span.cursor_column is not None
        await shown.press("end")
        first = shown.main._details.plot._span.first
        await shown.pilot._post_mouse_events([MouseDown], PLOT, offset=(30, 5), button=1)
        await shown.pilot._post_mouse_events([MouseMove], PLOT, offset=(42, 5), button=1)
        await shown.pilot._post_mouse_events([MouseUp], PLOT, offset=(42, 5), button=1)
        span = shown.main._details.plot._span
        assert span.first == first - 12
        assert span.cursor is None
        await shown.click("b  ", PLOT)
        assert shown.style("b  ", PLOT).underline
        assert not shown.style("a  ", PLOT).underline


async def test_the_tree_shows_the_values_of_what_is_pinned() -> None:
    async with dashboard(size=(180, 35)) as shown:
        await _come(shown, "t", *[1] * 20, *[2] * 40, *[9] * 40)
        assert "▇▇▇▇" in shown.line("t ", "#tree")
        plain = shown.style("▇", "#tree").color
        await shown.press("G", "plus")
        line = shown.line("t 9", "#tree")
        assert " 1 ▁" in line
        assert line.index("▁") < line.index("▇")
        await shown.press("g")
        assert shown.style("1 ▁", "#tree").color == shown.style("1", PLOT).color != plain
        await shown.press("1")
        await _come(shown, "t", *[-50] * 40)
        assert shown.line("t -50", "#tree").rindex("▁") > shown.line("t -50", "#tree").index("▇")


async def test_forgetting_all_empties_the_plot_and_pins_go_on() -> None:
    async with dashboard(size=(180, 35)) as shown:
        await _come(shown, "t", "5", "6")
        await shown.press("G", "plus", "x", "y")
        await shown.frame()
        assert _legend(shown) == [["1", "t", "–", "nothing", "in", "this", "time"]]
        await _come(shown, "t", "7")
        assert _legend(shown)[0][:3] == ["1", "t", "7"]


async def test_the_plot_outlives_messages_that_leave_the_log() -> None:
    async with dashboard(history_bytes=3_000) as shown:
        await _come(shown, "t", "1")
        await shown.press("G", "plus")
        await _come(shown, "t", *range(2, 60))
        assert shown.brokers[0].traffic.history.evicted > 20
        assert _legend(shown)[0][3:] == ["1", "…", "59"]


@pytest.mark.parametrize(
    "values",
    [
        [1e308, -1e308, 1e308],
        [5e-324, 1e-320],
        [2**60, 2**60 + 1],
        [0, 0, 0],
        [7],
        [True, False, True],
    ],
    ids=str,
)
async def test_any_values_are_drawn(values: list[float]) -> None:
    async with dashboard(size=(180, 35)) as shown:
        await _come(shown, "t", *values)
        await _look(shown, "t")
        assert _dots(shown) >= 1
        assert_harmless(shown)
        await shown.press("n", "0", "a", "left", "i", "i")
        assert_harmless(shown)


async def test_a_clock_that_was_set_back_breaks_nothing() -> None:
    async with dashboard(size=(180, 35)) as shown:
        await _come(shown, "t", 1, 2, 3)
        await _look(shown, "t")
        shown.clock.now -= 3600
        await _come(shown, "t", 4, 5)
        assert_harmless(shown)
        await shown.press("g")
        assert _dots(shown) >= 1


@pytest.mark.parametrize("topic", HOSTILE, ids=ascii)
async def test_hostile_topics_and_keys_are_only_drawn(topic: str) -> None:
    async with dashboard(size=(180, 35)) as shown:
        key = topic.encode(errors="replace").decode()
        payload = json.dumps({key: 1, "a" + key: [2, {key: 3}]})
        await shown.arrive(shown.message("x/" + topic, payload), shown.message("y" + topic, "4"))
        await shown.press("o", "end", "plus")
        assert_harmless(shown)
        await shown.press("space", "down", "space", "enter", "up", "plus")
        assert_harmless(shown)
        await shown.press("enter", "4")
        assert_harmless(shown)


@pytest.mark.parametrize("size", [(60, 16), (80, 24), (200, 50)])
async def test_it_fits_panes_of_every_size(size: tuple[int, int]) -> None:
    async with dashboard(size=size) as shown:
        await _come(shown, "t", {f"k{n}": n for n in range(9)}, {f"k{n}": 5 for n in range(9)})
        await shown.press("G", "plus", *["space", "down"] * 9, "enter")
        for key in ("4", "z", "z", *["left_curly_bracket"] * 20, *["right_curly_bracket"] * 40):
            await shown.press(key)
        assert_harmless(shown)
        plot = shown.main._details.plot
        for width, height in ((20, 3), (20, 12), (9, 2), (1, 1), (3, 20)):
            plot.styles.width, plot.styles.height = width, height
            await shown.frame()
            await shown.frame()
            assert_harmless(shown)
            assert plot.size == (width, height)


async def test_an_unpinned_series_rests_while_another_tab_is_on_show() -> None:
    async with dashboard(size=(180, 35)) as shown:
        await _come(shown, "t", "1")
        await _look(shown, "t")
        await shown.press("1")
        assert shown.main._plotted.shown == []
        await _come(shown, "t", "2")
        await shown.press("4")
        await shown.frame()
        assert _legend(shown) == [["1", "t", "2", "1", "…", "2"]]


async def test_curves_have_marks_where_colours_do_not_tell_them_apart() -> None:
    async with dashboard(size=(180, 35)) as shown:
        await _come(shown, "t", *[{"a": n, "b": -n} for n in range(20)])
        await _look(shown, "t")
        curves = shown.lines(PLOT)[2:-1]
        assert not any("1" in line.partition("│")[2] for line in curves)
        shown.app.theme = "textual-dark"
        shown.app.no_color = True
        await shown.frame()
        shown.main._details.plot.notify_style_update()
        await shown.frame()
        curves = shown.lines(PLOT)[2:-1]
        assert any("1" in line.partition("│")[2] for line in curves)
        assert any("2" in line.partition("│")[2] for line in curves)
