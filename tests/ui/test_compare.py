"""A topic compared on two connections: newest payloads, what differs, and the lag."""

from __future__ import annotations

import pytest
from textual.widgets import Input

from pubsub_tui.transports.base import Cause, Problem
from pubsub_tui.ui.screens.compare import CompareScreen
from tests.ui.dashboard import Dashboard, dashboard

CLOUD = "cloud:1883"
BOX = "#compare"


async def tick(shown: Dashboard, seconds: float = 0.0) -> None:
    """Move the clock on, and draw a frame of the dialog."""
    shown.clock.now += seconds
    assert isinstance(shown.app.screen, CompareScreen)
    shown.app.screen.tick()
    await shown.pilot.pause()


async def wait(shown: Dashboard, seconds: int) -> None:
    """Let time go by as it does: the counts are settled more often than every five seconds."""
    for _ in range(seconds):
        shown.clock.now += 1
        for connection in shown.app.connections.all:
            connection.settle()
    await tick(shown)


def bridge(shown: Dashboard, payload: str, *, lag: float = 0.2, topic: str = "oven") -> None:
    """A message of the first broker, that the second one brings later."""
    first, second = (broker.transport for broker in shown.brokers[:2])
    first.feed([shown.message("oven", payload)])
    shown.clock.now += lag
    second.feed([shown.message(topic, payload)])


def flat(shown: Dashboard) -> str:
    """What the second side says as one line."""
    return " ".join(shown.text("#second").replace("▊", " ").split())


async def opened(shown: Dashboard) -> None:
    """Compare the topic oven."""
    await shown.frame()
    shown.main._tree.select_path("oven")
    await shown.press("C")
    await tick(shown)


async def test_the_same_payload_and_the_lag() -> None:
    async with dashboard(others={CLOUD: None}) as shown:
        for payload in ("1", "2", "3"):
            bridge(shown, payload)
        bridge(shown, "4", lag=1.5)
        await opened(shown)
        assert "The newest payloads are the same." in shown.text(BOX)
        line = shown.line("lag 1 → 2", BOX)
        assert "last 1.5 s · median 200 ms · p95 1.5 s · 4 messages" in line
        assert "times are of arrival here, on this machine" in shown.text(BOX)
        assert not shown.app.screen.query_one("#changes").display


async def test_payloads_that_differ_are_told_apart() -> None:
    async with dashboard(others={CLOUD: None}) as shown:
        first, second = (broker.transport for broker in shown.brokers)
        first.feed([shown.message("oven", '{"t": 21}')])
        second.feed([shown.message("oven", '{"t": 22}')])
        await opened(shown)
        assert "The newest payloads differ" in shown.text(BOX)
        assert '"t": 21' in shown.text("#first")
        assert '"t": 22' in shown.text("#second")
        assert "21" in shown.text("#difference")
        assert "22" in shown.text("#difference")
        await wait(shown, 10)
        assert "only on 1: 1 · only on 2: 1" in shown.text(BOX)


async def test_a_bridge_that_gives_another_prefix() -> None:
    async with dashboard(others={CLOUD: None}) as shown:
        bridge(shown, "1", topic="edge/oven")
        await opened(shown)
        assert "Only 1 localhost:1883 has a message." in shown.text(BOX)
        assert "nothing on this topic, but on edge/oven: ctrl+t" in flat(shown)
        await shown.press("ctrl+t")
        await tick(shown)
        assert "The newest payloads are the same." in shown.text(BOX)
        assert "200 ms" in shown.line("lag 1 → 2", BOX)


async def test_the_topic_there_is_written() -> None:
    async with dashboard(others={CLOUD: None}) as shown:
        bridge(shown, "1", topic="a/b/oven")
        await opened(shown)
        assert "brought nothing on this topic: write its name there" in flat(shown)
        shown.app.screen.query_one(Input).focus()
        await shown.press("ctrl+t", "home", *"a/b/")
        await tick(shown)
        assert "The newest payloads are the same." in shown.text(BOX)


