"""A program in a real terminal: a pty, what it wrote, and the screen that it makes."""

from __future__ import annotations

import asyncio
import fcntl
import os
import pty
import re
import struct
import sys
import termios
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Self

import pyte

ROOT = Path(__file__).parents[2]
PATIENCE = 20.0
_NOT_PASSED_ON = ("NO_COLOR", "PUBSUB_TUI_PASSWORD", "COLUMNS", "LINES")
UP, DOWN, RIGHT, LEFT, END, ESCAPE = "\x1b[A", "\x1b[B", "\x1b[C", "\x1b[D", "\x1b[F", "\x1b"


class Terminal:
    """Runs ``python -m pubsub_tui`` with these arguments.

    Attributes:
        written: every byte that the program wrote.
    """

    def __init__(
        self,
        *arguments: str,
        home: Path,
        size: tuple[int, int] = (120, 35),
        environment: Mapping[str, str] | None = None,
    ) -> None:
        """``home`` takes the place of the user's folders; ``size`` is columns and lines."""
        self._arguments = arguments
        self._size = size
        self._environment = {
            **{name: value for name, value in os.environ.items() if name not in _NOT_PASSED_ON},
            "TERM": "xterm-256color",
            "COLORTERM": "truecolor",
            "LANG": "C.UTF-8",
            "HOME": str(home),
            "XDG_CONFIG_HOME": str(home / "config"),
            "XDG_STATE_HOME": str(home / "state"),
            **(environment or {}),
        }
        self._screen = pyte.Screen(*size)
        self._stream = pyte.ByteStream(self._screen)
        self.written = b""
        self._changed = asyncio.Event()

    async def __aenter__(self) -> Self:
        self._master, slave = pty.openpty()
        columns, lines = self._size
        fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("4H", lines, columns, 0, 0))
        self.process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "pubsub_tui", *self._arguments),
            stdin=slave,
            stdout=slave,
            stderr=slave,
            cwd=ROOT,
            env=self._environment,
            start_new_session=True,
        )
        os.close(slave)
        asyncio.get_running_loop().add_reader(self._master, self._read)
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self.process.returncode is None:
            self.process.kill()
        await self.process.wait()
        asyncio.get_running_loop().remove_reader(self._master)
        os.close(self._master)

    @property
    def text(self) -> str:
        """The screen as it is now."""
        return "\n".join(line.rstrip() for line in self._screen.display)

    def press(self, keys: str) -> None:
        """Type."""
        os.write(self._master, keys.encode())

    async def shows(self, *wanted: str) -> str:
        """The screen, as soon as all of ``wanted`` is on it."""
        return await self.until(lambda screen: all(each in screen for each in wanted), str(wanted))

    async def cursor_beside(self, label: str) -> None:
        """Return when the cursor is on a line that shows this: what is typed goes there."""

        def beside(screen: str) -> bool:
            return label in screen.split("\n")[self._screen.cursor.y]

        await self.until(beside, f"the cursor beside {label}")

    async def demo_port(self) -> int:
        """The port of the demo's broker; what is read may end within the number."""
        whole = re.compile(r"demo on localhost:(\d+) ·")
        screen = await self.until(lambda text: bool(whole.search(text)), "the demo's port")
        found = whole.search(screen)
        assert found is not None
        return int(found[1])

    async def until(self, condition: Callable[[str], bool], wanted: str) -> str:
        """The screen, as soon as a condition holds."""
        try:
            async with asyncio.timeout(PATIENCE):
                while not condition(self.text):
                    self._changed.clear()
                    await self._changed.wait()
        except TimeoutError:
            raise AssertionError(f"not on screen: {wanted}\n{self.text}") from None
        return self.text

    async def ended(self) -> int:
        """The exit code, once the program has ended."""
        async with asyncio.timeout(PATIENCE):
            return await self.process.wait()

    def _read(self) -> None:
        data = b""
        with suppress(OSError):  # the program has ended, and the pty with it
            data = os.read(self._master, 65_536)
        if not data:
            asyncio.get_running_loop().remove_reader(self._master)
            return
        self.written += data
        self._stream.feed(data)
        self._changed.set()
