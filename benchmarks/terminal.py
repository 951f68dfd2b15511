"""A program in a terminal of its own: a pty of 160×50 cells, read all the time and typed into."""

from __future__ import annotations

import fcntl
import os
import pty
import struct
import subprocess
import tempfile
import termios
import threading
import time
from collections.abc import Mapping, Sequence
from types import TracebackType

COLUMNS, LINES = 160, 50
_LONGEST_MARK = 64
_KEPT = 2000


class Terminal:
    """Runs one command; stamps each time that a wanted mark appears in what it writes.

    Attributes:
        stamps: `time.perf_counter` seconds at which the mark was read.
        started: the same clock, just before the process was made.
        said: the end of what it wrote, to tell why it failed.
    """

    def __init__(self, command: Sequence[str], mark: bytes) -> None:
        self.stamps: list[float] = []
        self.said = b""
        self._mark = mark
        self._seen = threading.Condition()
        self._home = tempfile.TemporaryDirectory()
        self._master, slave = pty.openpty()
        fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("4H", LINES, COLUMNS, 0, 0))
        self.started = time.perf_counter()
        self.process = subprocess.Popen(
            command,
            stdin=slave,
            stdout=slave,
            stderr=slave,
            start_new_session=True,
            env=_environment(self._home.name),
        )
        os.close(slave)
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def __enter__(self) -> Terminal:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait()
        self._reader.join()
        os.close(self._master)
        self._home.cleanup()

    def press(self, keys: bytes) -> float:
        """Type; returns the time just before, on the clock of `stamps`."""
        pressed = time.perf_counter()
        os.write(self._master, keys)
        return pressed

    def wait_mark(self, after: float, seconds: float) -> float | None:
        """When the mark was first read after a time; None when it was not within ``seconds``."""

        def found() -> float | None:
            return next((stamp for stamp in self.stamps if stamp > after), None)

        with self._seen:
            return self._seen.wait_for(found, seconds)

    def _read(self) -> None:
        tail = b""
        while True:
            try:
                chunk = os.read(self._master, 1 << 16)
            except OSError:
                return
            now = time.perf_counter()
            self.said = (self.said + chunk)[-_KEPT:]
            text = tail + chunk
            if self._mark in text:
                with self._seen:
                    self.stamps.append(now)
                    self._seen.notify_all()
                text = text[text.rindex(self._mark) + len(self._mark) :]
            tail = text[-_LONGEST_MARK:] if len(self._mark) > 1 else b""


def _environment(home: str) -> Mapping[str, str]:
    """The caller's environment with no configuration of theirs, and a terminal with all colours."""
    places = {f"XDG_{kind}_HOME": home for kind in ("CONFIG", "STATE", "CACHE", "DATA")}
    environment = {**os.environ, **places, "TERM": "xterm-256color", "COLORTERM": "truecolor"}
    for name in ("COLUMNS", "LINES", "NO_COLOR"):
        environment.pop(name, None)
    return environment
