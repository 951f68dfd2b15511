"""Standard input: all of it, or line by line while the event loop goes on."""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import AsyncIterator
from typing import BinaryIO

from pubsub_tui.outgoing.problem import wrong
from pubsub_tui.settings import UsageError
from pubsub_tui.transports.publish_check import LARGEST_PACKET

_AT_ONCE = 65_536


def read_all() -> bytes:
    """All of it. Raises UsageError when there is none, or more than a message can hold."""
    data = _stdin().read(LARGEST_PACKET + 1)
    if len(data) > LARGEST_PACKET:
        raise UsageError(f"stdin has more than the {LARGEST_PACKET:,} bytes that MQTT allows.")
    return data


def read_lines() -> AsyncIterator[bytes]:
    """Each line as soon as it is there, without its line break, be that LF or CR LF.

    Raises UsageError at once when there is no standard input, and OutgoingError for a line that
    is longer than a message can be.
    """
    return _lines(_stdin().fileno())


async def _lines(descriptor: int) -> AsyncIterator[bytes]:
    parts: list[bytes] = []
    size = 0
    while chunk := await _read(descriptor):
        first, *rest = chunk.split(b"\n")
        for following in rest:
            yield b"".join((*parts, first)).removesuffix(b"\r")
            first, parts, size = following, [], 0
        parts.append(first)
        size += len(first)
        if size > LARGEST_PACKET:
            raise wrong("stdin", f"a line of more than the {LARGEST_PACKET:,} bytes MQTT allows")
    if size:
        yield b"".join(parts)


async def _read(descriptor: int) -> bytes:
    loop = asyncio.get_running_loop()
    ready = asyncio.Event()
    try:
        loop.add_reader(descriptor, ready.set)
    except PermissionError:  # A file on a disk is always ready, and can not be asked.
        return os.read(descriptor, _AT_ONCE)
    try:
        await ready.wait()
    finally:
        loop.remove_reader(descriptor)
    return os.read(descriptor, _AT_ONCE)


def _stdin() -> BinaryIO:
    if sys.stdin is None:
        raise UsageError("the standard input is closed.")
    return sys.stdin.buffer
