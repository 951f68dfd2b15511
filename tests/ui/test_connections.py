"""Several brokers at once: a tab for each, with its own screen; what is not on show goes on."""

from __future__ import annotations

from collections.abc import Mapping

import pytest
from rich.color import Color
from textual._xterm_parser import XTermParser
from textual.events import Key

from pubsub_tui.settings import ProfileMark
from pubsub_tui.transports.base import Cause, Problem
from pubsub_tui.transports.scripted import ScriptedTransport
from pubsub_tui.ui.actions import ALT_DIGITS
from pubsub_tui.ui.app import Look
from pubsub_tui.ui.connections import Connection
from pubsub_tui.ui.widgets.connection_tabs import ConnectionTabs
from tests.ui.dashboard import Dashboard, dashboard

CLOUD = "cloud.example:1883"
ANOTHER: Mapping[str, ScriptedTransport | None] = {CLOUD: None}
TABS = "ConnectionTabs"
LOST = Problem(Cause.CLOSED, "The connection was closed.")
REFUSED = Problem(Cause.REFUSED, "Nothing listens on cloud.example:1883.")
NO_ENTRY = Problem(Cause.NOT_AUTHORIZED, "cloud.example:1883 does not let this client in.")


async def test_one_connection_has_no_line_of_tabs() -> None:
    async with dashboard() as shown:
        assert not shown.main.query_one(ConnectionTabs).display
        await shown.press("ctrl+pagedown", "alt+1")
        assert shown.main.query_one("#tree-pane").region.y == 0
        await shown.press("f1")
        assert "Several connections" not in shown.text("#help")


async def test_each_connection_has_a_tab_and_a_screen_of_its_own() -> None:
    async with dashboard(others=ANOTHER) as shown:
        await shown.arrive(shown.message("edge/one", "on"))
        assert "1 ● localhost:1883" in shown.text(TABS)
        assert "2 ● cloud.example:1883" in shown.text(TABS)
        shown.brokers[1].transport.feed([shown.message("cloud/one", "off")])
        await shown.press("ctrl+pagedown")
        assert "cloud" in shown.text("#tree")
        assert "edge" not in shown.text("#tree")
        assert shown.lines()[-1].startswith(f" ● {CLOUD}")
        await shown.press("ctrl+pagedown")
        assert "edge" in shown.text("#tree")


@pytest.mark.parametrize("key", ["f9", "f10", "ctrl+pageup", "alt+2"])
async def test_keys_switch_from_wherever_the_focus_is(key: str) -> None:
    async with dashboard(others=ANOTHER) as shown:
        await shown.press("p", key)
        assert shown.app.connections.shown == 1
        await shown.press("q")
        assert not shown.app.is_running


async def test_what_textual_makes_of_alt_and_a_digit_works_but_where_text_is_written() -> None:
    parser = XTermParser()
    for number, key in enumerate(ALT_DIGITS, 1):
        (event,) = parser.feed(f"\x1b{number}")
        assert isinstance(event, Key)
        assert event.key == key
    async with dashboard(others=ANOTHER) as shown:
        await shown.press(ALT_DIGITS[1])
        assert shown.app.connections.shown == 1
        await shown.press("p", ALT_DIGITS[0])
        assert shown.app.connections.shown == 1


async def test_a_click_on_a_tab_shows_it() -> None:
    async with dashboard(others=ANOTHER) as shown:
        await shown.click("cloud")
        assert shown.app.connections.shown == 1
        await shown.click("localhost", TABS)
        assert shown.app.connections.shown == 0


async def test_the_palette_shows_a_connection_by_its_name_whatever_that_is() -> None:
    async with dashboard(others={"[fd00::1]:1883": None, "[/nope]\\[b]:1": None}) as shown:
        for words, shown_then in (("fd00", 1), ("(/nope)/(b)", 2), ("localhost", 0)):
            await shown.press("ctrl+p")
            await shown.paste(words)
            await on_screen(shown, "Show its dashboard.")
            assert words in shown.text()
            await shown.press("enter")
            await shown.frame()
            assert shown.app.connections.shown == shown_then


async def on_screen(shown: Dashboard, words: str) -> None:
    """The palette searches in its own time."""
    for _ in range(100):
        if words in shown.text():
            return
        await shown.frame()


async def test_the_users_keys_switch() -> None:
    keys = {"connections.next": "ctrl+x", "connections.2": "B"}
    async with dashboard(others=ANOTHER, look=Look(keys=keys)) as shown:
        await shown.press("f9", "alt+2")
        assert shown.app.connections.shown == 0
        await shown.press("ctrl+x")
        assert shown.app.connections.shown == 1
        await shown.press("alt+1", "B")
        assert shown.app.connections.shown == 1


async def test_a_terminal_resized_meanwhile_and_another_theme_are_taken_up() -> None:
    async with dashboard(others=ANOTHER) as shown:
        await shown.press("f9", "f1", "f9")
        await shown.pilot.resize_terminal(80, 24)
        shown.app.theme = "textual-light"
        await shown.press("f9")
        assert "─ help ─" in shown.text()
        await shown.press("escape")
        assert max(map(len, shown.lines())) <= 80
        bar = shown.style("2", TABS).bgcolor
        await shown.press("f9")
        assert shown.style("2", TABS).bgcolor == bar


