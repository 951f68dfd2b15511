"""A thread that connects although nobody waits for it any more."""

from __future__ import annotations

import asyncio
import contextlib
import threading
from typing import Any

import pytest

from pubsub_tui.transports import seam
from pubsub_tui.transports.attempt import Attempt
from pubsub_tui.transports.mqtt import MqttTransport
from pubsub_tui.transports.mqtt_options import MqttOptions
from pubsub_tui.way import Tls, Way, WebSocket
from tests.brokers import HOST, eventually
from tests.transports.handmade import Reader, Writer, serving, until_closed
from tests.transports.open_sockets import open_sockets


class Inner:
    """A socket that tells whether it was closed."""

    closed = False

    def close(self) -> None:
        self.closed = True


def test_a_socket_is_kept_while_somebody_waits() -> None:
    attempt, inner = Attempt(), Inner()
    attempt.keep(inner)
    assert not inner.closed
    assert attempt.disown()


def test_a_socket_that_comes_too_late_is_closed() -> None:
    attempt, inner = Attempt(), Inner()
    assert not attempt.disown()
    with pytest.raises(ConnectionAbortedError):
        attempt.keep(inner)
    assert inner.closed


@pytest.mark.parametrize("moment", ["before the socket", "after the socket"])
async def test_quitting_while_the_socket_opens_leaves_nothing(
    moment: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    reached, go_on = threading.Event(), threading.Event()
    install = seam.install

    def slow_install(client: Any, wrap: Any, open_socket: Any) -> bool:
        def slow_wrap(inner: Any) -> Any:
            kept = wrap(inner) if moment == "after the socket" else inner
            reached.set()
            go_on.wait(10)
            return kept if moment == "after the socket" else wrap(inner)

        return install(client, slow_wrap, open_socket)

    monkeypatch.setattr(seam, "install", slow_install)

    async def listen(reader: Reader, writer: Writer) -> None:
        await until_closed(reader)

    tasks, sockets = asyncio.all_tasks(), open_sockets()
    async with serving(listen) as server:
        transport = MqttTransport(MqttOptions(HOST, server.port))
        connecting = asyncio.create_task(transport.connect(lambda _: None))
        await eventually(reached.is_set)
        connecting.cancel()
        asyncio.get_running_loop().call_later(0.05, go_on.set)
        with contextlib.suppress(asyncio.CancelledError):
            await asyncio.wait_for(connecting, 5)
        await transport.close()
        await eventually(lambda: server.closed == 1)
    await eventually(lambda: asyncio.all_tasks() == tasks)
    await eventually(lambda: open_sockets() == sockets)


@pytest.mark.parametrize("way", [Way(Tls()), Way(websocket=WebSocket())], ids=["tls", "websocket"])
async def test_quitting_while_hands_are_shaken_waits_for_no_answer(way: Way) -> None:
    async def listen(reader: Reader, writer: Writer) -> None:
        await until_closed(reader)

    threads = set(threading.enumerate())
    sockets = open_sockets()
    async with serving(listen) as server:
        transport = MqttTransport(MqttOptions(HOST, server.port, way=way))
        connecting = asyncio.create_task(transport.connect(lambda _: None))
        await eventually(lambda: server.opened == 1)
        connecting.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await connecting
        await transport.close()
        # Less than the patience with the handshake.
        await eventually(lambda: server.closed == 1, 3)
    await asyncio.get_running_loop().shutdown_default_executor()
    assert set(threading.enumerate()) <= threads
    await eventually(lambda: open_sockets() == sockets)
