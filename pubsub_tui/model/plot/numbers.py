"""The numbers in a payload: which there are, and the one at a path."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from itertools import islice
from typing import NamedTuple

from pubsub_tui.message import Message
from pubsub_tui.model.filter.nodes import Path
from pubsub_tui.model.filter.payload import NOTHING, Document
from pubsub_tui.model.filter.values import lookup

BARE: Path = ()
"""The path of a payload that is a number itself."""

TextReader = Callable[[bytes], float | None]
"""Reads a number out of a short text such as ``20.0 °C`` or ``on``; None when it is none."""

_LONGEST_TEXT = 64
_MOST_LOOKED_AT = 5_000
"""Values of a payload that are looked at for numbers."""
_ONE_DAY = 86_400.0


class Leaf(NamedTuple):
    """A number, and where it stands in a payload."""

    path: Path
    value: float


class Numbers:
    """Reads payloads; several values of one message cost decoding it once. Never raises."""

    def __init__(self, read_text: TextReader) -> None:
        """``read_text`` is asked about texts of up to 64 bytes that are no plain number."""
        self._read_text = read_text
        self._document = Document()

    def at(self, message: Message, path: Path) -> float | None:
        """The number at a path, perhaps infinite or NaN; None when there is none."""
        if path == BARE:
            return self._bare(message)
        return self._number(lookup(self._document.of(message), path))

    def leaves(self, message: Message, most: int) -> list[Leaf]:
        """The first ``most`` numbers of a payload, in its order."""
        bare = self._bare(message)
        if bare is not None:
            return [Leaf(BARE, bare)]
        found = []
        for path, each in _values(self._document.of(message)):
            value = self._number(each)
            if value is not None:
                found.append(Leaf(path, value))
                if len(found) >= most:
                    break
        return found

    def _bare(self, message: Message) -> float | None:
        payload = message.payload
        if len(payload) <= _LONGEST_TEXT:
            value = self._text(payload)
            if value is not None:
                return value
        return self._number(self._document.of(message)) if payload[:1] == b'"' else None

    def _text(self, text: bytes) -> float | None:
        if b"_" not in text:  # Python reads 1_000.
            try:
                return float(text)
            except ValueError:
                pass
        return self._read_text(text)

    def _number(self, value: object) -> float | None:
        if isinstance(value, int | float):
            try:
                return float(value)
            except OverflowError:
                return math.inf if value > 0 else -math.inf
        if isinstance(value, str) and len(value) <= _LONGEST_TEXT:
            return self._text(value.encode("utf-8", "surrogatepass"))
        return None


def is_time_stamp(value: float, received_at: float) -> bool:
    """Whether a number is the time of the message, in seconds or a thousandth, and so on."""
    return any(abs(value / unit - received_at) < _ONE_DAY for unit in (1, 1e3, 1e6, 1e9))


def _values(document: object) -> Iterator[tuple[Path, object]]:
    """Every value that holds no others, with its path; the first few thousand."""
    if document is NOTHING:
        return
    stack: list[tuple[Path, object]] = [((), document)]
    for _ in range(_MOST_LOOKED_AT):
        if not stack:
            return
        path, value = stack.pop()
        if isinstance(value, dict):
            inside = [((*path, key), each) for key, each in islice(value.items(), _MOST_LOOKED_AT)]
        elif isinstance(value, list):
            inside = [
                ((*path, index), each) for index, each in islice(enumerate(value), _MOST_LOOKED_AT)
            ]
        else:
            yield path, value
            continue
        stack += reversed(inside)
