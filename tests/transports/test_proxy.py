"""Proxies: what they are asked for, and what is told when they do not connect."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from pathlib import Path

import pytest

from pubsub_tui.transports.base import Cause
from pubsub_tui.transports.mqtt_options import MqttOptions
from pubsub_tui.way import Proxy, Tls, Way, WebSocket
from tests.brokers import HOST, Mosquitto, free_port
from tests.certificates import make_ca, make_pair
from tests.conftest import StartMosquitto
from tests.relays import Relay, http_proxy, socks_proxy, websocket_before
from tests.transports.handmade import Reader, Writer, serving, until_closed
from tests.transports.linking import Linked, problem_of, reached

NAME = "broker.invalid"
"""Resolves nowhere: only the proxy can know it."""
SECRET = "geheim"

SERVERS: dict[str, Callable[..., AbstractAsyncContextManager[Relay]]] = {
    "http": http_proxy,
    "socks5h": socks_proxy,
}
schemes = pytest.mark.parametrize("scheme", SERVERS)


def through(
    scheme: str, port: int, username: str | None = None, password: str | None = None
) -> Way:
    return Way(proxy=Proxy(scheme, HOST, port, username, password))


async def exchange(near: Linked) -> None:
    await near.subscribe()
    await near.send("t", b"x", 1)
    assert await near.payloads(1) == [b"x"]


@schemes
@pytest.mark.parametrize("version", [5, 4])
async def test_the_proxy_connects_and_resolves_the_name(
    mosquitto: Mosquitto, scheme: str, version: int
) -> None:
    async with SERVERS[scheme](mosquitto.port) as proxy:
        options = MqttOptions(NAME, 1234, version=version, way=through(scheme, proxy.port))
        async with reached(options) as near:
            assert near.link.stages == (f"through the proxy {HOST}:{proxy.port}",)
            await exchange(near)
    assert proxy.targets == [(NAME, 1234)]


@schemes
async def test_tls_and_websocket_go_through_it(
    mosquitto: Mosquitto, start_mosquitto: StartMosquitto, tmp_path: Path, scheme: str
) -> None:
    ca = make_ca(tmp_path)
    pair = make_pair(tmp_path, ca, names=(NAME,))
    secure = start_mosquitto(extra=(f"certfile {pair.cert}", f"keyfile {pair.key}"))
    async with SERVERS[scheme](secure.port) as proxy:
        way = Way(Tls(ca=ca.cert), proxy=Proxy(scheme, HOST, proxy.port))
        async with reached(MqttOptions(NAME, 8883, way=way)) as near:
            assert near.link.encryption is not None
            await exchange(near)
    async with websocket_before(mosquitto.port) as port, SERVERS[scheme](port) as proxy:
        way = Way(websocket=WebSocket(), proxy=Proxy(scheme, HOST, proxy.port))
        async with reached(MqttOptions(NAME, 80, way=way)) as near:
            await exchange(near)


@schemes
async def test_it_may_want_a_login(mosquitto: Mosquitto, scheme: str) -> None:
    async with SERVERS[scheme](mosquitto.port, login=f"anna:{SECRET}") as proxy:
        way = through(scheme, proxy.port, "anna", SECRET)
        async with reached(MqttOptions(NAME, way=way)) as near:
            await exchange(near)
        for username, password in ((None, None), ("anna", "wrong-and-secret")):
            way = through(scheme, proxy.port, username, password)
            problem = await problem_of(MqttOptions(NAME, way=way))
            assert problem.cause is Cause.PROXY
            assert f"The proxy {HOST}:{proxy.port} wants another login" in problem.what
            assert "secret" not in f"{problem} {way!r}"


@pytest.mark.parametrize(
    ("scheme", "settings", "says"),
    [
        (
            "http",
            {"answer": b"HTTP/1.1 403 Forbidden\r\n\r\n"},
            f"does not allow a connection to {NAME}:1883",
        ),
        (
            "http",
            {"answer": b"HTTP/1.1 502 Bad Gateway\r\n\r\n"},
            f"can not reach {NAME}:1883: 502 Bad Gateway",
        ),
        ("http", {"answer": b"HTTP/1.1 504\r\n\r\n"}, "can not reach"),
        ("http", {"answer": b"HTTP/1.1 405 No\r\n\r\n"}, "did not connect: 405 No"),
        ("http", {"answer": b"SSH-2.0-x\r\n"}, "does not speak HTTP"),
        ("socks5h", {"reply": 1}, "did not connect: General SOCKS server failure"),
        ("socks5h", {"reply": 2}, f"does not allow a connection to {NAME}:1883"),
        ("socks5h", {"reply": 4}, f"can not reach {NAME}:1883: it is unreachable or not known"),
        ("socks5h", {"reply": 5}, f"can not reach {NAME}:1883: it refused"),
        ("socks5h", {"reply": 6}, "it did not answer in time"),
    ],
)
async def test_what_the_proxy_refuses_is_told_as_its_own(
    scheme: str, settings: dict[str, object], says: str
) -> None:
    async with SERVERS[scheme](0, **settings) as proxy:
        problem = await problem_of(MqttOptions(NAME, way=through(scheme, proxy.port)))
    assert problem.cause is Cause.PROXY
    assert says in problem.what


@schemes
async def test_a_proxy_that_is_not_there(scheme: str) -> None:
    problem = await problem_of(MqttOptions(NAME, way=through(scheme, free_port())))
    assert problem.cause is Cause.PROXY
    assert "Nothing listens on the proxy" in problem.what
    way = Way(proxy=Proxy(scheme, "proxy.invalid", 1))
    problem = await problem_of(MqttOptions(NAME, way=way))
    assert problem.what == "The name of the proxy proxy.invalid:1 does not resolve."


@schemes
async def test_a_proxy_that_says_nothing_or_closes(
    scheme: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("pubsub_tui.transports.proxied.SECONDS", 0.2)

    async def wait(reader: Reader, writer: Writer) -> None:
        await until_closed(reader)

    async def leave(reader: Reader, writer: Writer) -> None:
        await reader.read(3)

    async with serving(wait) as server:
        problem = await problem_of(MqttOptions(NAME, way=through(scheme, server.port)))
    assert "did not answer in time" in problem.what
    async with serving(leave) as server:
        problem = await problem_of(MqttOptions(NAME, way=through(scheme, server.port)))
    assert problem.cause is Cause.PROXY


async def test_the_environment_names_no_proxy(
    mosquitto: Mosquitto, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("mqtt_proxy", "http_proxy", "https_proxy", "all_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, f"http://{HOST}:1")
    async with reached(MqttOptions(HOST, mosquitto.port)) as near:
        await exchange(near)
