"""The doctor's screen: steps as they come, what is found, and what its keys do."""

from __future__ import annotations

import asyncio

import pytest

from pubsub_tui.doctor.examination import Examination
from pubsub_tui.session import Session
from pubsub_tui.transports.base import Cause, Problem
from pubsub_tui.transports.mqtt_options import MqttOptions
from pubsub_tui.ui.examining import Examine
from pubsub_tui.ui.screens.doctor import DoctorScreen
from pubsub_tui.ui.widgets.lines_view import LinesView
from tests.brokers import HOST, Mosquitto, eventually, free_port
from tests.transports.handmade import Reader, Writer, serving, until_closed
from tests.ui.dashboard import Dashboard, dashboard


def at(port: int) -> Examine:
    """Examines what is at that port of this machine."""

    def examine(session: Session) -> Examination:
        return Examination(
            MqttOptions(HOST, port),
            tuple(session.subscriptions.active),
            before=tuple(session.troubles),
        )

    return examine


async def finished(shown: Dashboard) -> None:
    """Wait until the report is whole, and draw it."""
    screen = shown.app.screen
    assert isinstance(screen, DoctorScreen)
    await eventually(lambda: screen._examination.finished)
    screen.tick()
    await shown.frame()
    await shown.frame()


@pytest.mark.parametrize("size", [(80, 24), (120, 35), (200, 50)])
async def test_a_broker_that_is_away(size: tuple[int, int]) -> None:
    port = free_port()
    async with dashboard(size=size, examine=at(port)) as shown:
        await shown.press("!")
        await finished(shown)
        text = shown.text()
        assert "can not be connected to." in text
        assert "✗ TCP" in text
        assert "What was found" in text
        assert "Try:" in text
        await shown.press("escape")
        assert not isinstance(shown.app.screen, DoctorScreen)


async def test_what_is_found_is_on_screen_though_the_steps_are_many(
    mosquitto: Mosquitto,
) -> None:
    async with dashboard(size=(80, 24), filters=("#",), examine=at(mosquitto.port)) as shown:
        await shown.lose(Problem(Cause.PACKET_SIZE, "A packet was too large."))
        await shown.press("!")
        await finished(shown)
        assert "What was met with earlier" in shown.text()
        assert "• A packet was too large." in shown.text()
        await shown.press("g")
        assert "✓ resolve" in shown.text()
        await shown.press("G")
        assert "round trip, QoS 2" in shown.text()


async def test_steps_are_shown_while_they_run_and_can_be_left() -> None:
    async def listen(reader: Reader, writer: Writer) -> None:
        await until_closed(reader)

    async with serving(listen) as server, dashboard(examine=at(server.port)) as shown:
        await shown.press("!")
        screen = shown.app.screen
        assert isinstance(screen, DoctorScreen)
        await eventually(lambda: screen._examination.record.running == "CONNECT")
        screen.tick()
        await shown.frame()
        assert "Examining …" in shown.text()
        assert "… CONNECT" in shown.text()
        assert "✓ TCP" in shown.text()
        await shown.press("escape")
        await eventually(lambda: server.closed == server.opened)


async def test_again_and_copy() -> None:
    async with dashboard(examine=at(free_port())) as shown:
        await shown.press("f12")
        await finished(shown)
        screen = shown.app.screen
        assert isinstance(screen, DoctorScreen)
        before = screen._examination
        await shown.press("r")
        await finished(shown)
        assert screen._examination is not before
        await shown.press("y")
        assert shown.app.clipboard.startswith(f"{HOST}:")
        assert "Likely:  The host answers" in shown.app.clipboard
        assert "Report copied" in shown.notifications()


async def test_what_the_other_side_says_is_drawn_as_text() -> None:
    async def greet(reader: Reader, writer: Writer) -> None:
        await reader.read(100)
        writer.write(bytes([0x20, 14, 0, 0x97, 11, 0x1F, 0, 8]) + b"[b]\x1b[2J]")

    async with serving(greet) as server, dashboard(examine=at(server.port)) as shown:
        await shown.press("!")
        await finished(shown)
        assert "“[b]␛[2J]”" in shown.text()


async def test_two_that_push_each_other_out_are_told_apart_by_a_key() -> None:
    taken: list[bool] = []
    async with dashboard(examine=at(free_port())) as shown:
        shown.session._take_another_id = lambda: taken.append(True)
        await shown.lose(Problem(Cause.TAKEN_OVER, "Another client uses the id x.", "Change it."))
        assert "Press ! and then i to take another client id." in shown.text("Notice")
        await shown.press("!")
        await finished(shown)
        assert "i gives it another client id" in shown.text()
        await shown.press("i")
        assert taken == [True]
        await eventually(lambda: len(shown.transports) == 2)
        await shown.frame()
        assert "i gives it another client id" not in shown.text()


async def test_buttons_do_what_the_keys_do() -> None:
    async with dashboard(size=(80, 24), examine=at(free_port())) as shown:
        await shown.press("!")
        await finished(shown)
        screen = shown.app.screen
        assert isinstance(screen, DoctorScreen)
        before = screen._examination
        await shown.click("Again", "#doctor")
        await finished(shown)
        assert screen._examination is not before
        await shown.click("Close", "#doctor")
        assert shown.app.screen is shown.main
        await shown.press("!")
        await finished(shown)
        await shown.click("Copy", "#doctor")
        assert "Report copied" in shown.notifications()


async def test_nothing_to_examine() -> None:
    async with dashboard() as shown:
        await shown.press("!")
        assert "can not be examined" in shown.notifications()


async def test_the_report_is_drawn_again_at_another_width() -> None:
    async with dashboard(size=(120, 35), examine=at(free_port())) as shown:
        await shown.press("!")
        await finished(shown)
        await shown.pilot.resize_terminal(80, 24)
        await asyncio.sleep(0)
        await finished(shown)
        view = shown.app.screen.query_one(LinesView)
        assert view.virtual_size.width <= view.size.width
