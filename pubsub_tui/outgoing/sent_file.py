"""What was sent, in a file that several runs of the program write at the same time.

Each of them appends lines, and now and then one replaces the file with a shorter one. Both are
done with the file locked. As the lock belongs to the file and not to its name, whoever waited
for it looks whether the file still has the name, and else begins again with the new one.
"""

from __future__ import annotations

import errno
import fcntl
import os
import time
from collections import deque
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from pubsub_tui.outgoing.sent import MOST_BYTES, MOST_ENTRIES, Sent
from pubsub_tui.outgoing.sent_line import DamagedLine, from_line, to_line

_SLACK = 1.25
"""So much over the cap a file may be before it is written anew."""
_LONGEST_LINE = 2 * MOST_BYTES
_PRIVATE = 0o600
_LOCK_SECONDS = 2.0
_LOCK_AGAIN = 0.01


@dataclass(frozen=True, slots=True)
class Reading:
    """What a file has.

    Attributes:
        entries: within the cap, oldest first.
        damaged: how many lines are no entries.
        is_long: it has far more than is read of it.
    """

    entries: tuple[Sent, ...] = ()
    damaged: int = 0
    is_long: bool = False


class SentFile:
    """Lines of JSON, oldest first, for the user alone. All of it raises OSError.

    Damaged lines are moved to a file beside it when it is written anew.
    """

    def __init__(self, path: Path) -> None:
        # By its target: a link is not replaced with a file.
        self.path = Path(os.path.realpath(path))
        self.damaged_path = self.path.with_name(f"{self.path.name}.damaged")
        self._beside = self.path.with_name(f"{self.path.name}.new")

    def append(self, sent: Sent) -> None:
        """Write an entry: as a whole, or not at all when the disk is full."""
        self.path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        with self._locked(os.O_RDWR | os.O_APPEND | os.O_CREAT, fcntl.LOCK_EX) as file:
            handle = file.fileno()
            before = os.fstat(handle).st_size
            # What the end of a program cut off is one damaged line, and not two.
            cut_off = before and os.pread(handle, 1, before - 1) != b"\n"
            try:
                _write(handle, b"\n" * bool(cut_off) + to_line(sent))
            except OSError:
                os.ftruncate(handle, before)
                raise
            if os.fstat(handle).st_size > MOST_BYTES * _SLACK:
                self._rewrite(file)

    def read(self) -> Reading:
        """The newest entries, within the cap; none when there is no file."""
        try:
            with self._locked(os.O_RDONLY, fcntl.LOCK_SH) as file:
                newest, count, damaged = _newest(file)
        except FileNotFoundError:
            return Reading()
        entries = tuple(sent for _, sent in newest)
        return Reading(entries, damaged, count > MOST_ENTRIES * _SLACK)

    def forget(self, keys: Collection[str]) -> None:
        """Take entries out by their keys, and all that is over the cap."""
        try:
            with self._locked(os.O_RDWR, fcntl.LOCK_EX) as file:
                self._rewrite(file, keys)
        except FileNotFoundError:
            return

    def clear(self) -> None:
        """Take everything out, damaged lines as well."""
        try:
            with self._locked(os.O_RDWR, fcntl.LOCK_EX) as file:
                os.ftruncate(file.fileno(), 0)
                self.damaged_path.unlink(missing_ok=True)
                self._beside.unlink(missing_ok=True)
        except FileNotFoundError:
            return

    @contextmanager
    def _locked(self, flags: int, lock: int) -> Iterator[IO[bytes]]:
        until = time.monotonic() + _LOCK_SECONDS
        mode = "rb" if flags & os.O_ACCMODE == os.O_RDONLY else "r+b"
        while True:
            if self.path.exists() and not self.path.is_file():
                raise OSError(errno.EINVAL, "it is no file")
            handle = os.open(self.path, flags | os.O_CLOEXEC, _PRIVATE)
            with os.fdopen(handle, mode) as file:
                if not _lock(handle, lock, until):
                    raise OSError(errno.EAGAIN, "another program has it locked")
                if self._is_in_place(handle):
                    yield file
                    return

    def _is_in_place(self, handle: int) -> bool:
        try:
            return os.path.samestat(os.fstat(handle), self.path.stat())
        except FileNotFoundError:
            return False

    def _rewrite(self, file: IO[bytes], forget: Collection[str] = ()) -> None:
        """Put a file without these entries, and within the cap, in its place."""
        newest, _, damaged = _newest(file)
        if damaged:
            with open(self.damaged_path, "ab", opener=_open_private) as aside:
                aside.writelines(line for line, sent in _lines(file) if sent is None)
        try:
            with open(self._beside, "wb", opener=_open_private) as beside:
                beside.writelines(line for line, sent in newest if sent.key not in forget)
                beside.flush()
                os.fsync(beside.fileno())
            os.replace(self._beside, self.path)
        except OSError:
            self._beside.unlink(missing_ok=True)
            raise


def _lines(file: IO[bytes]) -> Iterator[tuple[bytes, Sent | None]]:
    """All lines from the first, with their entries; None for a damaged one."""
    file.seek(0)
    while line := file.readline(_LONGEST_LINE):
        line = line.rstrip(b"\n") + b"\n"
        if not line.isspace():
            try:
                yield line, from_line(line)
            except DamagedLine:
                yield line, None


def _newest(file: IO[bytes]) -> tuple[deque[tuple[bytes, Sent]], int, int]:
    """The newest entries with their lines; how many entries there are, and damaged lines."""
    newest: deque[tuple[bytes, Sent]] = deque()
    count = damaged = size = 0
    for line, sent in _lines(file):
        if sent is None:
            damaged += 1
            continue
        count += 1
        newest.append((line, sent))
        size += len(line)
        while len(newest) > MOST_ENTRIES or (size > MOST_BYTES and len(newest) > 1):
            size -= len(newest.popleft()[0])
    return newest, count, damaged


def _write(handle: int, data: bytes) -> None:
    """All of it: the system may take less at once. Nothing stays in a buffer when it fails."""
    left = memoryview(data)
    while left:
        left = left[os.write(handle, left) :]


def _lock(handle: int, lock: int, until: float) -> bool:
    """Wait for the lock for a while; whether it came."""
    while True:
        try:
            fcntl.flock(handle, lock | fcntl.LOCK_NB)
            return True
        except BlockingIOError:
            if time.monotonic() > until:
                return False
            time.sleep(_LOCK_AGAIN)


def _open_private(path: str, flags: int) -> int:
    return os.open(path, flags, _PRIVATE)
