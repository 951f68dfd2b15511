"""Every reason why a broker can not be connected to, by its real cause."""

from __future__ import annotations

import socket
import ssl
from pathlib import Path

import pytest

from pubsub_tui.way import Tls, Way, WebSocket
from tests.brokers import HOST, Mosquitto, free_port
from tests.certificates import Pair, make_ca, make_pair
from tests.conftest import StartMosquitto
from tests.doctor.examining import examined, only, tried
from tests.relays import http_proxy, websocket_before
from tests.transports.handmade import Reader, Writer, read_version, serving, until_closed


def tls_listener(pair: Pair, ca: Pair) -> tuple[str, ...]:
    return (f"cafile {ca.cert}", f"certfile {pair.cert}", f"keyfile {pair.key}")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "certificates"
    made.mkdir()
    return made


async def test_a_name_that_does_not_resolve() -> None:
    report = await examined(1883, host="no-such-host.invalid")
    assert only(report).name == "unresolved"
    assert "no-such-host.invalid" in only(report).what
    assert tried(report) == ["resolve failed"]


async def test_nothing_listens() -> None:
    report = await examined(free_port())
    assert only(report).name == "refused"
    assert tried(report) == ["resolve done", "TCP failed"]
    assert not report.connected


async def test_packets_that_are_dropped() -> None:
    # A full queue of connections answers no more, as a filter does not.
    with socket.socket() as deaf:
        deaf.bind((HOST, 0))
        deaf.listen(0)
        port = deaf.getsockname()[1]
        waiting = [socket.socket() for _ in range(4)]
        for each in waiting:
            each.setblocking(False)
            each.connect_ex((HOST, port))
        try:
            report = await examined(port, seconds=0.5)
        finally:
            for each in waiting:
                each.close()
    assert only(report).name == "filtered"
    assert tried(report) == ["resolve done", "TCP failed"]
    assert "firewall" in only(report).cause


async def test_plain_mqtt_to_a_tls_port(start_mosquitto: StartMosquitto, folder: Path) -> None:
    ca = make_ca(folder)
    broker = start_mosquitto(extra=tls_listener(make_pair(folder, ca), ca))
    report = await examined(broker.port, username="anna", password="geheim")
    assert only(report).name == "plain-to-tls"
    assert f"Write mqtts://{HOST}:{broker.port}" in only(report).tries[0]


async def test_tls_to_a_plain_port(mosquitto: Mosquitto) -> None:
    report = await examined(mosquitto.port, username="anna", password="geheim", way=Way(tls=Tls()))
    assert only(report).name == "tls-to-plain"
    assert f"mqtt://{HOST}:{mosquitto.port}" in only(report).tries[0]
    # What was to be encrypted is not sent in the clear.
    assert "anna" not in mosquitto.log


@pytest.mark.parametrize(
    ("days", "name"),
    [((-30.0, -2.0), "expired"), ((2.0, 30.0), "not-yet-valid")],
)
async def test_a_certificate_out_of_its_time(
    start_mosquitto: StartMosquitto, folder: Path, days: tuple[float, float], name: str
) -> None:
    ca = make_ca(folder)
    broker = start_mosquitto(extra=tls_listener(make_pair(folder, ca, days=days), ca))
    report = await examined(broker.port, way=Way(tls=Tls(ca=ca.cert)))
    assert only(report).name == name
    assert only(report).chain[0].subject == "CN=broker"
    assert any("clock" in each for each in only(report).tries)
    assert tried(report)[-1] == "TLS failed"


async def test_a_certificate_for_another_host(
    start_mosquitto: StartMosquitto, folder: Path
) -> None:
    ca = make_ca(folder)
    pair = make_pair(folder, ca, names=("broker.example",))
    broker = start_mosquitto(extra=tls_listener(pair, ca))
    report = await examined(broker.port, way=Way(tls=Tls(ca=ca.cert)))
    assert only(report).name == "wrong-host"
    assert only(report).chain[0].names == ("broker.example",)


async def test_a_ca_that_is_not_known_shows_the_chain(
    start_mosquitto: StartMosquitto, folder: Path
) -> None:
    ca = make_ca(folder)
    pair = make_pair(folder, ca)
    chained = folder / "chain.pem"
    chained.write_bytes(pair.cert.read_bytes() + ca.cert.read_bytes())
    broker = start_mosquitto(
        extra=(f"cafile {ca.cert}", f"certfile {chained}", f"keyfile {pair.key}")
    )
    report = await examined(broker.port, way=Way(tls=Tls()))
    assert only(report).name in ("unknown-ca", "self-signed")
    assert [each.subject for each in only(report).chain] == ["CN=broker", "CN=Test CA"]


async def test_a_self_signed_certificate(start_mosquitto: StartMosquitto, folder: Path) -> None:
    own = make_pair(folder, None)
    broker = start_mosquitto(extra=tls_listener(own, own))
    report = await examined(broker.port, way=Way(tls=Tls()))
    assert only(report).name == "self-signed"
    (shown,) = only(report).chain
    assert shown.subject == shown.issuer == "CN=broker"


