"""The MQTT transport against a broker made by hand: exact bytes, refusals and silence."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

import pytest

from pubsub_tui.message import Message
from pubsub_tui.transports import mqtt
from pubsub_tui.transports.base import Cause, Publication, Subscription, TransportError
from pubsub_tui.transports.mqtt import MqttTransport
from pubsub_tui.transports.mqtt_options import MqttOptions
from tests.brokers import HOST, PATIENCE, eventually
from tests.transports import packets
from tests.transports.handmade import (
    PUBLISH,
    SUBSCRIBE,
    Reader,
    Serve,
    Writer,
    read_kind,
    read_number,
    read_version,
    serving,
    until_closed,
)
from tests.transports.linking import linked
from tests.transports.packets import CONNACK, publish, suback, topic_alias

SERVER_BUSY = 0x89

both_versions = pytest.mark.parametrize("version", [5, 4])


def broker(then: Callable[[int, Reader, Writer], Awaitable[None]]) -> Serve:
    """Lets everybody in, does ``then``, and reads on until the client has gone."""

    async def serve(reader: Reader, writer: Writer) -> None:
        version = await read_version(reader)
        writer.write(CONNACK[version])
        await then(version, reader, writer)
        await until_closed(reader)

    return serve


def sending(stream: Callable[[int], bytes], size: int) -> Serve:
    """Grants a subscription, and sends that stream in pieces of that size."""

    async def send(version: int, reader: Reader, writer: Writer) -> None:
        number = await read_number(reader, SUBSCRIBE)
        whole = suback(version, number, 2) + stream(version)
        for at in range(0, len(whole), size):
            writer.write(whole[at : at + size])
            await writer.drain()
            await asyncio.sleep(0)

    return broker(send)


def mixed(version: int) -> bytes:
    """300 messages, every third at QoS 1, each payload its place in the order."""
    return b"".join(
        publish(version, b"t", b"%d" % number, qos=int(number % 3 == 0), number=number + 1)
        for number in range(300)
    )


@both_versions
@pytest.mark.parametrize("size", [3, 50, 1_000_000])
async def test_the_order_on_the_wire_is_the_order_of_arrival(version: int, size: int) -> None:
    async with serving(sending(mixed, size)) as server, linked(server.port, version) as near:
        await near.subscribe()
        assert await near.payloads(300) == [b"%d" % number for number in range(300)]
        assert [each.qos for each in near.received] == [
            int(number % 3 == 0) for number in range(300)
        ]


async def test_aliases_are_shared_by_all_qos() -> None:
    def stream(_: int) -> bytes:
        one, two = topic_alias(1), topic_alias(2)
        return b"".join(
            [
                publish(5, b"set/by/0", b"a", properties=one),
                publish(5, b"", b"b", qos=1, number=1, properties=one),
                publish(5, b"set/by/1", b"c", qos=1, number=2, properties=two),
                publish(5, b"", b"d", properties=two),
                publish(5, b"", b"e", qos=2, number=3, properties=two),
                packets.pubrel(3),
            ]
        )

    async with serving(sending(stream, 1_000_000)) as server, linked(server.port, 5) as near:
        await near.subscribe()
        await near.payloads(5)
        assert [(each.topic, each.payload) for each in near.received] == [
            ("set/by/0", b"a"),
            ("set/by/0", b"b"),
            ("set/by/1", b"c"),
            ("set/by/1", b"d"),
            ("set/by/1", b"e"),
        ]


@both_versions
@pytest.mark.parametrize("qos", [0, 1])
async def test_a_topic_that_is_no_utf_8_arrives(version: int, qos: int) -> None:
    def stream(version: int) -> bytes:
        return publish(version, b"bad/\xff\x1b", b"x", qos=qos, number=qos)

    async with serving(sending(stream, 100)) as server, linked(server.port, version) as near:
        await near.subscribe()
        await near.payloads(1)
        topic = near.received[0].topic
        assert topic.encode("utf-8", "surrogateescape") == b"bad/\xff\x1b"


@both_versions
async def test_a_refused_subscription_is_told_from_a_granted_one(version: int) -> None:
    async def refuse(version: int, reader: Reader, writer: Writer) -> None:
        number = await read_number(reader, SUBSCRIBE)
        writer.write(suback(version, number, 1, 0x87 if version == 5 else 0x80))

    async with serving(broker(refuse)) as server, linked(server.port, version) as near:
        granted = await near.transport.subscribe([Subscription("a", 1), Subscription("$SYS/#")])
    assert [(each.topic_filter, each.qos) for each in granted] == [("a", 1), ("$SYS/#", None)]
    assert granted[0].refusal == ""
    assert granted[1].refusal == ("not authorized" if version == 5 else "unspecified error")


async def test_the_reason_of_a_disconnect_is_told() -> None:
    async def disconnect(_: int, reader: Reader, writer: Writer) -> None:
        number = await read_number(reader, SUBSCRIBE)
        writer.write(suback(5, number, 2) + bytes([0xE0, 2, SERVER_BUSY, 0]))

    async with serving(broker(disconnect)) as server, linked(server.port, 5) as near:
        await near.subscribe()
        problem = await asyncio.wait_for(near.transport.wait_closed(), PATIENCE)
    assert problem.cause is Cause.BUSY
    assert "busy" in problem.what


@both_versions
async def test_the_last_messages_before_the_end_are_delivered(version: int) -> None:
    async def burst(version: int, reader: Reader, writer: Writer) -> None:
        number = await read_number(reader, SUBSCRIBE)
        writer.write(suback(version, number, 2) + mixed(version))
        writer.write_eof()

    async with serving(broker(burst)) as server, linked(server.port, version) as near:
        await near.subscribe()
        problem = await asyncio.wait_for(near.transport.wait_closed(), PATIENCE)
        assert problem.cause is Cause.CLOSED
        assert len(near.received) == 300


@both_versions
@pytest.mark.parametrize("qos", [1, 2])
async def test_an_unanswered_publication_is_not_called_accepted(
    version: int, qos: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(mqtt, "ANSWER_SECONDS", 0.2)

    async def ignore(_: int, reader: Reader, __: Writer) -> None:
        await read_kind(reader, PUBLISH)

    async with serving(broker(ignore)) as server, linked(server.port, version) as near:
        outcome = await near.transport.publish(Publication("t", b"x", qos))
    assert not outcome.accepted
    assert "no answer" in outcome.reason


@both_versions
async def test_a_publication_under_way_hears_of_the_lost_connection(version: int) -> None:
    async def hang_up(_: int, reader: Reader, writer: Writer) -> None:
        await read_kind(reader, PUBLISH)
        writer.close()

    async with serving(broker(hang_up)) as server, linked(server.port, version) as near:
        publishing = asyncio.create_task(near.transport.publish(Publication("t", b"x", 1)))
        await asyncio.wait_for(near.transport.wait_closed(), PATIENCE)
        await near.transport.close()
        outcome = await asyncio.wait_for(publishing, PATIENCE)
    assert not outcome.accepted
    assert "lost" in outcome.reason


@both_versions
async def test_a_malformed_packet_ends_the_connection(version: int) -> None:
    def stream(version: int) -> bytes:
        return publish(version, b"t", b"sound") + packets.packet(0x30, b"\x00\x09cut")

    async with serving(sending(stream, 1_000)) as server, linked(server.port, version) as near:
        await near.subscribe()
        problem = await asyncio.wait_for(near.transport.wait_closed(), PATIENCE)
        await eventually(lambda: server.closed == 1)
    assert [each.payload for each in near.received] == [b"sound"]
    assert problem.what


@both_versions
async def test_the_backlog_grows_while_nobody_reads(version: int) -> None:
    sent = asyncio.Event()
    payload = b"x" * 10_000

    async def send(version: int, reader: Reader, writer: Writer) -> None:
        writer.write(publish(version, b"t", payload)[:-1])
        await writer.drain()
        sent.set()

    async with serving(broker(send)) as server, linked(server.port, version) as near:
        await asyncio.wait_for(sent.wait(), PATIENCE)
        await eventually(lambda: near.transport.backlog() > len(payload))
        assert near.received == []


async def test_a_broker_that_ignores_the_good_bye_does_not_hold_us(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(mqtt, "CLOSE_SECONDS", 0.2)
    release = asyncio.Event()

    async def sleep(_: int, __: Reader, ___: Writer) -> None:
        await release.wait()

    async with serving(broker(sleep)) as server:
        transport = MqttTransport(MqttOptions(HOST, server.port))
        received: list[Message] = []
        await transport.connect(received.extend)
        async with asyncio.timeout(PATIENCE):
            await transport.close()
        with pytest.raises(TransportError):
            await transport.wait_closed()
        release.set()
        await eventually(lambda: server.closed == 1)
