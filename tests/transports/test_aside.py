"""Properties kept from paho: what it gets instead, and what a message gets back."""

from __future__ import annotations

import asyncio

from hypothesis import given
from hypothesis import strategies as st

from pubsub_tui.transports.aside import PropertiesAside
from tests.transports.handmade import (
    SUBSCRIBE,
    Reader,
    Writer,
    read_number,
    read_version,
    serving,
    until_closed,
)
from tests.transports.linking import linked
from tests.transports.packets import (
    CONNACK,
    PINGRESP,
    content_type,
    puback,
    publish,
    pubrel,
    suback,
    user_property,
)

MANY = user_property(b"k", b"v") * 20_000


@given(
    qos=st.integers(0, 2),
    number=st.integers(1, 65_535),
    topic=st.binary(max_size=300),
    payload=st.binary(max_size=300),
    properties=st.binary(max_size=20_000),
)
def test_a_publish_loses_its_block_and_gives_it_back(
    qos: int, number: int, topic: bytes, payload: bytes, properties: bytes
) -> None:
    aside = PropertiesAside()
    whole = publish(5, topic, payload, qos=qos, number=number, properties=properties)
    bare = publish(5, topic, payload, qos=qos, number=number)
    assert aside.strip(whole) == bare
    assert aside.block_of(number if qos else 0) == (properties or None)
    assert aside.block_of(number if qos else 0) is None


@given(st.binary(min_size=2, max_size=40))
def test_any_other_packet_is_left_alone(packet: bytes) -> None:
    aside = PropertiesAside()
    served = aside.strip(packet)
    if packet[0] >> 4 != 3:
        assert served == packet


def test_packets_of_other_kinds_are_left_alone() -> None:
    aside = PropertiesAside()
    for packet in (PINGRESP, CONNACK[5], puback(7), pubrel(7), suback(5, 3, 0, 1)):
        assert aside.strip(packet) == packet


async def test_a_block_of_twenty_thousand_properties_arrives_whole_at_every_qos() -> None:
    async def send(reader: Reader, writer: Writer) -> None:
        version = await read_version(reader)
        writer.write(CONNACK[version])
        writer.write(suback(version, await read_number(reader, SUBSCRIBE), 2))
        for qos in (0, 1, 2):
            block = content_type(b"%d" % qos) + MANY
            writer.write(publish(5, b"t", b"x", qos=qos, number=qos, properties=block))
        writer.write(pubrel(2))
        await until_closed(reader)

    async with serving(send) as server, asyncio.timeout(10), linked(server.port, 5) as near:
        await near.subscribe()
        await near.payloads(3)
        for message in near.received:
            assert message.properties == content_type(b"%d" % message.qos) + MANY
