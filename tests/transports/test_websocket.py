"""MQTT inside WebSocket: against mosquitto behind a strict server, and servers made by hand."""

from __future__ import annotations

import asyncio
import base64
import hashlib
import ssl
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from amqtt.broker import Broker

from pubsub_tui.transports import seam
from pubsub_tui.transports.base import Cause
from pubsub_tui.transports.frames import BINARY, CLOSE, PING, PONG
from pubsub_tui.transports.mqtt_options import MqttOptions
from pubsub_tui.way import Tls, Way, WebSocket
from tests.brokers import HOST, Mosquitto, accepts, eventually, free_port, speaks_websocket
from tests.certificates import make_ca, make_pair
from tests.conftest import StartMosquitto
from tests.relays import websocket_before
from tests.transports.handmade import Reader, Writer, serving, until_closed
from tests.transports.linking import PROTOCOLS, linked, problem_of
from tests.unit.test_frames import from_server, unmask

PLAIN = Way(websocket=WebSocket())
GUID = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11"
both_versions = pytest.mark.parametrize("version", [5, 4])


@pytest.fixture
async def port(mosquitto: Mosquitto) -> AsyncIterator[int]:
    """Where a mosquitto can be reached through WebSocket."""
    async with websocket_before(mosquitto.port) as port:
        yield port


@pytest.fixture
async def own(start_mosquitto: StartMosquitto) -> int:
    """Where a mosquitto speaks WebSocket itself."""
    if not speaks_websocket():
        pytest.skip("this build of mosquitto has no WebSocket")
    own = free_port()
    start_mosquitto(extra=(f"listener {own} {HOST}", "protocol websockets"))
    await eventually(lambda: accepts(own))
    return own


@both_versions
async def test_mosquittos_own_websocket(own: int, version: int) -> None:
    # What exceeds its socket's buffer, mosquitto 2.0.11 sends seconds later.
    large = bytes(range(256)) * 200
    async with linked(own, version, way=PLAIN) as near, linked(own, version, way=PLAIN) as far:
        await near.subscribe()
        for qos in (0, 1, 2):
            await far.send("t", b"%d" % qos, qos)
        await far.send("t", large, 0)
        assert await near.payloads(4) == [b"0", b"1", b"2", large]


@both_versions
async def test_messages_of_every_qos_come(port: int, version: int) -> None:
    async with linked(port, version, way=PLAIN) as near:
        assert near.link.protocol == PROTOCOLS[version]
        assert near.link.stages == ("WebSocket",)
        await near.subscribe()
        for qos in (0, 1, 2):
            await near.send("t", b"%d" % qos, qos)
        assert sorted(await near.payloads(3)) == [b"0", b"1", b"2"]


async def test_many_messages_and_large_ones_come_whole_and_by_the_fast_lane(port: int) -> None:
    large = bytes(range(256)) * 20_000
    sent = [b"%d" % number for number in range(3000)]
    async with linked(port, way=PLAIN) as near, linked(port, way=PLAIN) as far:
        await near.subscribe(qos=0)
        await far.send("large", large, 1)
        for each in sent:
            await far.send("t", each, 0)
        await far.send("large", large, 1)
        assert await near.payloads(len(sent) + 2) == [large, *sent, large]
        lane = near.lane
        assert lane is not None
        assert near.received[-1].received_at == lane.received_at


@both_versions
async def test_it_goes_over_tls_too(mosquitto: Mosquitto, tmp_path: Path, version: int) -> None:
    ca = make_ca(tmp_path)
    pair = make_pair(tmp_path, ca)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(pair.cert, pair.key)
    way = Way(Tls(ca=ca.cert), WebSocket())
    large = b"large" * 300_000
    async with (
        websocket_before(mosquitto.port, context) as port,
        linked(port, version, way=way) as near,
    ):
        assert near.link.encryption is not None
        await near.subscribe()
        await near.send("t", large, 1)
        for number in range(300):
            await near.send("t", b"%d" % number, 0)
        assert await near.payloads(301) == [large, *(b"%d" % number for number in range(300))]


