"""Reads undo files, and tells what is damaged in one."""

from __future__ import annotations

import base64
import binascii
import calendar
import hashlib
import json
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from pubsub_tui.message import Message
from pubsub_tui.retained.undo_file import (
    SUFFIX,
    SUM_DIGITS,
    SUM_MARK,
    VERSION,
    last_line,
    sum_of,
)

_END = b'"}\n'
_NOTE_LINES = 5


@dataclass(frozen=True, slots=True)
class Header:
    """The first line.

    Attributes:
        broker: the endpoint as it was named then.
        topic_filter: what the messages were selected by.
        saved_at: Unix time in seconds.
        count: how many messages there have to be.
    """

    broker: str
    topic_filter: str
    saved_at: float
    count: int


@dataclass(frozen=True, slots=True)
class Contents:
    """What a file holds.

    Attributes:
        header: None when that line is damaged.
        whole: how many messages are whole.
        first: the topics of the first few.
        damage: what is wrong, with the line, in one clause each; empty when nothing is.
        damaged: how many lines are damaged, beyond those that ``damage`` names too.
    """

    path: Path
    header: Header | None
    whole: int
    first: tuple[str, ...]
    damage: tuple[str, ...]
    damaged: int


def read_contents(path: Path) -> Contents:
    """Read a file to its end and check every byte. Raises OSError."""
    digest = hashlib.sha256()
    header: Header | None = None
    whole = damaged = 0
    first: list[str] = []
    damage: list[str] = []
    ended = False

    def note(words: str) -> None:
        nonlocal damaged
        damaged += 1
        if len(damage) < _NOTE_LINES:
            damage.append(words)

    number = 0
    with path.open("rb") as file:
        for number, line in enumerate(file, 1):
            if ended:
                note(f"line {number} comes after the end")
            elif line == last_line(digest.hexdigest()):
                ended = True
            elif number == 1:
                header = _header(line)
                if header is None:
                    note("line 1, the header, is damaged")
            else:
                message = _message(line)
                if message is None:
                    note(f"line {number} is damaged")
                else:
                    whole += 1
                    first += [message.topic] if len(first) < _NOTE_LINES else []
            digest.update(line)
    if not ended and not damage:
        note(f"the end is missing after line {number}")
    elif header is not None and header.count != whole and not damage:
        note(f"the header counts {header.count:,} messages, and there are {whole:,}")
    return Contents(path, header, whole, tuple(first), tuple(damage), damaged)


def whole_messages(path: Path) -> Iterator[Message]:
    """Every message whose line is whole. Raises OSError."""
    with path.open("rb") as file:
        for line in file:
            message = _message(line)
            if message is not None:
                yield message


def newest_for(folder: Path, broker: str) -> Path | None:
    """The newest undo file of that broker, by its name; None when there is none."""
    for path in sorted(folder.glob(f"*{SUFFIX}"), reverse=True):
        try:
            with path.open("rb") as file:
                header = _header(file.readline())
        except OSError:
            continue
        if header is not None and header.broker == broker:
            return path
    return None


def _fields(line: bytes) -> dict[str, object] | None:
    """What a line says; None when its checksum is another."""
    end = len(line) - len(_END) - SUM_DIGITS
    body = line[: max(0, end - len(SUM_MARK))]
    if line != body + SUM_MARK + sum_of(body) + _END:
        return None
    fields = json.loads(body + b"}")
    return fields if isinstance(fields, dict) else None


def _header(line: bytes) -> Header | None:
    try:
        fields = _fields(line)
        if fields is None or fields["version"] != VERSION:
            return None
        saved_at = calendar.timegm(time.strptime(str(fields["time"]), "%Y-%m-%dT%H:%M:%SZ"))
        broker, topic_filter = str(fields["broker"]), str(fields["topic_filter"])
        return Header(broker, topic_filter, saved_at, int(str(fields["count"])))
    except (KeyError, ValueError):
        return None


def _message(line: bytes) -> Message | None:
    try:
        fields = _fields(line)
        if fields is None or fields["qos"] not in (0, 1, 2):
            return None
        block = fields["properties_base64"]
        return Message(
            str(fields["topic"]),
            base64.b64decode(str(fields["payload_base64"]), validate=True),
            int(str(fields["qos"])),
            True,
            properties=None if block is None else base64.b64decode(str(block), validate=True),
        )
    except (KeyError, ValueError, binascii.Error):
        return None
