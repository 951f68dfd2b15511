"""The program in a process of its own, as a script runs it."""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from io import FileIO

from pubsub_tui.cli import PASSWORD_VARIABLE
from tests.brokers import HOST, PATIENCE, Mosquitto, eventually


@dataclass(frozen=True, slots=True)
class Result:
    """What a run left."""

    code: int
    out: bytes
    err: str


@dataclass(frozen=True, slots=True)
class Running:
    """A run under way."""

    process: asyncio.subprocess.Process

    async def line(self) -> bytes:
        """The next line of its standard output."""
        assert self.process.stdout is not None
        return await asyncio.wait_for(self.process.stdout.readline(), PATIENCE)

    async def says(self, part: str) -> None:
        """Wait until a line with this text stands on stderr."""
        assert self.process.stderr is not None
        while True:
            line = await asyncio.wait_for(self.process.stderr.readline(), PATIENCE)
            assert line, f"ended without saying {part!r}"
            if part in line.decode():
                return

    def interrupt(self) -> None:
        """Press ctrl+c."""
        self.process.send_signal(signal.SIGINT)

    async def ended(self) -> Result:
        """Wait for its end."""
        out, err = await asyncio.wait_for(self.process.communicate(), PATIENCE)
        assert self.process.returncode is not None
        return Result(self.process.returncode, out or b"", err.decode())


@asynccontextmanager
async def started(
    *arguments: str, port: int | None, stdout: int | FileIO = asyncio.subprocess.PIPE
) -> AsyncIterator[Running]:
    """Start the program on a broker on this machine; what still runs in the end is killed.

    Without a port, the arguments say where it is.
    """
    without = (PASSWORD_VARIABLE, "PYTHONUNBUFFERED")
    place = ("-h", HOST, "-p", str(port)) if port is not None else ()
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "pubsub_tui", *arguments, *place),
        stdin=asyncio.subprocess.DEVNULL,
        stdout=stdout,
        stderr=asyncio.subprocess.PIPE,
        env={name: value for name, value in os.environ.items() if name not in without},
    )
    try:
        yield Running(process)
    finally:
        with contextlib.suppress(ProcessLookupError):
            process.kill()
        await process.wait()


async def run(*arguments: str, port: int | None) -> Result:
    """Run the program to its end."""
    async with started(*arguments, port=port) as program:
        return await program.ended()


@contextlib.contextmanager
def pipe() -> Iterator[tuple[FileIO, FileIO]]:
    """The reading and the writing end of a pipe; a test may close them itself."""
    reading, writing = os.pipe()
    with FileIO(reading, "rb") as reader, FileIO(writing, "wb") as writer:
        yield reader, writer


async def subscribed(mosquitto: Mosquitto, times: int = 1) -> None:
    """Wait until the broker has answered the program's subscriptions."""
    await eventually(lambda: mosquitto.log.count("Sending SUBACK to pubsub-tui-") >= times)
