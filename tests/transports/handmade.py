"""Servers made by hand, for what mosquitto does not do."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from tests.brokers import HOST

Reader = asyncio.StreamReader
Writer = asyncio.StreamWriter
Serve = Callable[[Reader, Writer], Awaitable[None]]

CONNECT, PUBLISH, SUBSCRIBE = 1, 3, 8


@dataclass
class Handmade:
    """A running server.

    Attributes:
        opened: connections accepted so far.
        closed: those of them that the client has ended, or the server itself.
    """

    port: int
    opened: int = 0
    closed: int = 0
    failures: list[BaseException] = field(default_factory=list)


@asynccontextmanager
async def serving(serve: Serve) -> AsyncIterator[Handmade]:
    """A server on a loopback port; each connection ends when ``serve`` returns."""
    tasks = set[asyncio.Task[None]]()

    async def accept(reader: Reader, writer: Writer) -> None:
        task = asyncio.current_task()
        assert task is not None
        tasks.add(task)
        handmade.opened += 1
        try:
            await serve(reader, writer)
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        except Exception as error:
            handmade.failures.append(error)
        finally:
            handmade.closed += 1
            writer.close()
            tasks.discard(task)

    server = await asyncio.start_server(accept, HOST, 0)
    handmade = Handmade(server.sockets[0].getsockname()[1])
    try:
        yield handmade
        assert handmade.failures == []
    finally:
        server.close()
        for task in list(tasks):
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


async def read_packet(reader: Reader) -> bytes:
    """The next whole packet."""
    packet = bytearray(await reader.readexactly(2))
    length, shift = packet[1] & 0x7F, 7
    while packet[-1] & 0x80:
        packet += await reader.readexactly(1)
        length |= (packet[-1] & 0x7F) << shift
        shift += 7
    return bytes(packet + await reader.readexactly(length))


async def read_kind(reader: Reader, kind: int) -> bytes:
    """The next packet of that type (MQTT 5.0, section 2.1.2); others are passed over."""
    while True:
        packet = await read_packet(reader)
        if packet[0] >> 4 == kind:
            return packet


async def read_version(reader: Reader) -> int:
    """Read a CONNECT; its protocol level is 5, or 4 for 3.1.1 (section 3.1.2.2)."""
    packet = await read_kind(reader, CONNECT)
    return packet[packet.index(b"\x00\x04MQTT") + 6]


async def read_number(reader: Reader, kind: int) -> int:
    """Read a SUBSCRIBE or the like; its packet identifier."""
    packet = await read_kind(reader, kind)
    return int.from_bytes(packet[2:4], "big")


async def until_closed(reader: Reader) -> None:
    """Read until the client ends the connection."""
    while await reader.read(4096):
        pass
