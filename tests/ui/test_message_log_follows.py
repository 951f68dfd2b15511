"""The message log follows the newest, until the user looks at something; that then stays put."""

from __future__ import annotations

import re

import pytest

from pubsub_tui.ui.widgets.message_log import MessageLog
from tests.ui.dashboard import Dashboard, dashboard

SHORTER, TALLER = "left_curly_bracket", "right_curly_bracket"
LOG = "#log"


class Counter:
    """Sends messages whose payloads are numbers, and reads the numbers on screen."""

    def __init__(self, shown: Dashboard) -> None:
        self.shown = shown
        self.sent = 0

    async def send(self, count: int, topic: str = "a") -> None:
        numbers = range(self.sent, self.sent + count)
        self.sent += count
        await self.shown.arrive(*[self.shown.message(topic, f"n{each}") for each in numbers])

    def seen(self) -> list[int]:
        return [int(number) for number in re.findall(r" n(\d+)", self.shown.text(LOG))]

    def state(self) -> str:
        return self.shown.lines("#log-pane")[0]

    def follows(self) -> bool:
        return "following" in self.state() and self.seen()[-1] == self.sent - 1


async def test_the_newest_is_always_on_screen() -> None:
    async with dashboard() as shown:
        numbers = Counter(shown)
        for _ in range(5):
            await numbers.send(30)
            assert numbers.follows()


async def test_arrivals_do_not_move_what_was_scrolled_to() -> None:
    async with dashboard() as shown:
        numbers = Counter(shown)
        await numbers.send(100)
        await shown.wheel(-5, LOG)
        before = numbers.seen()
        assert before[-1] < 99
        await numbers.send(50)
        assert numbers.seen() == before
        assert f"{149 - before[-1]} below · end follows" in numbers.state()


@pytest.mark.parametrize("topic", ["", "a"])
async def test_evictions_do_not_move_what_was_scrolled_to(topic: str) -> None:
    async with dashboard(history_bytes=30_000) as shown:
        numbers = Counter(shown)
        await numbers.send(190)
        if topic:
            await shown.click(topic, "#tree")
        await shown.wheel(-5, LOG)
        before = numbers.seen()
        for _ in range(5):
            await numbers.send(20)
            assert numbers.seen() == before
        assert "evicted 0" not in shown.text("StatusBar")


async def test_evictions_of_more_than_arrives_do_not_start_following() -> None:
    async with dashboard(history_bytes=150_000) as shown:
        numbers = Counter(shown)
        await numbers.send(1000)
        await shown.wheel(-1, LOG)
        before = numbers.seen()
        await shown.arrive(shown.message("a", "x" * 14_000))
        assert numbers.seen() == before
        assert "end follows" in numbers.state()


async def test_what_is_looked_at_can_be_evicted_altogether() -> None:
    async with dashboard(history_bytes=30_000) as shown:
        numbers = Counter(shown)
        await numbers.send(150)
        await shown.wheel(-100, LOG)
        assert numbers.seen()[0] == 0
        await numbers.send(500)
        assert numbers.seen()[0] > 400
        assert "end follows" in numbers.state()
        await shown.focus(LOG)
        await shown.press("end")
        assert numbers.follows()


@pytest.mark.parametrize("key", ["end", "G"])
async def test_a_key_follows_again(key: str) -> None:
    async with dashboard() as shown:
        numbers = Counter(shown)
        await numbers.send(100)
        await shown.focus(LOG)
        await shown.press("pageup", "pageup")
        assert not numbers.follows()
        await shown.press(key)
        assert numbers.follows()
        await numbers.send(30)
        assert numbers.follows()


async def test_the_wheel_turned_down_to_the_end_follows_again() -> None:
    async with dashboard() as shown:
        numbers = Counter(shown)
        await numbers.send(100)
        await shown.wheel(-5, LOG)
        assert not numbers.follows()
        await shown.wheel(20, LOG)
        assert numbers.follows()
        await numbers.send(10)
        assert numbers.follows()


async def test_the_first_key_starts_from_what_is_on_screen() -> None:
    async with dashboard() as shown:
        numbers = Counter(shown)
        await numbers.send(200)
        await shown.focus(LOG)
        await shown.wheel(-20, LOG)
        before = numbers.seen()
        await shown.press("up")
        assert numbers.seen() == before
        assert f"n{before[-2]}" in shown.text("#payload")


