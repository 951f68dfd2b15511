"""Brokers that do what mosquitto does not."""

from __future__ import annotations

import asyncio
from pathlib import Path

from pubsub_tui.retained.removal import NOT_KEPT, Removal
from pubsub_tui.retained.wanted import Wanted, below
from pubsub_tui.transports.mqtt import MqttTransport
from pubsub_tui.transports.mqtt_options import MqttOptions
from tests.brokers import HOST
from tests.transports.handmade import (
    PUBLISH,
    SUBSCRIBE,
    Reader,
    Serve,
    Writer,
    read_number,
    read_packet,
    read_version,
    serving,
    until_closed,
)
from tests.transports.packets import CONNACK, packet, publish, suback

UNSUBSCRIBE = 10


def unsuback(number: int) -> bytes:
    """An UNSUBACK that says that there was no such subscription (MQTT 5.0, section 3.11.3)."""
    return packet(0xB0, number.to_bytes(2, "big") + b"\x00\x11")


async def looked(serve: Serve, wanted: Wanted, folder: Path) -> Removal:
    """A removal that has looked at what such a server keeps."""
    async with serving(serve) as server:
        options = MqttOptions(HOST, server.port, version=5)
        work = Removal(lambda: MqttTransport(options), wanted, "here", folder, quiet=0.2)
        await asyncio.wait_for(work.look(), 20)
        return work


async def test_a_broker_without_retained_messages_says_so_at_once(tmp_path: Path) -> None:
    async def serve(reader: Reader, writer: Writer) -> None:
        await read_version(reader)
        writer.write(packet(0x20, b"\x00\x00\x02\x25\x00"))
        await until_closed(reader)

    work = await looked(serve, below(""), tmp_path)
    assert work.failure == NOT_KEPT


async def test_a_subscription_that_is_refused_says_so(tmp_path: Path) -> None:
    async def serve(reader: Reader, writer: Writer) -> None:
        await read_version(reader)
        writer.write(CONNACK[5])
        writer.write(suback(5, await read_number(reader, SUBSCRIBE), 0x87))
        writer.write(unsuback(await read_number(reader, UNSUBSCRIBE)))
        await until_closed(reader)

    work = await looked(serve, below("a"), tmp_path)
    assert work.failure == "The broker does not tell which there are: not authorized."


async def test_messages_that_come_late_one_by_one_are_all_listed(tmp_path: Path) -> None:
    """As from a broker that sends them beside its answers, in parts."""

    async def serve(reader: Reader, writer: Writer) -> None:
        await read_version(reader)
        writer.write(CONNACK[5])
        writer.write(suback(5, await read_number(reader, SUBSCRIBE), 0))
        for number in range(4):
            writer.write(unsuback(await read_number(reader, UNSUBSCRIBE)))
            if number < 3:
                writer.write(publish(5, b"a/%d" % number, b"x", retain=True))
        writer.write(unsuback(await read_number(reader, UNSUBSCRIBE)))
        await until_closed(reader)

    work = await looked(serve, below("a"), tmp_path)
    assert (work.failure, list(work.found)) == ("", ["a/0", "a/1", "a/2"])


async def test_the_qos_of_a_deletion_is_one_that_the_broker_takes(tmp_path: Path) -> None:
    deletions = []

    async def serve(reader: Reader, writer: Writer) -> None:
        await read_version(reader)
        writer.write(packet(0x20, b"\x00\x00\x02\x24\x00"))
        while True:
            asked = await read_packet(reader)
            number = int.from_bytes(asked[2:4], "big")
            if asked[0] >> 4 == SUBSCRIBE:
                writer.write(publish(5, b"a", b"x", retain=True) + suback(5, number, 0))
            elif asked[0] >> 4 == UNSUBSCRIBE:
                writer.write(unsuback(number))
            elif asked[0] >> 4 == PUBLISH:
                deletions.append(asked)

    async with serving(serve) as server:
        options = MqttOptions(HOST, server.port, version=5)
        work = Removal(lambda: MqttTransport(options), below(""), "here", tmp_path, quiet=0.2)
        await work.look()
        await work.delete()
    assert deletions == [publish(5, b"a", retain=True)]
    assert work.remained == ["a"]


async def test_a_reason_in_words_is_counted(tmp_path: Path) -> None:
    async def serve(reader: Reader, writer: Writer) -> None:
        await read_version(reader)
        writer.write(CONNACK[5])
        while True:
            asked = await read_packet(reader)
            if asked[0] >> 4 == PUBLISH:
                topic_end = 4 + int.from_bytes(asked[2:4], "big")
                number = asked[topic_end : topic_end + 2]
                writer.write(packet(0x40, number + b"\x97"))
                continue
            number_ = int.from_bytes(asked[2:4], "big")
            if asked[0] >> 4 == SUBSCRIBE:
                writer.write(publish(5, b"a", b"x", retain=True) + suback(5, number_, 0))
            elif asked[0] >> 4 == UNSUBSCRIBE:
                writer.write(unsuback(number_))

    async with serving(serve) as server:
        options = MqttOptions(HOST, server.port, version=5)
        work = Removal(lambda: MqttTransport(options), below(""), "here", tmp_path, quiet=0.2)
        await work.look()
        await work.delete()
    assert work.sent is not None
    assert work.sent.refused == {"quota exceeded": 1}
    assert work.sent.refused_topics == {"a"}
