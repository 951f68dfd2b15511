"""Rows of the log that tell when there was no connection."""

from __future__ import annotations

from rich.cells import cell_len

from pubsub_tui.session import Phase
from pubsub_tui.transports.base import Cause, Problem
from tests.ui.dashboard import Dashboard, dashboard

LOG = "#log"
LOST = Problem(Cause.CLOSED, "The connection to localhost:1883 was lost.")
MARK = "── no connection"


async def gap(shown: Dashboard, seconds: float = 12.0) -> None:
    """Lose the connection for a while."""
    await shown.lose(LOST)
    await shown.frame(seconds - 0.5)
    await shown.press("r")
    while shown.session.state.phase is not Phase.ONLINE:
        await shown.pilot.pause()
    await shown.frame()


async def numbered(shown: Dashboard, first: int, count: int, topic: str = "t") -> None:
    await shown.arrive(*[shown.message(topic, f"<{each}>") for each in range(first, first + count)])


def texts(shown: Dashboard) -> list[str]:
    """The rows without the scrollbar."""
    return [line[:40].rstrip() for line in shown.lines(LOG)]


def values(shown: Dashboard) -> list[str]:
    """What the rows say, in a word each."""
    rows = [line for line in shown.lines(LOG) if line.strip()]
    return ["gap" if MARK in row else row.split()[2] for row in rows]


async def test_a_gap_stands_between_the_messages_with_its_length() -> None:
    async with dashboard() as shown:
        await numbered(shown, 0, 2)
        await gap(shown)
        await numbered(shown, 2, 1)
        assert values(shown) == ["<0>", "<1>", "gap", "<2>"]
        line = shown.line(MARK, LOG)
        assert "no connection for 12.0 s ──" in line
        assert "3 · following" in shown.text("#log-pane")


async def test_without_a_gap_there_is_no_row_for_one() -> None:
    async with dashboard() as shown:
        await numbered(shown, 0, 3)
        assert MARK not in shown.text(LOG)
        assert shown.main._log._rows._marks == []


async def test_the_first_connection_ends_no_gap() -> None:
    async with dashboard(online=False) as shown:
        while shown.session.state.phase is not Phase.ONLINE:
            await shown.frame()
        await numbered(shown, 0, 1)
        assert values(shown) == ["<0>"]


async def test_gaps_with_no_message_between_them_are_one() -> None:
    async with dashboard() as shown:
        await numbered(shown, 0, 1)
        await gap(shown)
        await gap(shown, 100.0)
        await numbered(shown, 1, 1)
        assert values(shown) == ["<0>", "gap", "<1>"]
        assert "no connection 2 times: 1m 52s" in shown.line(MARK, LOG)


async def test_a_scope_joins_the_gaps_between_its_messages() -> None:
    async with dashboard() as shown:
        await numbered(shown, 0, 1, "a")
        await gap(shown)
        await numbered(shown, 1, 1, "b")
        await gap(shown)
        await numbered(shown, 2, 1, "a")
        assert values(shown) == ["<0>", "gap", "<1>", "gap", "<2>"]
        await shown.click("a ", "#tree")
        assert MARK in shown.text(LOG)
        assert "2 times: 24.0 s" in shown.line(MARK, LOG)
        assert len([line for line in shown.lines(LOG) if line.strip()]) == 3


async def test_the_cursor_passes_over_a_gap_in_both_directions() -> None:
    async with dashboard() as shown:
        await numbered(shown, 0, 2)
        await gap(shown)
        await numbered(shown, 2, 2)
        await shown.focus(LOG)
        for key, value in (("up", "<3>"), ("up", "<2>"), ("up", "<1>"), ("up", "<0>")):
            await shown.press(key)
            assert value in shown.text("#payload")
        for value in ("<1>", "<2>", "<3>"):
            await shown.press("down")
            assert value in shown.text("#payload")
        await shown.press("g")
        assert "<0>" in shown.text("#payload")


async def test_gaps_at_both_ends_are_no_trap() -> None:
    async with dashboard() as shown:
        await gap(shown)
        await numbered(shown, 0, 2)
        await gap(shown)
        assert values(shown) == ["gap", "<0>", "<1>", "gap"]
        await shown.focus(LOG)
        for key, value in (("up", "<1>"), ("down", "<1>"), ("g", "<0>"), ("up", "<0>")):
            await shown.press(key)
            assert value in shown.text("#payload"), key


async def test_a_click_on_a_gap_picks_nothing_and_one_below_it_the_right_message() -> None:
    async with dashboard() as shown:
        await numbered(shown, 0, 2)
        await gap(shown)
        await numbered(shown, 2, 2)
        await shown.click("no connection", LOG)
        assert "following" in shown.text("#log-pane")
        await shown.click("<2>", LOG)
        assert "<2>" in shown.text("#payload")


async def test_a_new_gap_below_does_not_move_what_is_looked_at() -> None:
    async with dashboard() as shown:
        await numbered(shown, 0, 100)
        await gap(shown)
        await numbered(shown, 100, 100)
        await shown.wheel(-10, LOG)
        before = texts(shown)
        await gap(shown)
        await numbered(shown, 200, 5)
        assert texts(shown) == before
        assert "below" in shown.text("#log-pane")


async def test_what_is_looked_at_stays_when_messages_above_a_gap_are_evicted() -> None:
    async with dashboard(history_bytes=40_000) as shown:
        await numbered(shown, 0, 100)
        await gap(shown)
        await numbered(shown, 100, 150)
        await shown.wheel(-15, LOG)
        before = texts(shown)
        await numbered(shown, 250, 100)
        assert shown.main._traffic.history.evicted > 0
        assert texts(shown) == before
        await numbered(shown, 350, 100)  # Now the gap is gone, too.
        assert shown.main._traffic.gaps.entries == ()


async def test_a_gap_that_comes_while_paused_is_shown_afterwards() -> None:
    async with dashboard() as shown:
        await numbered(shown, 0, 1)
        await shown.press("ctrl+s")
        await gap(shown)
        await numbered(shown, 1, 1)
        assert values(shown) == ["<0>"]
        assert "paused · 1 new" in shown.text("#log-pane")
        await shown.press("ctrl+s")
        assert values(shown) == ["<0>", "gap", "<1>"]


async def test_forgetting_everything_forgets_the_gaps() -> None:
    async with dashboard() as shown:
        await numbered(shown, 0, 1)
        await gap(shown)
        await numbered(shown, 1, 1)
        await shown.press("x", "y")
        await numbered(shown, 2, 1)
        assert values(shown) == ["<2>"]


async def test_a_gap_fills_the_row_and_says_its_length_at_every_width() -> None:
    async with dashboard() as shown:
        await numbered(shown, 0, 1)
        await gap(shown)
        await numbered(shown, 1, 1)
        for width in (60, 80, 200):
            await shown.pilot.resize_terminal(width, 24)
            await shown.frame()
            row = shown.line(MARK, LOG)
            assert cell_len(row) == shown.main._log.size.width
            assert row.endswith("──")
            assert "no connection for 12.0 s" in row


async def test_finding_goes_over_gaps() -> None:
    async with dashboard() as shown:
        await numbered(shown, 0, 3)
        await gap(shown)
        await numbered(shown, 3, 3)
        await shown.press("f", *'"<1>"', "enter")
        await shown.focus(LOG)
        await shown.press("N")
        assert "<1>" in shown.text("#payload")
        assert "▌" in shown.line("<1>", LOG)
