"""The demo as a process of its own, so that it costs the screen no frame."""

from __future__ import annotations

import asyncio
import sys
from asyncio.subprocess import PIPE, Process
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Self

import pubsub_tui

START_WAIT = 15.0  # seconds
STOP_WAIT = 3.0  # seconds, before it is terminated; and once more before it is killed


class DemoError(Exception):
    """The demo did not start. Its text is one sentence for the user."""


class DemoProcess:
    """A running demo. Leaving it as a context manager stops it.

    Attributes:
        port: Where its broker listens, on 127.0.0.1.
        pid: Its process id.
    """

    def __init__(self, process: Process, port: int) -> None:
        self._process = process
        self.port = port
        self.pid = process.pid

    async def stop(self) -> None:
        """End the demo and wait for it; harmless when it has ended already."""
        await _stop(self._process)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self.stop()


async def start_demo() -> DemoProcess:
    """Start the demo and wait until its broker accepts connections.

    The child reads its standard input from a pipe whose only other end is here: it ends when this
    process does, even by SIGKILL. It has a session of its own, so ctrl+c does not reach it.

    Raises:
        DemoError: When it did not start within 15 s, or said why it can not.
    """
    try:
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "pubsub_tui.demo"),
            stdin=PIPE,
            stdout=PIPE,
            stderr=PIPE,
            start_new_session=True,
            cwd=Path(pubsub_tui.__file__).parents[1],  # the very package that runs here
        )
    except OSError as error:
        raise DemoError(f"The demo could not be started: {error.strerror or error}.") from error
    try:
        async with asyncio.timeout(START_WAIT):
            return DemoProcess(process, await _port(process))
    except TimeoutError:
        await _stop(process)
        raise DemoError(f"The demo did not start within {START_WAIT:g} seconds.") from None
    except BaseException:
        await _stop(process)
        raise


async def _port(process: Process) -> int:
    assert process.stdout is not None
    assert process.stderr is not None
    line = await process.stdout.readline()
    if line.strip().isdigit():
        return int(line)
    said = (await process.stderr.read()).decode(errors="replace").strip().splitlines()
    raise DemoError(_sentence(said[-1] if said else "the demo ended before it had a broker"))


def _sentence(text: str) -> str:
    return text[:1].upper() + text[1:].rstrip(".") + "."


async def _stop(process: Process) -> None:
    if process.stdin is not None:
        process.stdin.close()
    for end in (process.terminate, process.kill):
        with suppress(TimeoutError):
            await asyncio.wait_for(process.wait(), STOP_WAIT)
            return
        with suppress(ProcessLookupError):
            end()
    await process.wait()
