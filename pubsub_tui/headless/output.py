"""Standard output as bytes: every write is complete when it returns, and nothing is held back."""

from __future__ import annotations

import asyncio
import os
import select
import stat
import sys
from collections.abc import Callable

from pubsub_tui.settings import UsageError


class Output:
    """Standard output.

    Attributes:
        terminal: whether a person looks at it.
    """

    def __init__(self) -> None:
        """Raises UsageError when there is no standard output."""
        if sys.stdout is None:
            raise UsageError("the standard output is closed.")
        self._descriptor = sys.stdout.fileno()
        self.terminal = os.isatty(self._descriptor)

    def write(self, data: bytes) -> None:
        """Write all of it, however long the reader takes.

        A slow reader is waited for here, and so the broker waits too. Raises OSError,
        BrokenPipeError among others.
        """
        rest = memoryview(data)
        while rest:
            try:
                rest = rest[os.write(self._descriptor, rest) :]
            except BlockingIOError:  # Someone who shares it has set it so.
                select.select([], [self._descriptor], [])

    def when_closed(self, call: Callable[[], None]) -> None:
        """Call back when the reader of a pipe has gone, though nothing is being written."""
        if stat.S_ISFIFO(os.fstat(self._descriptor).st_mode):
            # The writing end of a pipe is never readable: only its error is told.
            asyncio.get_running_loop().add_reader(self._descriptor, call)


def unwritable(error: OSError) -> str:
    """What to say of a write that failed."""
    return f"The output can not be written: {error.strerror}."
