"""The status line: every figure, every phase of the connection, and what narrow screens show."""

from __future__ import annotations

import pytest

from pubsub_tui.message import Message
from pubsub_tui.transports.base import Cause, Problem
from pubsub_tui.transports.scripted import ScriptedTransport
from tests.ui.dashboard import Dashboard, dashboard

DROPPED = "$SYS/broker/publish/messages/dropped"
WIDE = (200, 30)
LOST = Problem(Cause.CLOSED, "The connection to localhost:1883 was lost.")
REFUSED = Problem(Cause.REFUSED, "Nothing listens on localhost:1883: connection refused.")
LOGIN = Problem(Cause.CREDENTIALS, "localhost:1883 refused the user name or password.")


def status(shown: Dashboard) -> str:
    """The last line of the screen."""
    return shown.lines()[-1]


def parts(shown: Dashboard) -> list[str]:
    """What stands between the dots of the last line."""
    return status(shown).split(" · ")


def many(shown: Dashboard, count: int, size: int = 1000) -> list[Message]:
    """Messages that arrive now on one topic."""
    return [shown.message("a", b"x" * size)] * count


async def test_nothing_has_come_yet() -> None:
    async with dashboard(size=WIDE) as shown:
        figures = ["rx 0", "0.0/s", "0 B/s", "kept 0 B", "evicted 0", "lag 0 B", "? help"]
        assert parts(shown) == [" ● localhost:1883", "MQTT 5", *figures]


async def test_received_and_rates() -> None:
    async with dashboard(size=WIDE) as shown:
        for _ in range(8):
            await shown.arrive(*many(shown, 1000))
            await shown.frame()
        assert "rx 8,000" in parts(shown)
        assert "1091/s" in parts(shown)
        assert "1.1 MB/s" in parts(shown)
        await shown.frame(60)
        assert "0.0/s" in parts(shown)
        assert "rx 8,000" in parts(shown)


async def test_kept_and_evicted_tell_what_the_log_lost() -> None:
    async with dashboard(size=WIDE, history_bytes=1_000_000) as shown:
        await shown.arrive(*many(shown, 100))
        assert "evicted 0" in parts(shown)
        kept = next(part for part in parts(shown) if part.startswith("kept "))
        assert 100 <= float(kept.split()[1]) <= 150
        assert kept.endswith(" kB")
        await shown.arrive(*many(shown, 1900))
        evicted = next(part for part in parts(shown) if part.startswith("evicted "))
        assert int(evicted.split()[1].replace(",", "")) > 1000
        assert "rx 2,000" in parts(shown)


async def test_lag_is_what_waits_unread() -> None:
    async with dashboard(size=WIDE) as shown:
        shown.transport.unread = 1_234_567
        await shown.frame()
        assert "lag 1.2 MB" in parts(shown)
        shown.transport.unread = 0
        await shown.frame()
        assert "lag 0 B" in parts(shown)


async def test_cleared_is_counted_and_received_goes_on() -> None:
    async with dashboard(size=WIDE) as shown:
        await shown.arrive(*many(shown, 1200))
        await shown.press("x")
        assert "Forget 1 topic and 1,200 messages" in shown.text()
        await shown.press("n")
        assert "cleared" not in status(shown)
        await shown.press("x", "y")
        assert "cleared 1,200" in parts(shown)
        assert "rx 1,200" in parts(shown)
        assert "kept 0 B" in parts(shown)


async def test_a_broker_that_others_depend_on_is_marked() -> None:
    async with dashboard(size=(60, 24)) as shown:
        shown.session.production = True
        await shown.frame(1.0)
        assert "PRODUCTION" in parts(shown)


async def test_read_only_and_paused() -> None:
    async with dashboard(size=WIDE, read_only=True) as shown:
        assert "🔒 read-only" in parts(shown)
        assert "PAUSED" not in parts(shown)
        await shown.press("ctrl+s")
        assert "PAUSED" in parts(shown)
        await shown.press("ctrl+s")
        assert "PAUSED" not in parts(shown)


