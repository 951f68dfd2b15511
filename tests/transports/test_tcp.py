"""TCP by name: several addresses, and a name service that does not answer."""

from __future__ import annotations

import socket
import threading
from typing import Any

import pytest

from pubsub_tui.transports import tcp
from pubsub_tui.transports.base import Cause
from pubsub_tui.transports.dial_error import DialError
from pubsub_tui.transports.stages import Untold
from tests.brokers import HOST, free_port


class Heard(Untold):
    """Writes the stages down."""

    def __init__(self) -> None:
        self.told: list[str] = []

    def begin(self, name: str, about: str = "") -> None:
        self.told.append(f"{name} {about}")

    def done(self, detail: str = "") -> None:
        self.told.append(f"done {detail}".rstrip())

    def failed(self, detail: str) -> None:
        self.told.append(f"failed {detail}")


def addresses(*hosts: str) -> Any:
    """A name service that knows these."""

    def resolve(host: str, port: int, type: int) -> list[Any]:
        return [(socket.AF_INET, type, 6, "", (each, port)) for each in hosts]

    return resolve


def test_the_next_address_is_tried(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(socket, "getaddrinfo", addresses("127.0.0.2", HOST))
    heard = Heard()
    with socket.socket() as server:
        server.bind((HOST, 0))
        server.listen()
        port = server.getsockname()[1]
        tcp.connect_tcp("broker", port, 5, heard).close()
    assert heard.told == [
        "resolve broker",
        f"done 127.0.0.2, {HOST}",
        f"TCP 127.0.0.2:{port}",
        "failed connection refused",
        f"TCP {HOST}:{port}",
        "done",
    ]


def test_the_last_address_says_why(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(socket, "getaddrinfo", addresses(HOST))
    with pytest.raises(ConnectionRefusedError):
        tcp.connect_tcp("broker", free_port(), 5, Untold())


def test_a_name_service_that_does_not_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    never = threading.Event()
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: never.wait() and [])
    monkeypatch.setattr(tcp, "RESOLVE_SECONDS", 0.05)
    try:
        with pytest.raises(DialError) as raised:
            tcp.connect_tcp("broker", 1883, 5, Untold())
    finally:
        never.set()
    assert raised.value.problem.cause is Cause.UNRESOLVED
    assert "no name service answers" in raised.value.problem.what


@pytest.mark.parametrize("name", ["no-such-host.invalid", "a" * 70 + ".example", "\udcff"])
def test_a_name_that_is_none(name: str) -> None:
    with pytest.raises(socket.gaierror):
        tcp.connect_tcp(name, 1883, 5, Untold())
