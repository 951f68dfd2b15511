"""A small network between client and broker that can be cut, stalled, and made to swallow all."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from tests.brokers import HOST
from tests.transports.handmade import Reader, Writer


class Relay:
    """Passes bytes on, in both directions.

    Attributes:
        port: where clients connect to; it stays the same.
        accepted: connections that were accepted so far.
    """

    def __init__(self, target: int) -> None:
        self.port = 0
        self.accepted = 0
        self._target = target
        self._server: asyncio.Server | None = None
        self._flowing = asyncio.Event()
        self._flowing.set()
        self._swallowing = False
        self._over = asyncio.Event()
        self._ends: dict[asyncio.Task[None], tuple[Writer, Writer]] = {}

    async def restore(self) -> None:
        """Accept connections."""
        self._server = await asyncio.start_server(self._accept, HOST, self.port)
        self.port = self._server.sockets[0].getsockname()[1]

    async def cut(self) -> None:
        """End all connections at once, and accept no more."""
        assert self._server is not None
        self._server.close()
        for ends in self._ends.values():
            for end in ends:
                end.transport.abort()

    def stall(self) -> None:
        """Hold everything back, until `resume`."""
        self._flowing.clear()

    def swallow(self) -> None:
        """Keep connections open, and lose what is sent over those that there are now."""
        self._swallowing = True

    def resume(self) -> None:
        """Pass on what is held back, and what comes."""
        self._swallowing = False
        self._flowing.set()

    async def end(self) -> None:
        """Free everything."""
        self._over.set()
        self.resume()
        await self.cut()
        await asyncio.gather(*self._ends)

    async def _accept(self, reader: Reader, writer: Writer) -> None:
        self.accepted += 1
        try:
            far_reader, far_writer = await asyncio.open_connection(HOST, self._target)
        except ConnectionError:
            writer.transport.abort()
            return
        task = asyncio.current_task()
        assert task is not None
        self._ends[task] = writer, far_writer
        try:
            await asyncio.gather(self._pass(reader, far_writer), self._pass(far_reader, writer))
        except ConnectionError:
            pass
        finally:
            for end in (writer, far_writer):
                end.transport.abort()
            del self._ends[task]

    async def _pass(self, reader: Reader, writer: Writer) -> None:
        dead = False
        while data := await reader.read(65_536):
            await self._flowing.wait()
            dead = dead or self._swallowing
            if not dead:
                writer.write(data)
                await writer.drain()
        if not (dead or self._swallowing):
            raise ConnectionResetError  # The other side hears of it, too.
        await self._over.wait()


@asynccontextmanager
async def relayed(target: int) -> AsyncIterator[Relay]:
    """A relay to a port of this machine."""
    relay = Relay(target)
    await relay.restore()
    try:
        yield relay
    finally:
        await relay.end()