async def test_what_the_broker_dropped() -> None:
    async with dashboard(size=WIDE) as shown:
        await shown.arrive(shown.message(DROPPED, "0"))
        assert "dropped" not in status(shown)
        await shown.arrive(shown.message(DROPPED, "12345"))
        assert "broker dropped 12,345" in parts(shown)


@pytest.mark.parametrize("payload", ["", "many", "-5", "²³", "٣", "1\x1b[2J", b"\xff\xfe"])
async def test_a_dropped_count_that_is_no_number_is_left_out(payload: str | bytes) -> None:
    async with dashboard(size=WIDE) as shown:
        await shown.arrive(shown.message(DROPPED, payload))
        assert "rx 1" in parts(shown)
        assert "dropped" not in status(shown)


async def test_refused_filters_stay_in_the_line() -> None:
    transport = ScriptedTransport(refusals={"a/#": "not authorized"})
    async with dashboard(size=WIDE, transport=transport, filters=("a/#", "b/#")) as shown:
        assert "1 filter refused" in parts(shown)


async def test_each_phase_in_words() -> None:
    transport = ScriptedTransport()
    async with dashboard(size=WIDE, transport=transport) as shown:
        transport.problem = REFUSED
        await shown.lose(LOST)
        assert parts(shown)[0] == " ● localhost:1883 waiting 30 s"
        await shown.frame(12)
        assert parts(shown)[0] == " ● localhost:1883 waiting 18 s"
        await shown.frame(100)
        assert parts(shown)[0] == " ● localhost:1883 waiting 0 s"
        transport.problem = LOGIN
        await shown.press("r")
        await shown.press("escape")
        assert parts(shown)[0] == " ● localhost:1883 password needed"
        transport.problem = None
        await shown.press("r", "x", "enter")
        assert parts(shown)[:2] == [" ● localhost:1883", "MQTT 5"]


async def test_the_dot_has_a_colour_for_each_phase() -> None:
    transport = ScriptedTransport()
    async with dashboard(transport=transport) as shown:
        online = shown.style("●").color
        await shown.lose(LOST)
        assert shown.style("●").color != online


CHEAP_FIRST = [
    "MQTT 5",
    "? help",
    "1.1 MB/s",
    "1091/s",
    "kept 1",
    "lag 123 kB",
    "evicted 7",
    "rx 8",
]


@pytest.mark.parametrize(("width", "there"), [(60, 3), (80, 5), (100, 7), (160, 8)])
async def test_what_leaves_a_narrow_line_first(width: int, there: int) -> None:
    async with dashboard(size=(width, 24), history_bytes=1_100_000) as shown:
        shown.transport.unread = 123_456
        for _ in range(8):
            await shown.arrive(*many(shown, 1000))
            await shown.frame()
        present = [figure in status(shown) for figure in CHEAP_FIRST]
        assert present == [False] * (8 - there) + [True] * there, status(shown)


@pytest.mark.parametrize("width", [60, 80, 100, 160])
async def test_warnings_stay_longest(width: int) -> None:
    async with dashboard(size=(width, 24), read_only=True) as shown:
        await shown.arrive(shown.message(DROPPED, "7"))
        await shown.press("ctrl+s")
        for warning in ("🔒 read-only", "PAUSED", "broker dropped 7"):
            assert warning in parts(shown)
        assert shown.strips("StatusBar")[0].cell_length == width


@pytest.mark.parametrize("width", [60, 80, 100, 160])
async def test_a_long_name_is_cut_and_nothing_is_wider_than_the_screen(width: int) -> None:
    async with dashboard(size=(width, 24)) as shown:
        name = "broker.of.a.very.long.name." * 8
        shown.session.state = shown.session.state.__class__(
            shown.session.state.phase, f"{name}\x1b:1883", shown.session.state.link
        )
        await shown.frame()
        assert status(shown).startswith(" ● broker.of.a.very.long.name.")
        assert status(shown).endswith("…")
        assert "\x1b" not in shown.text()
        assert all(strip.cell_length == width for strip in shown.strips())