async def test_a_web_server() -> None:
    async def serve(reader: Reader, writer: Writer) -> None:
        await reader.readline()
        writer.write(b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n")

    async with serving(serve) as server:
        report = await examined(server.port)
        secure = await examined(server.port, way=Way(tls=Tls()))
    assert only(report).name == "http"
    assert only(secure).name in ("http", "tls")


async def test_mqtt_inside_websocket(mosquitto: Mosquitto) -> None:
    async with websocket_before(mosquitto.port) as port:
        report = await examined(port, seconds=2.5)
    assert only(report).name == "websocket"
    assert only(report).tries == (f"Write ws://{HOST}:{port}/mqtt.",)


async def test_mqtt_inside_websocket_over_tls(mosquitto: Mosquitto, folder: Path) -> None:
    own = make_pair(folder, None)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(own.cert, own.key)
    way = Way(tls=Tls(ca=own.cert))
    async with websocket_before(mosquitto.port, context) as port:
        report = await examined(port, way=way)
    assert only(report).name == "websocket"
    assert only(report).tries == (f"Write wss://{HOST}:{port}/mqtt.",)


async def test_websocket_to_a_plain_port(mosquitto: Mosquitto) -> None:
    way = Way(websocket=WebSocket("/mqtt?token=geheim", (("Cookie", "secret-cookie"),)))
    report = await examined(mosquitto.port, way=way)
    assert only(report).name == "no-websocket"
    assert "geheim" not in repr(report)


async def test_a_server_that_says_nothing() -> None:
    async def listen(reader: Reader, writer: Writer) -> None:
        await until_closed(reader)

    async with serving(listen) as server:
        report = await examined(server.port, seconds=0.3)
    assert only(report).name == "timeout"
    assert tried(report)[:3] == ["resolve done", "TCP done", "CONNECT failed"]


async def test_a_server_of_another_kind() -> None:
    async def greet(reader: Reader, writer: Writer) -> None:
        writer.write(b"220 mail.example ESMTP\r\n")
        await until_closed(reader)

    async with serving(greet) as server:
        report = await examined(server.port, seconds=0.5)
    assert only(report).name == "not-mqtt"


async def test_a_version_that_the_broker_does_not_speak() -> None:
    async def old(reader: Reader, writer: Writer) -> None:
        version = await read_version(reader)
        writer.write(b"\x20\x02\x00\x01" if version == 5 else b"\x20\x02\x00\x00")
        await until_closed(reader)

    async with serving(old) as server:
        insisted = await examined(server.port, version=5)
    assert only(insisted).name == "version"
    assert only(insisted).cause == "It speaks MQTT 3.1.1."
    assert not insisted.connected


async def test_a_login_that_is_wrong(start_mosquitto: StartMosquitto) -> None:
    broker = start_mosquitto(users={"anna": "richtig"})
    report = await examined(broker.port, username="anna", password="falsch-password")
    # mosquitto does not tell a wrong password from a user who may not connect.
    assert only(report).name == "not-authorized"
    said = only(report).said
    assert said is not None
    assert said.code == 0x87
    assert "anna" in " ".join(only(report).tries)
    assert "falsch-password" not in repr(report)
    older = await examined(broker.port, username="anna", password="falsch", version=4)
    assert only(older).name == "not-authorized"


async def test_a_login_that_is_missing(start_mosquitto: StartMosquitto) -> None:
    broker = start_mosquitto(users={"anna": "richtig"})
    report = await examined(broker.port)
    assert only(report).name == "login-wanted"
    assert "-u NAME" in only(report).tries[0]


def connack(code: int, *properties: bytes) -> bytes:
    """One that refuses (MQTT 5.0, section 3.2)."""
    block = b"".join(properties)
    return bytes([0x20, 3 + len(block), 0, code, len(block)]) + block


def text_property(identifier: int, text: str) -> bytes:
    data = text.encode()
    return bytes([identifier, 0, len(data)]) + data


@pytest.mark.parametrize(
    ("code", "name", "server"),
    [
        (0x85, "client-id", ""),
        (0x86, "credentials", ""),
        (0x88, "unavailable", ""),
        (0x89, "busy", ""),
        (0x95, "packet-size", ""),
        (0x97, "quota", ""),
        (0x9C, "elsewhere", "other.example:1883"),
        (0x9D, "moved", "new.example"),
        (0x9F, "rate", ""),
        (0x8A, "broker", ""),
    ],
)
async def test_what_a_broker_says_when_it_refuses(code: int, name: str, server: str) -> None:
    reason = text_property(0x1F, "because of geheim-password")
    reference = text_property(0x1C, server) if server else b""

    async def refuse(reader: Reader, writer: Writer) -> None:
        await read_version(reader)
        writer.write(connack(code, reason, reference))

    async with serving(refuse) as server_:
        report = await examined(server_.port, username="anna", password="geheim-password")
    finding = only(report)
    assert finding.name == name
    assert finding.said is not None
    assert (finding.said.code, finding.said.server) == (code, server)
    assert finding.said.reason == "because of •••"
    assert report.steps[2].said == finding.said
    if server:
        assert finding.tries[0] == f"Connect to {server}."
    assert "geheim-password" not in repr(report)


async def test_a_proxy_that_does_not_connect(mosquitto: Mosquitto) -> None:
    from pubsub_tui.way import Proxy

    async with http_proxy(mosquitto.port, answer=b"HTTP/1.1 403 Forbidden\r\n\r\n") as proxy:
        way = Way(proxy=Proxy("http", HOST, proxy.port))
        report = await examined(mosquitto.port, way=way)
    assert only(report).name == "proxy"
    assert tried(report) == ["proxy failed"]