async def test_the_topic_there_is_found_by_a_few_letters() -> None:
    async with dashboard(others={CLOUD: None}) as shown:
        bridge(shown, "1", topic="edge/site/oven")
        await opened(shown)
        await shown.press("ctrl+o", *"edgeov", "enter")
        await tick(shown)
        assert shown.app.screen.query_one(Input).value == "edge/site/oven"
        assert "The newest payloads are the same." in shown.text(BOX)


async def test_one_of_several_others_is_chosen() -> None:
    async with dashboard(others={CLOUD: None, "spare:1883": None}) as shown:
        bridge(shown, "1")
        shown.brokers[2].transport.feed([shown.message("oven", "other")])
        await opened(shown)
        assert "same" in shown.text(BOX)
        await shown.press("shift+tab", "shift+tab", "right")
        await tick(shown)
        assert "3 spare:1883 · text" in shown.text("#second")
        assert "differ" in shown.text(BOX)
        assert "other" in shown.text("#second")


async def test_what_is_not_connected_misses_nothing() -> None:
    async with dashboard(others={CLOUD: None}) as shown:
        bridge(shown, "1")
        await shown.frame()
        shown.brokers[1].transport.lose(Problem(Cause.CLOSED, "Gone."))
        await shown.pilot.pause()
        shown.brokers[0].transport.feed([shown.message("oven", "2")])
        await opened(shown)
        await wait(shown, 20)
        assert "2 cloud:1883 is not connected" in shown.text(BOX)
        assert "last 200 ms" in shown.text(BOX)


async def test_what_is_still_to_come_is_told_apart() -> None:
    async with dashboard(others={CLOUD: None}) as shown:
        bridge(shown, "1")
        shown.clock.now += 1
        shown.brokers[0].transport.feed([shown.message("oven", "2")])
        await opened(shown)
        assert "· 1 may still come" in shown.text(BOX)
        assert "only on 1: 0" in shown.text(BOX)


@pytest.mark.parametrize("size", [(60, 16), (80, 24), (200, 50)])
async def test_it_fits_and_closes(size: tuple[int, int]) -> None:
    async with dashboard(size=size, others={CLOUD: None}) as shown:
        bridge(shown, '{"a": 1}')
        shown.brokers[1].transport.feed([shown.message("oven", '{"a": 2}')])
        await opened(shown)
        for text in ('"a": 1', '"a": 2', "lag 1 → 2"):
            assert text in shown.text(BOX)
        assert ("what differs" in shown.text(BOX)) == (size[1] > 16)
        await shown.press("escape")
        assert not isinstance(shown.app.screen, CompareScreen)


async def test_it_stays_with_its_connection() -> None:
    async with dashboard(others={CLOUD: None}) as shown:
        bridge(shown, "1")
        await opened(shown)
        await shown.press("f9")
        assert not isinstance(shown.app.screen, CompareScreen)
        await shown.press("f9")
        assert isinstance(shown.app.screen, CompareScreen)


async def test_nothing_to_compare_is_told() -> None:
    async with dashboard(others={CLOUD: None}) as shown:
        await shown.press("C")
        assert "Select a topic that has messages" in shown.notifications()
    async with dashboard() as shown:
        await shown.arrive(shown.message("oven", "1"))
        await shown.press("C")
        assert not isinstance(shown.app.screen, CompareScreen)


async def test_hostile_topics_and_payloads_are_safe() -> None:
    topic, payload = "o\x1b[2Jven\u202e\udcff", "\x1b]52;c;eA==\x07[/nope]"
    async with dashboard(others={CLOUD: None}) as shown:
        for broker in shown.brokers:
            broker.transport.feed([shown.message(topic, payload)])
        await shown.frame()
        shown.main._tree.select_path(topic)
        await shown.press("C")
        await tick(shown)
        text = shown.text()
        assert "The newest payloads are the same." in text
        assert not set(text) & {"\x1b", "\x07", "\u202e", "\udcff"}


async def test_a_side_is_decoded_otherwise_and_says_what_it_does_not_do() -> None:
    async with dashboard(others={CLOUD: None}) as shown:
        bridge(shown, "21")
        await opened(shown)
        await shown.press("T")
        await tick(shown)
        assert "(chosen)" in shown.text("#first")
        assert "(chosen)" not in shown.text("#second")
        await shown.press("P")
        assert "The payload tab does that" in shown.notifications()
