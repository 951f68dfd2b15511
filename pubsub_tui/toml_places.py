"""Where the keys and values of a TOML text stand: neither tomllib nor tomlkit tells."""

from __future__ import annotations

import contextlib
import re
import tomllib
from collections.abc import Mapping
from functools import lru_cache

Step = str | int
Place = tuple[int, int]
"""Line and column, from 1."""

_BLANK = re.compile(r"(?:[ \t\r\n]|#[^\n]*)*")
_SPACES = re.compile(r"[ \t]*")
_BARE_KEY = re.compile(r"[A-Za-z0-9_-]+")
_PLAIN_VALUE = re.compile(r"[^,\]}#\n]*")
_STRINGS = (
    re.compile(r'"""(?:[^"\\]|\\.|"{1,2}(?!"))*"{3,5}', re.DOTALL),
    re.compile(r"'''(?:[^']|'{1,2}(?!'))*'{3,5}"),
    re.compile(r'"(?:[^"\\\n]|\\.)*"'),
    re.compile(r"'[^'\n]*'"),
)


@lru_cache(maxsize=1)  # It is asked about key after key of one text.
def places(text: str) -> Mapping[tuple[Step, ...], Place]:
    """Where each key, table and item of an array begins, by the way to it.

    Args:
        text: valid TOML. Of any other text, places are missing or wrong.
    """
    scanner = _Scanner(text)
    # Else it is no TOML, or nested so deeply that tomllib has refused it.
    with contextlib.suppress(IndexError, RecursionError, ValueError):
        scanner.document()
    return scanner.found


def place_of(text: str, way: tuple[Step, ...]) -> Place:
    """Where that key stands; when it does not, the nearest table or array around it."""
    found = places(text)
    while way and way not in found:
        way = way[:-1]
    return found.get(way, (1, 1))


class _Scanner:
    """Goes through a text once, with ``at`` as the offset of what comes next."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._at = 0
        self._line = 1
        self._line_begin = 0
        self._counted_to = 0
        self._tables: dict[tuple[Step, ...], int] = {}
        """The index of the last table of each array of tables."""
        self.found: dict[tuple[Step, ...], Place] = {}

    def document(self) -> None:
        table: tuple[Step, ...] = ()
        while self._skip(_BLANK) < len(self._text):
            if self._text[self._at] == "[":
                table = self._header()
            else:
                self._setting(table)

    def _header(self) -> tuple[Step, ...]:
        brackets = 2 if self._text.startswith("[[", self._at) else 1
        begin = self._at
        self._at += brackets
        way: tuple[Step, ...] = ()
        keys = self._keys()
        for index, key in enumerate(keys):
            way = (*way, key)
            last = index == len(keys) - 1
            self.found.setdefault(way, self._place(begin))
            if last and brackets == 2:
                self._tables[way] = self._tables.get(way, -1) + 1
            if way in self._tables:
                way = (*way, self._tables[way])
                self.found.setdefault(way, self._place(begin))
        self._at += brackets
        return way

    def _setting(self, table: tuple[Step, ...]) -> None:
        begin = self._at
        way = table
        for key in self._keys():
            way = (*way, key)
            self.found.setdefault(way, self._place(begin))
        self._at += 1  # the equals sign
        self._value(way)

    def _keys(self) -> list[str]:
        """The parts of a dotted key, and the spaces behind it."""
        keys = []
        while True:
            self._skip(_SPACES)
            bare = _BARE_KEY.match(self._text, self._at)
            if bare is not None:
                self._at = bare.end()
                keys.append(bare[0])
            else:
                keys.append(self._quoted_key())
            self._skip(_SPACES)
            if self._text[self._at] != ".":
                return keys
            self._at += 1

    def _quoted_key(self) -> str:
        begin = self._at
        if not self._string():
            raise IndexError
        return str(tomllib.loads(f"key = {self._text[begin : self._at]}")["key"])

    def _value(self, way: tuple[Step, ...]) -> None:
        self._skip(_SPACES)
        first = self._text[self._at]
        if first == "[":
            self._array(way)
        elif first == "{":
            self._inline_table(way)
        elif not self._string():
            self._skip(_PLAIN_VALUE)

    def _array(self, way: tuple[Step, ...]) -> None:
        self._at += 1
        index = 0
        while self._text[self._skip(_BLANK)] != "]":
            self.found.setdefault((*way, index), self._place(self._at))
            self._value((*way, index))
            index += 1
            if self._text[self._skip(_BLANK)] == ",":
                self._at += 1
        self._at += 1

    def _inline_table(self, way: tuple[Step, ...]) -> None:
        self._at += 1
        while self._text[self._skip(_BLANK)] != "}":
            self._setting(way)
            if self._text[self._skip(_BLANK)] == ",":
                self._at += 1
        self._at += 1

    def _string(self) -> bool:
        for pattern in _STRINGS:
            match = pattern.match(self._text, self._at)
            if match is not None:
                self._at = match.end()
                return True
        return False

    def _skip(self, pattern: re.Pattern[str]) -> int:
        match = pattern.match(self._text, self._at)
        assert match is not None  # They all match nothing, too.
        self._at = match.end()
        return self._at

    def _place(self, offset: int) -> Place:
        """Asked for with ever larger offsets, so that each line is counted once."""
        if offset > self._counted_to:
            begun = self._text.rfind("\n", self._counted_to, offset)
            self._line += self._text.count("\n", self._counted_to, offset)
            self._line_begin = begun + 1 if begun >= 0 else self._line_begin
            self._counted_to = offset
        return self._line, offset - self._line_begin + 1
