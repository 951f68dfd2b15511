"""The session when broker and network fail: it always comes back, without a key pressed."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from pubsub_tui import session as session_module
from pubsub_tui.connect_options import ConnectOptions
from pubsub_tui.connection import make_session
from pubsub_tui.model.traffic import Traffic
from pubsub_tui.session import ConnectionState, Phase, Session
from pubsub_tui.settings import Settings
from pubsub_tui.transports.base import Publication
from tests.brokers import HOST, PATIENCE, Mosquitto, eventually
from tests.transports.handmade import (
    Reader,
    Writer,
    read_kind,
    read_version,
    serving,
    until_closed,
)
from tests.transports.linking import linked
from tests.transports.packets import PINGRESP, packet
from tests.transports.relay import relayed

RESTARTS = 20
PINGREQ = 12


@pytest.fixture(autouse=True)
def quick_retry(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(session_module, "wait_seconds", lambda *_: 0.02)


@asynccontextmanager
async def listening(
    port: int, connect: ConnectOptions | None = None, version: int | None = None
) -> AsyncIterator[tuple[Session, Traffic]]:
    """A session of the dashboard's kind with its model, online."""
    traffic = Traffic()

    def hear(state: ConnectionState) -> None:
        traffic.hear(state.link is not None, state.gap)

    settings = Settings(
        HOST,
        port,
        topic_filters=("#",),
        qos=1,
        mqtt_version=version,
        connect=connect or ConnectOptions(),
    )
    session = make_session(settings, traffic.add, hear)
    task = asyncio.create_task(session.run())
    try:
        await eventually(lambda: session.state.phase is Phase.ONLINE)
        yield session, traffic
    finally:
        await asyncio.wait_for(session.close(), PATIENCE)
        await asyncio.wait({task}, timeout=PATIENCE)


async def heard(port: int, traffic: Traffic, topic: str) -> None:
    """Publish to the broker itself, and wait until it has come."""
    async with linked(port) as other:
        await other.send(topic, b"x")
    await eventually(lambda: traffic.topic(topic) is not None)


async def test_twenty_restarts_under_traffic(mosquitto: Mosquitto) -> None:
    sent = 0

    async def talk() -> None:
        nonlocal sent
        while True:
            outcome = await talker.publish(Publication("talk", b"x", sent % 3))
            sent += outcome.accepted
            await asyncio.sleep(0.001)

    port = mosquitto.port
    async with listening(port) as (session, traffic), listening(port) as (talker, _):
        talking = asyncio.create_task(talk())
        for number in range(1, RESTARTS + 1):
            before = traffic.received
            await eventually(lambda before=before: traffic.received > before)  # type: ignore[misc]
            # It says good-bye, or not.
            await asyncio.to_thread(mosquitto.stop if number % 2 else mosquitto.kill)
            await asyncio.to_thread(mosquitto.start)
            await eventually(lambda: session.state.phase is Phase.ONLINE)
            await eventually(lambda number=number: session.state.lost == number)  # type: ignore[misc]
        talking.cancel()
        await heard(port, traffic, "after")
        assert sent > RESTARTS
        assert session.state.link is not None
        assert session.state.link.protocol == "MQTT 5"
        gaps = traffic.gaps.entries
        assert sum(each.times for each in gaps) == RESTARTS
        assert all(0 < each.seconds < PATIENCE for each in gaps)
        numbers = [each.sequence for each in gaps]
        assert numbers == sorted(set(numbers))


@pytest.mark.parametrize("version", [5, 4])
async def test_a_network_that_was_cut_and_restored(mosquitto: Mosquitto, version: int) -> None:
    async with (
        relayed(mosquitto.port) as relay,
        listening(relay.port, version=version) as (session, traffic),
    ):
        for number in (1, 2, 3):
            await heard(mosquitto.port, traffic, f"before/{number}")
            await relay.cut()
            await eventually(lambda: session.state.attempt >= 2)
            assert session.state.phase is not Phase.ONLINE
            await relay.restore()
            await eventually(lambda: session.state.phase is Phase.ONLINE)
            await heard(mosquitto.port, traffic, f"after/{number}")
            (*_, gap) = traffic.gaps.entries
            assert len(traffic.gaps.entries) == session.state.lost == number
            assert traffic.history[gap.sequence - 1].topic == f"before/{number}"
            assert traffic.history[gap.sequence].topic == f"after/{number}"


async def test_a_network_that_stalls_for_less_than_the_keepalive_is_waited_for(
    mosquitto: Mosquitto,
) -> None:
    async with relayed(mosquitto.port) as relay, listening(relay.port) as (session, traffic):
        relay.stall()
        async with linked(mosquitto.port) as other:
            await other.send("held/back", b"x")
        relay.resume()
        await eventually(lambda: traffic.topic("held/back") is not None)
        assert session.state.lost == 0
        assert traffic.gaps.entries == ()


