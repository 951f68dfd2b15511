"""Unix sockets, IPv6, and the example that is shown for each way."""

from __future__ import annotations

import socket
from pathlib import Path

import pytest

from pubsub_tui.transports import seam
from pubsub_tui.transports.base import Cause
from pubsub_tui.transports.mqtt import MqttTransport
from pubsub_tui.transports.mqtt_options import MqttOptions
from pubsub_tui.way import Proxy, Tls, Way, WebSocket
from tests.brokers import free_port
from tests.conftest import StartMosquitto
from tests.transports.linking import PROTOCOLS, linked, problem_of

both_versions = pytest.mark.parametrize("version", [5, 4])


@pytest.fixture
def path(start_mosquitto: StartMosquitto, tmp_path: Path) -> str:
    """Where a mosquitto has a Unix socket."""
    path = str(tmp_path / "m.sock")
    start_mosquitto(extra=(f"listener 0 {path}",))
    return path


@both_versions
async def test_messages_come_over_a_unix_socket(path: str, version: int) -> None:
    async with linked(1883, version, way=Way(unix=path)) as near:
        assert near.link.protocol == PROTOCOLS[version]
        assert near.link.stages == ("Unix socket",)
        assert near.link.example == f"mosquitto_pub --unix {path} -t hello -m world"
        await near.subscribe()
        for qos in (0, 1, 2):
            await near.send("t", b"%d" % qos, qos)
        assert sorted(await near.payloads(3)) == [b"0", b"1", b"2"]
        assert near.transport.backlog() == 0


async def test_a_unix_socket_is_reached_the_plain_way_too(
    path: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(seam, "_NEEDED", (*seam._NEEDED, "_gone_from_paho"))
    async with linked(1883, way=Way(unix=path)) as near:
        await near.send("t", b"x", 1)


async def test_what_is_wrong_with_a_unix_socket_is_told(tmp_path: Path) -> None:
    missing, plain = tmp_path / "none", tmp_path / "file"
    plain.write_text("")
    dead = tmp_path / "dead"
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(str(dead))
    for path, says in (
        (str(missing), f"There is no socket {missing}."),
        (str(plain), f"Nothing listens on {plain}: connection refused."),
        (str(dead), f"Nothing listens on {dead}: connection refused."),
        ("/" + "x" * 300, "AF_UNIX path too long"),
    ):
        problem = await problem_of(MqttOptions("localhost", way=Way(unix=path)))
        assert problem.cause in (Cause.REFUSED, Cause.UNREACHABLE)
        assert says in problem.what


async def test_ipv6(start_mosquitto: StartMosquitto) -> None:
    port = free_port()
    start_mosquitto(extra=(f"listener {port} ::1",))
    options = MqttOptions("::1", port)
    assert options.endpoint == f"[::1]:{port}"
    transport = MqttTransport(options)
    link = await transport.connect(lambda batch: None)
    await transport.close()
    assert link.protocol == PROTOCOLS[5]


TLS = Tls(ca=Path("ca.pem"), cert=Path("me.pem"), key=Path("me.key"), key_password="geheim")


@pytest.mark.parametrize(
    ("options", "shown"),
    [
        (MqttOptions("h"), "mosquitto_pub -h h -t hello -m world"),
        (MqttOptions("h", 1884), "mosquitto_pub -h h -p 1884 -t hello -m world"),
        (
            MqttOptions("h", 8883, way=Way(Tls())),
            "mosquitto_pub -h h -p 8883 --tls-use-os-certs -t hello -m world",
        ),
        (
            MqttOptions("h", 8883, way=Way(TLS)),
            "mosquitto_pub -h h -p 8883 --cafile ca.pem --cert me.pem --key me.key "
            "-t hello -m world",
        ),
        (
            MqttOptions("::1", 8883, way=Way(Tls(insecure=True, alpn=("mqtt",)))),
            "pubsub-tui pub hello -m world -L 'mqtts://[::1]:8883' --alpn mqtt --insecure",
        ),
        (
            MqttOptions(
                "h", 443, way=Way(Tls(sni="b"), WebSocket("/ws?t=geheim", (("A", "geheim"),)))
            ),
            "pubsub-tui pub hello -m world -L wss://h:443/ws --sni b",
        ),
        (
            MqttOptions("h", way=Way(proxy=Proxy("socks5h", "p", 1080, "u", "geheim"))),
            "pubsub-tui pub hello -m world -L mqtt://h:1883 --proxy socks5h://p:1080",
        ),
        (MqttOptions("h", way=Way(unix="/a b")), "mosquitto_pub --unix '/a b' -t hello -m world"),
    ],
)
def test_the_example_goes_the_same_way_and_holds_no_secret(
    options: MqttOptions, shown: str
) -> None:
    assert options.example == shown
