"""Writes an export to a file or into memory, in slices, so that the screen stays alive."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from pathlib import Path

from pubsub_tui.export.formats import Format
from pubsub_tui.export.new_file import NewFile
from pubsub_tui.ui.exports import Export

SLICE_SECONDS = 0.008
_REST_SECONDS = 0.004
"""A key takes several rounds of the event loop to the screen: they fit in here."""
_LOOK_SECONDS = 0.05


async def until_found(export: Export, report: Callable[[], None]) -> None:
    """Wait until the view has found all rows: it goes on looking, once a frame."""
    while not export.found():
        report()
        await asyncio.sleep(_LOOK_SECONDS)


async def to_file(
    export: Export, wanted: Format, path: Path, replace: bool, report: Callable[[], None]
) -> int:
    """Write a file.

    Args:
        export: what to write.
        wanted: the format.
        path: the file, which is there only once it is whole.
        replace: whether one may be there already.
        report: called between two slices.

    Returns:
        Its size in bytes.

    Raises:
        OSError: nothing is left behind then.
    """
    with NewFile(path, replace=replace) as file:
        await _in_slices(export, wanted, file.write, report)
        file.finish()
        return file.size


async def to_memory(
    export: Export, wanted: Format, limit: int, report: Callable[[], None]
) -> bytes | None:
    """Like `to_file`, but return the bytes; None when they are more than ``limit``."""
    parts: list[bytes] = []
    room = limit

    def take(data: bytes) -> None:
        nonlocal room
        room -= len(data)
        if room < 0:
            raise _TooLargeError
        parts.append(data)

    try:
        await _in_slices(export, wanted, take, report)
    except _TooLargeError:
        return None
    return b"".join(parts)


class _TooLargeError(Exception):
    """Ends the slices."""


async def _in_slices(
    export: Export,
    wanted: Format,
    take: Callable[[bytes], None],
    report: Callable[[], None],
) -> None:
    until = time.perf_counter() + SLICE_SECONDS
    for data in export.lines(wanted):
        if data:
            take(data)
        if time.perf_counter() > until:
            report()
            await asyncio.sleep(_REST_SECONDS)
            until = time.perf_counter() + SLICE_SECONDS
