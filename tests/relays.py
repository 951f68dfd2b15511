"""What stands between a client and a broker: a WebSocket server, and proxies."""

from __future__ import annotations

import asyncio
import base64
import contextlib
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from websockets.asyncio.server import ServerConnection, serve
from websockets.exceptions import ConnectionClosed
from websockets.typing import Subprotocol

from tests.brokers import HOST

Reader = asyncio.StreamReader
Writer = asyncio.StreamWriter


@asynccontextmanager
async def websocket_before(
    broker: int, context: ssl.SSLContext | None = None
) -> AsyncIterator[int]:
    """A WebSocket server before the broker on that port; it insists on the protocol.

    mosquitto's own takes any path, protocol and mask.
    """

    async def relay(near: ServerConnection) -> None:
        reader, writer = await asyncio.open_connection(HOST, broker)
        down = asyncio.create_task(_down(reader, near))
        try:
            async for data in near:
                assert isinstance(data, bytes)
                writer.write(data)
                await writer.drain()
        finally:
            down.cancel()
            writer.close()

    protocols = [Subprotocol("mqtt")]
    async with serve(
        relay, HOST, 0, ssl=context, subprotocols=protocols, compression=None, max_size=65_536
    ) as server:
        yield next(iter(server.sockets)).getsockname()[1]


async def _down(reader: Reader, near: ServerConnection) -> None:
    with contextlib.suppress(ConnectionError, ConnectionClosed):
        while data := await reader.read(200_000):
            await near.send(data)
        await near.close()


@dataclass
class Relay:
    """A running proxy.

    Attributes:
        targets: what was asked for, as the client wrote it.
    """

    port: int = 0
    targets: list[tuple[str, int]] = field(default_factory=list)


@asynccontextmanager
async def http_proxy(broker: int, *, login: str = "", answer: bytes = b"") -> AsyncIterator[Relay]:
    """Connects whatever is asked for with the broker on that port, or gives that answer."""
    proxy = Relay()

    async def accept(reader: Reader, writer: Writer) -> None:
        head = (await reader.readuntil(b"\r\n\r\n")).decode()
        method, target, _ = head.split(" ", 2)
        assert method == "CONNECT"
        host, _, port = target.rpartition(":")
        proxy.targets.append((host, int(port)))
        wanted = base64.b64encode(login.encode()).decode()
        if login and f"Proxy-Authorization: Basic {wanted}\r\n" not in head:
            writer.write(b"HTTP/1.1 407 Proxy Authentication Required\r\n\r\n")
        elif answer:
            writer.write(answer)
        else:
            # In two pieces, as they may come.
            writer.write(b"HTTP/1.1 200 Connection established\r\n")
            await writer.drain()
            await asyncio.sleep(0.02)
            writer.write(b"Via: a test\r\n\r\n")
            await _join(reader, writer, broker)
        writer.close()

    async with await asyncio.start_server(accept, HOST, 0) as server:
        proxy.port = server.sockets[0].getsockname()[1]
        yield proxy


@asynccontextmanager
async def socks_proxy(broker: int, *, login: str = "", reply: int = 0) -> AsyncIterator[Relay]:
    """The same by SOCKS 5 (RFC 1928 and 1929), with that reply."""
    proxy = Relay()

    async def accept(reader: Reader, writer: Writer) -> None:
        with contextlib.suppress(asyncio.IncompleteReadError, ConnectionError):
            if await _greet(reader, writer, login):
                proxy.targets.append(await _read_target(reader))
                writer.write(bytes([5, reply, 0, 1]) + bytes(6))
                if not reply:
                    await _join(reader, writer, broker)
        writer.close()

    async with await asyncio.start_server(accept, HOST, 0) as server:
        proxy.port = server.sockets[0].getsockname()[1]
        yield proxy


async def _greet(reader: Reader, writer: Writer, login: str) -> bool:
    _, count = await reader.readexactly(2)
    methods = await reader.readexactly(count)
    method = 2 if login else 0
    if method not in methods:
        writer.write(b"\x05\xff")
        return False
    writer.write(bytes([5, method]))
    if not login:
        return True
    name = await reader.readexactly((await reader.readexactly(2))[1])
    password = await reader.readexactly((await reader.readexactly(1))[0])
    right = b"%s:%s" % (name, password) == login.encode()
    writer.write(bytes([1, 0 if right else 1]))
    return right


async def _read_target(reader: Reader) -> tuple[str, int]:
    kind = (await reader.readexactly(4))[3]
    if kind == 3:
        host = (await reader.readexactly((await reader.readexactly(1))[0])).decode()
    else:
        host = ".".join(map(str, await reader.readexactly(4)))
    return host, int.from_bytes(await reader.readexactly(2), "big")


async def _join(reader: Reader, writer: Writer, broker: int) -> None:
    far_reader, far_writer = await asyncio.open_connection(HOST, broker)
    await asyncio.gather(_copy(reader, far_writer), _copy(far_reader, writer))


async def _copy(reader: Reader, writer: Writer) -> None:
    with contextlib.suppress(ConnectionError):
        while data := await reader.read(65_536):
            writer.write(data)
            await writer.drain()
    writer.close()
