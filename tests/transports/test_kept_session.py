"""Sessions that the broker keeps while the client is away, and going on with them."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from pubsub_tui.connect_options import NEVER, ConnectOptions, Will
from pubsub_tui.message import Message
from pubsub_tui.transports import seam
from pubsub_tui.transports.base import Link, Subscription
from pubsub_tui.transports.continuity import Continuity
from pubsub_tui.transports.mqtt import MqttTransport
from pubsub_tui.transports.mqtt_options import MqttOptions
from tests.brokers import HOST, PATIENCE, Mosquitto, eventually
from tests.transports.handmade import Reader, Writer, read_kind, read_version, serving, until_closed
from tests.transports.linking import linked
from tests.transports.packets import CONNACK, packet, publish, pubrel
from tests.transports.relay import relayed

both_versions = pytest.mark.parametrize("version", [5, 4])

CONNECT, PUBACK, PUBREC, PUBCOMP = 1, 4, 5, 7
RESUMED = {5: b"\x20\x03\x01\x00\x00", 4: b"\x20\x02\x01\x00"}
KEPT = ConnectOptions(client_id="kept", session_expiry=3600)


class Rejoining:
    """Connects again and again as one client; what comes is gathered."""

    def __init__(self, port: int, version: int, connect: ConnectOptions = KEPT) -> None:
        self.options = MqttOptions(HOST, port, version=version, connect=connect)
        self.continuity = Continuity(connect.client_id)
        self.received: list[Message] = []

    @asynccontextmanager
    async def connected(self) -> AsyncIterator[tuple[MqttTransport, Link]]:
        transport = MqttTransport(self.options, self.continuity)
        try:
            yield transport, await transport.connect(self.received.extend)
        finally:
            await transport.close()

    def payloads(self) -> list[bytes]:
        return [each.payload for each in self.received]


@both_versions
async def test_what_is_sent_meanwhile_arrives_once(mosquitto: Mosquitto, version: int) -> None:
    client = Rejoining(mosquitto.port, version)
    async with client.connected() as (transport, link):
        assert link.resumed is False
        await transport.subscribe([Subscription("#", 2)])
    async with linked(mosquitto.port) as other:
        for number in range(50):
            await other.send("t", b"%d" % number, qos=1 + number % 2)
    async with client.connected() as (_, link):
        assert link.resumed is True
        assert link.client_id == "kept"
        # It is not subscribed to again: the broker has that, too.
        await eventually(lambda: len(client.received) >= 50)
        async with linked(mosquitto.port) as other:
            await other.send("t", b"live")
        await eventually(lambda: b"live" in client.payloads())
    assert sorted(client.payloads()) == sorted([*(b"%d" % each for each in range(50)), b"live"])


@both_versions
async def test_acknowledged_messages_do_not_come_again(mosquitto: Mosquitto, version: int) -> None:
    client = Rejoining(mosquitto.port, version)
    async with client.connected() as (transport, _):
        await transport.subscribe([Subscription("#", 1)])
        async with linked(mosquitto.port) as other:
            await other.send("t", b"1")
        await eventually(lambda: client.payloads() == [b"1"])
    async with linked(mosquitto.port) as other:
        await other.send("t", b"2")
    for _ in range(2):
        async with client.connected():
            await eventually(lambda: b"2" in client.payloads())
    assert client.payloads() == [b"1", b"2"]


async def test_overlapping_filters_of_a_kept_session_count_a_message_once(
    mosquitto: Mosquitto,
) -> None:
    client = Rejoining(mosquitto.port, 5)
    async with client.connected() as (transport, _):
        await transport.subscribe([Subscription("#", 1), Subscription("a/+", 1)])
    async with linked(mosquitto.port) as other:
        for number in range(5):
            await other.send("a/b", b"%d" % number)
    async with client.connected() as (transport, _):
        await eventually(lambda: transport.repeated() == 5)
        assert transport.brought("a/+") == 5
    assert client.payloads() == [b"%d" % number for number in range(5)]
    assert {each.properties for each in client.received} == {None}


async def test_a_session_without_an_expiry_is_thrown_away(mosquitto: Mosquitto) -> None:
    client = Rejoining(mosquitto.port, 5)
    async with client.connected() as (transport, _):
        await transport.subscribe([Subscription("#", 1)])
    async with linked(mosquitto.port, connect=ConnectOptions(client_id="kept")) as near:
        assert near.link.resumed is None
    async with client.connected() as (_, link):
        assert link.resumed is False


@both_versions
async def test_what_comes_right_behind_the_connack_is_taken_and_acknowledged(version: int) -> None:
    """Redelivered (DUP) messages, before anything is subscribed to."""
    acknowledged: list[int] = []

    async def resume(reader: Reader, writer: Writer) -> None:
        await read_version(reader)
        writer.write(
            RESUMED[version]
            + publish(version, b"t", b"zero")
            + publish(version, b"t", b"one", qos=1, dup=True, number=7)
            + publish(version, b"t", b"two", qos=2, dup=True, number=8)
            + publish(version, b"t", b"more", qos=0)
        )
        for kind in (PUBACK, PUBREC):
            found = await read_kind(reader, kind)
            acknowledged.append(int.from_bytes(found[2:4], "big"))
        writer.write(pubrel(8))
        found = await read_kind(reader, PUBCOMP)
        acknowledged.append(int.from_bytes(found[2:4], "big"))
        await until_closed(reader)

    async with serving(resume) as server:
        client = Rejoining(server.port, version)
        async with client.connected() as (_, link):
            assert link.resumed is True
            await eventually(lambda: len(acknowledged) == 3)
    assert client.payloads() == [b"zero", b"one", b"more", b"two"]
    assert acknowledged == [7, 8, 8]


@both_versions
async def test_a_message_of_qos_2_cut_in_the_middle_arrives_once(version: int) -> None:
    """The PUBREC has been sent, the PUBREL comes on the next connection (section 4.3.3)."""
    connections = 0
    block = b"\x26\x00\x01k\x00\x01v" if version == 5 else b""

    async def halfway(reader: Reader, writer: Writer) -> None:
        nonlocal connections
        connections += 1
        await read_version(reader)
        if connections == 1:
            first = publish(version, b"t", b"twice", qos=2, number=9, properties=block)
            writer.write(CONNACK[version] + first)
            await read_kind(reader, PUBREC)
            return
        writer.write(RESUMED[version] + pubrel(9))
        await read_kind(reader, PUBCOMP)
        await until_closed(reader)

    async with serving(halfway) as server:
        client = Rejoining(server.port, version)
        async with client.connected() as (transport, _):
            await asyncio.wait_for(transport.wait_closed(), PATIENCE)
        assert client.payloads() == []
        async with client.connected():
            await eventually(lambda: client.payloads() == [b"twice"])
    assert (client.received[0].properties or b"") == block


@both_versions
async def test_a_new_session_takes_up_nothing(version: int) -> None:
    connections = 0

    async def anew(reader: Reader, writer: Writer) -> None:
        nonlocal connections
        connections += 1
        await read_version(reader)
        first = publish(version, b"t", b"lost", qos=2, number=9)
        writer.write(CONNACK[version] + (first if connections == 1 else pubrel(9)))
        await read_kind(reader, PUBREC if connections == 1 else PUBCOMP)

    async with serving(anew) as server:
        client = Rejoining(server.port, version)
        for _ in range(2):
            async with client.connected() as (transport, link):
                assert link.resumed is False
                await asyncio.wait_for(transport.wait_closed(), PATIENCE)
    assert client.payloads() == []


async def test_packet_identifiers_go_on(mosquitto: Mosquitto) -> None:
    """The broker may still hold a message of QoS 2 by one that was used (section 2.2.1)."""
    client = Rejoining(mosquitto.port, 5)
    async with client.connected() as (transport, _):
        assert transport._client is not None
        await transport.subscribe([Subscription("#", 1)])
        used = seam.unfinished(transport._client).last_number
    async with client.connected() as (transport, _):
        assert transport._client is not None
        assert seam.unfinished(transport._client).last_number == used


@both_versions
async def test_without_the_fast_lane_it_works_as_well(
    mosquitto: Mosquitto, version: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(seam, "_NEEDED", ("nothing of that name",))
    client = Rejoining(mosquitto.port, version)
    async with client.connected() as (transport, link):
        assert link.resumed is False
        await transport.subscribe([Subscription("#", 1)])
    async with linked(mosquitto.port) as other:
        await other.send("t", b"meanwhile")
    async with client.connected() as (transport, link):
        assert link.resumed is True
        waiting = asyncio.ensure_future(transport.wait_closed())
        await eventually(lambda: client.payloads() == [b"meanwhile"])
        waiting.cancel()


@both_versions
async def test_connect_says_what_was_asked(version: int) -> None:
    packets: list[bytes] = []

    async def note(reader: Reader, writer: Writer) -> None:
        packets.append(await read_kind(reader, CONNECT))
        writer.write(CONNACK[version])
        await until_closed(reader)

    options = ConnectOptions(7, "me", NEVER, 20, Will("w", b"gone", 1, True, 30))
    async with serving(note) as server, linked(server.port, version, connect=options) as near:
        left_out = near.link.left_out
    will = b"\x00\x01w\x00\x04gone"
    flags = b"\x2c\x00\x07"  # a will of QoS 1 to be retained, and no clean start
    if version == 5:
        properties = b"\x11\xff\xff\xff\xff\x21\x00\x14"
        body = flags + bytes([len(properties)]) + properties + b"\x00\x02me\x05\x18\x00\x00\x00\x1e"
        assert left_out == ()
    else:
        body = flags + b"\x00\x02me"
        assert left_out == ("--receive-maximum", "--will-delay")
    assert packets == [packet(0x10, b"\x00\x04MQTT" + bytes([version]) + body + will)]


@both_versions
async def test_the_will_is_published_when_the_link_is_cut_and_not_after_a_good_bye(
    mosquitto: Mosquitto, version: int
) -> None:
    connect = ConnectOptions(will=Will("wills/me", b"gone", 1))
    async with linked(mosquitto.port) as other, relayed(mosquitto.port) as relay:
        await other.subscribe("wills/#", 1)
        async with linked(mosquitto.port, version, connect=connect):
            pass
        async with linked(relay.port, version, connect=connect):
            await relay.cut()
            await other.payloads(1)
        await other.send("wills/last", b"last")
        assert await other.payloads(2) == [b"gone", b"last"]