async def test_the_tabs_stay_when_a_pane_has_the_whole_screen() -> None:
    async with dashboard(others=ANOTHER) as shown:
        await shown.press("z")
        assert shown.lines()[0].startswith(" 1 ● localhost:1883")
        assert shown.main.query_one("#tree-pane").region.size == (120, 33)
        await shown.press("f9", "f9")
        assert shown.main.query_one("#tree-pane").region.size == (120, 33)


async def test_a_terminal_that_is_too_small_says_so() -> None:
    async with dashboard(others=ANOTHER, size=(50, 12)) as shown:
        assert "Make it larger" in shown.text()


async def test_a_number_without_a_connection_is_told() -> None:
    async with dashboard(others=ANOTHER) as shown:
        await shown.press("alt+7")
        assert "There is no connection 7." in shown.notifications()
        assert shown.app.connections.shown == 0


async def test_what_is_not_on_show_is_counted_and_not_drawn() -> None:
    async with dashboard(others=ANOTHER) as shown:
        first = shown.main
        await shown.press("alt+2", "alt+1", "alt+2")
        drawn: list[float] = []
        first._log.frame = drawn.append  # type: ignore[assignment,method-assign]
        shown.transport.feed([shown.message("a/b", str(n)) for n in range(100)])
        for _ in range(4):
            await shown.frame()
        assert not drawn
        assert first._frames._next is None
        assert shown.brokers[0].traffic.root.subtree_count == 100
        assert "0.0/s" not in shown.line("localhost", TABS)[:30]
        await shown.press("alt+1")
        assert drawn
        assert first._frames._next is not None


async def test_what_is_pinned_to_a_plot_is_read_before_the_history_loses_it() -> None:
    async with dashboard(others=ANOTHER, history_bytes=3_000) as shown:
        first = shown.main
        await shown.arrive(shown.message("t", "1"))
        await shown.press("G", "plus", "f9")
        for number in range(60):
            shown.brokers[0].transport.feed([shown.message("t", str(number))])
            first._details.plot.catch_up()
        assert first._reading._active.is_set()
        assert shown.brokers[0].traffic.history.evicted > 20
        assert first._plotted.missed == 0
        await shown.press("f9")
        assert not first._reading._active.is_set()


async def test_a_broker_that_fails_leaves_the_others_alone() -> None:
    failing = ScriptedTransport(problem=REFUSED)
    async with dashboard(others={CLOUD: failing}) as shown:
        assert f"2 ✗ {CLOUD}" in shown.text(TABS)
        await shown.arrive(shown.message("a", "1"))
        assert "a" in shown.text("#tree")
        await shown.press("f9")
        assert REFUSED.what in shown.text("Notice")
        failing.problem = None
        await shown.press("r")
        assert f"2 ● {CLOUD}" in shown.text(TABS)


async def test_a_lost_connection_is_told_in_its_tab() -> None:
    async with dashboard(others=ANOTHER) as shown:
        shown.brokers[1].transport.lose(LOST)
        await shown.pilot.pause()
        await shown.frame()
        assert f"2 ○ {CLOUD}" in shown.text(TABS)
        assert "1 ● localhost" in shown.text(TABS)


async def test_a_login_is_asked_for_by_name_once_it_is_on_show() -> None:
    locked = ScriptedTransport(problem=NO_ENTRY)
    async with dashboard(others={CLOUD: locked}) as shown:
        assert f"2 ? {CLOUD}" in shown.text(TABS)
        assert not shown.app.screen.query("Input#login-password")
        await shown.press("f9")
        assert f"╭─ password for {CLOUD} ─" in shown.text()
        await shown.press(*"sec", "f9")
        assert "password for" not in shown.text()
        await shown.press("f9")
        locked.problem = None
        await shown.press(*"ret", "enter")
        assert shown.brokers[1].passwords[-1] == "secret"
        assert shown.passwords == [None]


async def test_leaving_closes_every_connection() -> None:
    async with dashboard(others=ANOTHER) as shown:
        sessions = [broker.session for broker in shown.brokers]
    assert [session.state.phase.value for session in sessions] == ["closed", "closed"]


async def test_a_session_that_breaks_ends_the_app_only_when_it_is_the_last() -> None:
    async with dashboard(others=ANOTHER) as shown:
        first, second = shown.brokers
        _break(second.transport)
        await shown.frame()
        assert shown.app.is_running
        assert "RuntimeError: out of order" in shown.notifications()
        _break(first.transport)
        await shown.pilot.pause()
        assert not shown.app.is_running
        assert isinstance(shown.app.failure, RuntimeError)


def _break(transport: ScriptedTransport) -> None:
    assert transport._lost is not None
    transport._lost.set_exception(RuntimeError("out of order"))


async def test_the_number_has_the_colour_of_the_profile() -> None:
    async with dashboard(others=ANOTHER) as shown:
        shown.brokers[1].session.profile = ProfileMark("prod", "#cc0000")
        await shown.frame()
        assert shown.style("2", TABS).bgcolor == Color.parse("#cc0000")
        assert shown.style("1", TABS).bgcolor != Color.parse("#cc0000")


async def test_a_name_is_made_safe() -> None:
    async with dashboard() as shown:
        given = Connection(shown.session, shown.brokers[0].traffic, name="a\x1b[2Jb")
        assert given.name == "a␛[2Jb"
