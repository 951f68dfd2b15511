"""Commands over TLS, WebSocket, a Unix socket and a proxy, and what they say when that fails."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.brokers import HOST, Mosquitto, free_port
from tests.certificates import make_ca, make_pair
from tests.conftest import StartMosquitto
from tests.headless.program import run
from tests.relays import socks_proxy, websocket_before


async def published_and_printed(*way: str) -> None:
    """Let one command publish and keep a message, and another print it, both the same way."""
    done = await run("pub", "a", "-m", "hello", "-q", "1", "-r", *way, port=None)
    assert (done.code, done.err) == (0, "")
    listed = await run("log", "-t", "a", "-C", "1", "-W", "5s", "--format", "raw", *way, port=None)
    assert (listed.code, listed.out, listed.err) == (0, b"hello\n", "")


async def test_tls_with_a_client_certificate(
    start_mosquitto: StartMosquitto, tmp_path: Path
) -> None:
    ca = make_ca(tmp_path)
    pair, client = make_pair(tmp_path, ca), make_pair(tmp_path, ca, "client", ())
    broker = start_mosquitto(
        extra=(
            f"cafile {ca.cert}",
            f"certfile {pair.cert}",
            f"keyfile {pair.key}",
            "require_certificate true",
        )
    )
    secure = (
        "-L",
        f"mqtts://{HOST}:{broker.port}",
        "--ca",
        str(ca.cert),
        "--cert",
        str(client.cert),
    )
    await published_and_printed(*secure, "--key", str(client.key))
    locked = client.lock("geheim")
    (tmp_path / "password").write_text("geheim\n")
    read = ("--key-password-file", str(tmp_path / "password"))
    await published_and_printed(*secure, "--key", str(locked), *read)
    for command in (("log",), ("pub", "a", "-m", "x"), ("retained", "list")):
        done = await run(*command, *secure, "--key", str(locked), port=None)
        assert done.code == 3
        assert f"The key {locked} is encrypted, and its password is needed." in done.err
        assert command[0] == "retained" or "--key-password-file" in done.err
    done = await run("log", "-L", f"mqtt://{HOST}:{broker.port}", port=None)
    endpoint = f"{HOST}:{broker.port}"
    assert done.err == f"pubsub-tui: {endpoint} closed the connection without an answer.\n"


async def test_websocket_unix_socket_and_proxy(
    start_mosquitto: StartMosquitto, tmp_path: Path
) -> None:
    path = tmp_path / "m.sock"
    broker = start_mosquitto(extra=(f"listener 0 {path}",))
    await published_and_printed("--unix", str(path))
    await published_and_printed("-L", f"mqtt+unix://{path}")
    async with websocket_before(broker.port) as port:
        await published_and_printed("-L", f"ws://{HOST}:{port}/mqtt")
    async with socks_proxy(broker.port) as proxy:
        way = ("-L", "mqtt://broker.invalid", "--proxy", f"socks5h://{HOST}:{proxy.port}")
        await published_and_printed(*way)


@pytest.mark.parametrize("command", [("log",), ("pub", "a", "-m", "x"), ("retained", "list")])
async def test_what_failed_is_said_in_a_sentence(
    mosquitto: Mosquitto, command: tuple[str, ...]
) -> None:
    done = await run(*command, "--tls", port=mosquitto.port)
    endpoint = f"{HOST}:{mosquitto.port}"
    assert done.code == 3
    assert f"{endpoint} ended the connection during the TLS handshake." in done.err
    proxy = f"{HOST}:{free_port()}"
    done = await run(*command, "--proxy", f"http://{proxy}", port=mosquitto.port)
    assert f"Nothing listens on the proxy {proxy}: connection refused." in done.err