@pytest.mark.parametrize("key", ["space", "ctrl+s"])
async def test_pausing_counts_what_is_new_and_collecting_goes_on(key: str) -> None:
    async with dashboard() as shown:
        numbers = Counter(shown)
        await numbers.send(30)
        await shown.focus(LOG)
        await shown.press(key)
        before = numbers.seen()
        await numbers.send(7)
        await numbers.send(5)
        assert numbers.seen() == before
        assert "paused · 12 new" in numbers.state()
        assert "PAUSED" in shown.text("StatusBar")
        assert "rx 42" in shown.text("StatusBar")
        assert "n41" in shown.text("#tree")
        await shown.press(key)
        assert numbers.follows()
        assert "PAUSED" not in shown.text("StatusBar")


async def test_a_pause_counts_only_what_is_new_in_the_scope() -> None:
    async with dashboard() as shown:
        numbers = Counter(shown)
        await numbers.send(3, "a")
        await numbers.send(3, "b")
        await shown.click("a n2", "#tree")
        await shown.press("ctrl+s")
        await numbers.send(5, "b")
        assert "paused · 0 new" in numbers.state()
        await numbers.send(2, "a")
        assert "paused · 2 new" in numbers.state()


async def test_evictions_while_paused_do_not_move_what_is_kept() -> None:
    async with dashboard(history_bytes=30_000) as shown:
        numbers = Counter(shown)
        await numbers.send(190)
        await shown.press("ctrl+s")
        before = numbers.seen()
        await numbers.send(100)
        assert numbers.seen() == before
        await numbers.send(1000)
        assert numbers.seen() == []
        assert "Nothing is kept from before the pause" in shown.text(LOG)
        await shown.press("ctrl+s")
        assert numbers.follows()


async def test_clearing_clears_a_paused_log_too() -> None:
    async with dashboard() as shown:
        numbers = Counter(shown)
        await numbers.send(30)
        await shown.press("ctrl+s", "x", "y")
        await shown.frame()
        assert numbers.seen() == []
        assert "evicted)" not in shown.text(LOG)


async def test_a_picked_message_that_is_evicted_says_so() -> None:
    async with dashboard(history_bytes=30_000) as shown:
        numbers = Counter(shown)
        await numbers.send(100)
        await shown.focus(LOG)
        await shown.press("g")
        assert "n0" in shown.text("#payload")
        await numbers.send(300)
        assert "The message under the cursor was evicted to make room." in shown.notifications()
        assert "n0" not in shown.text("#payload")


async def test_a_picked_message_that_is_cleared_is_not_called_evicted() -> None:
    async with dashboard() as shown:
        numbers = Counter(shown)
        await numbers.send(10)
        await shown.focus(LOG)
        await shown.press("g", "x", "y")
        await shown.frame()
        assert shown.notifications() == ""
        assert "n0" not in shown.text()


@pytest.mark.parametrize("paused", [False, True])
async def test_a_row_that_was_evicted_since_the_last_frame_can_be_picked(paused: bool) -> None:
    async with dashboard(history_bytes=30_000) as shown:
        numbers = Counter(shown)
        await numbers.send(100)
        if paused:
            await shown.press("ctrl+s")
        shown.transport.feed([shown.message("a", f"n{each}") for each in range(100, 1000)])
        shown.main.query_one(MessageLog).action_first()  # Before any frame sees the eviction.
        await shown.frame()
        if paused:
            assert "Nothing is kept from before the pause" in shown.text(LOG)
        else:
            assert "end follows" in numbers.state()
            assert f" n{numbers.seen()[0]}" in shown.lines("#payload")


async def test_following_survives_every_change_of_size() -> None:
    async with dashboard() as shown:
        assert "Waiting for the first message" in shown.text()
        numbers = Counter(shown)
        await numbers.send(100)
        assert "Waiting for the first message" not in shown.text()
        assert numbers.follows()
        for size in ((90, 24), (140, 50), (60, 16), (120, 35)):
            await shown.pilot.resize_terminal(*size)
            await shown.frame()
            assert numbers.follows()
        for key in (
            SHORTER,
            SHORTER,
            TALLER,
            TALLER,
            TALLER,
            "less_than_sign",
            "z",
            "z",
        ):
            await shown.press(key)
            if numbers.seen():
                assert numbers.follows()
        await numbers.send(10)
        assert numbers.follows()


async def test_what_is_looked_at_stays_when_the_pane_changes_its_height() -> None:
    async with dashboard() as shown:
        numbers = Counter(shown)
        await numbers.send(100)
        await shown.wheel(-10, LOG)
        first = numbers.seen()[0]
        await shown.press(SHORTER, SHORTER)
        assert numbers.seen()[0] == first
        await shown.press(TALLER, TALLER, TALLER)
        assert numbers.seen()[0] == first
        await numbers.send(10)
        assert numbers.seen()[0] == first