@pytest.mark.parametrize("version", [5, 4])
async def test_a_half_open_connection_is_found_in_time(mosquitto: Mosquitto, version: int) -> None:
    keepalive = 2
    connect = ConnectOptions(keepalive=keepalive)
    async with (
        relayed(mosquitto.port) as relay,
        listening(relay.port, connect, version) as (session, traffic),
    ):
        await heard(mosquitto.port, traffic, "before")
        relay.swallow()
        await eventually(lambda: session.state.lost == 1)
        problem = session.state.problem
        assert problem is not None
        assert "went silent" in problem.what
        relay.resume()
        await eventually(lambda: session.state.phase is Phase.ONLINE)
        await heard(mosquitto.port, traffic, "after")
        (gap,) = traffic.gaps.entries
        # Counted from the last byte that came.
        assert gap.seconds >= problem.silent_for >= keepalive / 2


async def test_a_link_on_which_only_pings_go_stays_open(mosquitto: Mosquitto) -> None:
    connect = ConnectOptions(keepalive=1)
    async with listening(mosquitto.port, connect) as (session, traffic):
        await eventually(lambda: mosquitto.log.count("Sending PINGRESP to pubsub-tui-") >= 3)
        assert session.state.lost == 0
        await heard(mosquitto.port, traffic, "after")


async def test_the_brokers_keepalive_holds() -> None:
    pinged = asyncio.Event()

    async def insist(reader: Reader, writer: Writer) -> None:
        await read_version(reader)
        writer.write(packet(0x20, b"\x00\x00\x03\x13\x00\x01"))
        await read_kind(reader, PINGREQ)
        pinged.set()
        writer.write(PINGRESP)
        await until_closed(reader)

    connect = ConnectOptions(keepalive=600)
    async with serving(insist) as server, linked(server.port, connect=connect) as near:
        assert near.link.limits.keepalive == 1
        await asyncio.wait_for(pinged.wait(), PATIENCE)


async def test_publishing_into_a_half_open_connection_ends_with_a_word(
    mosquitto: Mosquitto,
) -> None:
    connect = ConnectOptions(keepalive=1)
    async with relayed(mosquitto.port) as relay, listening(relay.port, connect) as (session, _):
        relay.swallow()
        outcome = await session.publish(Publication("t", b"x", 1))
        assert not outcome.accepted
        assert "lost before it was acknowledged" in outcome.reason


async def test_silence_does_not_make_a_session_of_version_5_one_of_3_1_1(
    mosquitto: Mosquitto, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("pubsub_tui.transports.opening.SILENCE_SECONDS", 0.1)
    monkeypatch.setattr("pubsub_tui.transports.opening.CONNACK_SECONDS", 0.3)
    async with relayed(mosquitto.port) as relay, listening(relay.port) as (session, _):
        accepted = relay.accepted
        await relay.cut()
        relay.stall()
        await relay.restore()
        await eventually(lambda: relay.accepted >= accepted + 3)
        relay.resume()
        await eventually(lambda: session.state.phase is Phase.ONLINE)
        assert session.state.link is not None
        assert session.state.link.protocol == "MQTT 5"


@pytest.mark.parametrize("version", [5, 4])
async def test_a_kept_session_brings_what_was_sent_during_each_gap(
    mosquitto: Mosquitto, version: int
) -> None:
    connect = ConnectOptions(client_id="kept", session_expiry=600)
    async with (
        relayed(mosquitto.port) as relay,
        listening(relay.port, connect, version) as (session, traffic),
        linked(mosquitto.port) as other,
    ):
        for number in range(5):
            await other.send(f"live/{number}", b"x", 1, retain=True)
            await eventually(lambda n=number: traffic.topic(f"live/{n}") is not None)  # type: ignore[misc]
            await relay.cut()
            await eventually(lambda number=number: session.state.lost == number + 1)  # type: ignore[misc]
            await other.send(f"meanwhile/{number}", b"x", 1, retain=True)
            await eventually(lambda: session.state.attempt >= 2)
            await relay.restore()
            await eventually(lambda n=number: traffic.topic(f"meanwhile/{n}") is not None)  # type: ignore[misc]
            await eventually(lambda: session.state.phase is Phase.ONLINE)
            (*_, gap) = traffic.gaps.entries
            # It came before the session was online, and stands below the gap all the same,
            # beside what the broker sends again because the cut swallowed its PUBACK.
            below = {
                traffic.history[sequence].topic
                for sequence in range(gap.sequence, traffic.history.end)
            }
            assert f"meanwhile/{number}" in below
        assert traffic.received >= 10
        assert session.state.link is not None
        assert session.state.link.resumed is True
