"""Writes retained messages to a file before they are deleted.

Lines of JSON in UTF-8. The first has version, broker, topic filter, time and count; then comes
one a message, and a last one with the SHA-256 of all bytes before it. Each but the last ends in
a checksum of its own, so that damage is told with its line.
"""

from __future__ import annotations

import base64
import hashlib
import json
import os
import re
import time
from collections.abc import Iterable, Mapping
from pathlib import Path
from types import TracebackType
from typing import BinaryIO, Self

from pubsub_tui.message import Message

VERSION = 1
SUFFIX = ".undo.jsonl"
SUM_MARK = b',"sum":"'
SUM_DIGITS = 16
_MOST_MESSAGES = 9_999_999_999
_UNFIT = re.compile(r"[^A-Za-z0-9.-]+")
_LONGEST_NAME = 80
_BLOCK = 1 << 20


def line_of(fields: Mapping[str, object]) -> bytes:
    """One line with its checksum, line break included."""
    body = json.dumps(fields, separators=(",", ":")).encode()[:-1]
    return body + SUM_MARK + sum_of(body) + b'"}\n'


def sum_of(body: bytes) -> bytes:
    """The checksum of a line without its end: the first half of its SHA-256's digits."""
    return hashlib.sha256(body).hexdigest()[:SUM_DIGITS].encode()


def last_line(sha256: str) -> bytes:
    """The line that says that all is there."""
    return json.dumps({"end": True, "sha256": sha256}, separators=(",", ":")).encode() + b"\n"


class UndoWriter:
    """A file that gets its name only when it is whole and on the disk.

    Usage: ``with UndoWriter(…) as writer: writer.add(…); path = writer.finish()``. Without
    `finish` nothing is left behind. All of it raises OSError when the disk does.
    """

    def __init__(self, folder: Path, broker: str, topic_filter: str, now: float) -> None:
        """``now`` is Unix time in seconds."""
        self._folder = folder
        self._broker = broker
        self._topic_filter = topic_filter
        self._now = now
        self._file: BinaryIO | None = None
        self.count = 0

    def __enter__(self) -> Self:
        self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        self._path = self._free_path()
        self._part = self._path.with_suffix(f".{os.getpid()}.part")
        handle = os.open(self._part, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600)
        self._file = os.fdopen(handle, "w+b")
        self._file.write(self._header())
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._file is not None:
            self._file.close()
        self._part.unlink(missing_ok=True)

    def add(self, messages: Iterable[Message]) -> None:
        """Write messages, in order."""
        assert self._file is not None
        for message in messages:
            block = message.properties
            fields = {
                "topic": message.topic,
                "qos": message.qos,
                "properties_base64": None if block is None else base64.b64encode(block).decode(),
                "payload_base64": base64.b64encode(message.payload).decode(),
            }
            self._file.write(line_of(fields))
            self.count += 1

    def finish(self) -> Path:
        """Have all of it on the disk under its name, and return that."""
        assert self._file is not None
        file = self._file
        file.seek(0)
        file.write(self._header())
        file.seek(0)
        digest = hashlib.sha256()
        while block := file.read(_BLOCK):
            digest.update(block)
        file.write(last_line(digest.hexdigest()))
        file.flush()
        os.fsync(file.fileno())
        file.close()
        self._part.rename(self._path)
        folder = os.open(self._folder, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)
        return self._path

    def _header(self) -> bytes:
        fields = {
            "pubsub-tui": "retained messages before they were deleted",
            "version": VERSION,
            "broker": self._broker,
            "topic_filter": self._topic_filter,
            "time": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(self._now)),
            # Always of the same length, as it is known only when all have been written.
            "count": f"{min(self.count, _MOST_MESSAGES):010}",
        }
        return line_of(fields)

    def _free_path(self) -> Path:
        broker = _UNFIT.sub("_", self._broker)[:_LONGEST_NAME]
        thousandths = int(self._now * 1000)
        while True:
            when = time.strftime("%Y%m%dT%H%M%S", time.gmtime(thousandths // 1000))
            path = self._folder / f"{when}.{thousandths % 1000:03}Z-{broker}{SUFFIX}"
            if not path.exists():
                return path
            thousandths += 1
