"""Enhanced authentication of MQTT 5 (section 4.12), of which paho lets us make the first step."""

from __future__ import annotations

from pubsub_tui.connect_options import ConnectOptions
from pubsub_tui.transports.base import Cause
from pubsub_tui.transports.mqtt_options import MqttOptions
from tests.brokers import HOST, Mosquitto
from tests.transports.handmade import CONNECT, Reader, Writer, read_kind, serving, until_closed
from tests.transports.linking import linked, problem_of
from tests.transports.packets import CONNACK

ASKED = ConnectOptions(auth_method="token", auth_data=b"geheim\xff")
METHOD = b"\x15\x00\x05token"
DATA = b"\x16\x00\x07geheim\xff"
CONTINUE = b"\xf0\x0a\x18\x08" + METHOD


async def test_method_and_data_go_with_the_connect() -> None:
    connects: list[bytes] = []

    async def accept(reader: Reader, writer: Writer) -> None:
        connects.append(await read_kind(reader, CONNECT))
        writer.write(CONNACK[5])
        await until_closed(reader)

    async with serving(accept) as server, linked(server.port, connect=ASKED):
        pass
    assert METHOD in connects[0]
    assert DATA in connects[0]


async def test_a_broker_that_asks_for_more_is_told_apart() -> None:
    async def ask(reader: Reader, writer: Writer) -> None:
        await read_kind(reader, CONNECT)
        writer.write(CONTINUE)
        await until_closed(reader)

    async with serving(ask) as server:
        problem = await problem_of(MqttOptions(HOST, server.port, connect=ASKED))
        assert problem.cause is Cause.BROKER
        assert "wants more than one step of the authentication" in problem.what
        assert server.opened == 1
        problem = await problem_of(MqttOptions(HOST, server.port))
        assert problem.cause is Cause.NOT_MQTT


async def test_a_method_that_the_broker_does_not_know(mosquitto: Mosquitto) -> None:
    problem = await problem_of(MqttOptions(HOST, mosquitto.port, connect=ASKED))
    assert problem.what.endswith("refused the connection: bad authentication method.")