async def test_a_broker_that_speaks_it_itself() -> None:
    broker = Broker(
        {
            "listeners": {"default": {"type": "ws", "bind": f"{HOST}:{(port := free_port())}"}},
            "plugins": {
                "amqtt.plugins.authentication.AnonymousAuthPlugin": {"allow_anonymous": True}
            },
        }
    )
    await broker.start()
    try:
        async with linked(port, 4, way=PLAIN) as near:
            await near.subscribe()
            await near.send("t", b"x", 1)
            assert await near.payloads(1) == [b"x"]
    finally:
        await broker.shutdown()


async def test_it_comes_the_plain_way_when_the_seam_is_gone(
    port: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(seam, "_NEEDED", (*seam._NEEDED, "_gone_from_paho"))
    async with linked(port, way=PLAIN) as near:
        await near.subscribe()
        closed = asyncio.create_task(near.transport.wait_closed())
        await near.send("t", b"x", 0)
        assert await near.payloads(1) == [b"x"]
        closed.cancel()


async def read_request(reader: Reader) -> dict[str, str]:
    head = (await reader.readuntil(b"\r\n\r\n")).decode()
    first, *lines = head.strip().split("\r\n")
    return {"": first, **{k.lower(): v for k, _, v in (line.partition(": ") for line in lines)}}


def accepting(request: dict[str, str]) -> bytes:
    digest = hashlib.sha1((request["sec-websocket-key"] + GUID).encode()).digest()
    accept = base64.b64encode(digest).decode()
    return (
        "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
        f"Sec-WebSocket-Accept: {accept}\r\nSec-WebSocket-Protocol: mqtt\r\n\r\n"
    ).encode()


async def read_frame(reader: Reader) -> tuple[int, bytes]:
    """A client's frame of less than 126 bytes."""
    head = await reader.readexactly(2)
    return unmask(head + await reader.readexactly(4 + (head[1] & 0x7F)))


CONNACK = bytes([0x20, 3, 0, 0, 0])
MESSAGE = bytes([0x30, 6, 0, 1]) + b"t\x00hi"


async def test_packets_may_be_split_over_frames_with_pings_between_them() -> None:
    answered: list[tuple[int, bytes]] = []
    connected = asyncio.Event()

    async def serve(reader: Reader, writer: Writer) -> None:
        writer.write(accepting(await read_request(reader)))
        await read_frame(reader)
        writer.write(
            from_server(BINARY, CONNACK[:2]) + from_server(BINARY, CONNACK[2:] + MESSAGE[:3])
        )
        await writer.drain()
        writer.write(from_server(PING, b"there?") + from_server(BINARY, MESSAGE[3:] + MESSAGE))
        answered.append(await read_frame(reader))
        await connected.wait()
        writer.write(from_server(CLOSE, b"\x03\xe8bye"))
        answered.append(await read_frame(reader))

    async with serving(serve) as server, linked(server.port, 5, way=PLAIN) as near:
        assert await near.payloads(2) == [b"hi", b"hi"]
        connected.set()
        problem = await asyncio.wait_for(near.transport.wait_closed(), 10)
        assert problem.cause is Cause.CLOSED
    assert answered == [(PONG, b"there?"), (CLOSE, b"\x03\xe8")]


async def test_path_query_and_headers_reach_the_server() -> None:
    requests: list[dict[str, str]] = []

    async def serve(reader: Reader, writer: Writer) -> None:
        requests.append(await read_request(reader))
        writer.write(b"HTTP/1.1 404 Not Found\r\n\r\n")

    asked = WebSocket("/ws?token=geheim", (("Authorization", "Bearer geheim"), ("Host", "other")))
    async with serving(serve) as server:
        options = MqttOptions(HOST, server.port, way=Way(websocket=asked))
        problem = await problem_of(options)
    [request] = requests
    assert request[""] == "GET /ws?token=geheim HTTP/1.1"
    assert request["authorization"] == "Bearer geheim"
    assert request["host"] == "other"
    assert request["sec-websocket-protocol"] == "mqtt"
    assert problem.cause is Cause.WEBSOCKET
    assert f"{HOST}:{server.port} opened no WebSocket at /ws: 404 Not Found." == problem.what
    assert "geheim" not in f"{problem} {options!r} {options.example}"


@pytest.mark.parametrize(
    ("answer", "what", "hint"),
    [
        (b"HTTP/1.1 401 Unauthorized\r\n\r\n", "401 Unauthorized", "--ws-header"),
        (
            b"HTTP/1.1 301 Moved\r\nLocation: https://x/y?k=geheim\r\n\r\n",
            "301 Moved",
            "https://x/y",
        ),
        (b"HTTP/1.1 200 OK\r\n\r\n<html>", "200 OK", "/mqtt"),
        (
            b"HTTP/1.1 101 Sure\r\nSec-WebSocket-Accept: wrong\r\n\r\n",
            "not speak WebSocket",
            "mqtt://",
        ),
        (b"220 mail.example ESMTP\r\n", "not speak WebSocket", "mqtt://"),
        (b"HTTP/1.1 abc\r\n\r\n", "not speak WebSocket", "mqtt://"),
        (b"HTTP/1.1 200 " + b"x" * 20_000, "not speak WebSocket", "mqtt://"),
        (b"", "not speak WebSocket", "mqtt://"),
    ],
)
async def test_a_server_that_opens_no_websocket(answer: bytes, what: str, hint: str) -> None:
    async def serve(reader: Reader, writer: Writer) -> None:
        await read_request(reader)
        writer.write(answer)
        await writer.drain()

    async with serving(serve) as server:
        problem = await problem_of(MqttOptions(HOST, server.port, way=PLAIN))
    speaks = "not speak" not in what
    assert problem.cause is (Cause.WEBSOCKET if speaks else Cause.NO_WEBSOCKET)
    assert what in problem.what
    assert hint in problem.hint
    assert "geheim" not in f"{problem}"


async def test_websocket_on_a_plain_mqtt_port(mosquitto: Mosquitto) -> None:
    problem = await problem_of(MqttOptions(HOST, mosquitto.port, way=PLAIN))
    assert problem.cause is Cause.NO_WEBSOCKET
    assert "mqtt://" in problem.hint


@both_versions
async def test_plain_mqtt_on_a_websocket_port(
    port: int, version: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("pubsub_tui.transports.opening.CONNACK_SECONDS", 1.0)
    problem = await problem_of(MqttOptions(HOST, port, version=version))
    assert "ws://" in problem.hint


async def test_a_server_that_says_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pubsub_tui.transports.dial.HANDSHAKE_SECONDS", 0.2)

    async def serve(reader: Reader, writer: Writer) -> None:
        await until_closed(reader)

    async with serving(serve) as server:
        problem = await problem_of(MqttOptions(HOST, server.port, way=PLAIN))
    assert problem.cause is Cause.TIMEOUT


async def test_frames_that_break_the_protocol_end_the_connection() -> None:
    connected = asyncio.Event()

    async def serve(reader: Reader, writer: Writer) -> None:
        writer.write(accepting(await read_request(reader)))
        await read_frame(reader)
        writer.write(from_server(BINARY, CONNACK))
        await connected.wait()
        writer.write(from_server(0x1, b"text"))
        await until_closed(reader)

    async with serving(serve) as server, linked(server.port, 5, way=PLAIN) as near:
        connected.set()
        problem = await asyncio.wait_for(near.transport.wait_closed(), 10)
        assert problem.cause is Cause.CLOSED
