"""A JSON text of any size as lines that are laid out when they are looked at.

Where lines begin is found by going through the text once, a slice at a time; of each line only
its place, its depth and, when it opens a container, the line that closes it are held: 14 bytes.
"""

from __future__ import annotations

import re
import time
from array import array
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from typing import overload

from pubsub_tui.decode.json_text import json_spans
from pubsub_tui.decode.view import Line

LONGEST_LINE = 500
"""Bytes of one line that are shown: a string may have millions."""
DEEPEST_INDENT = 40

# What stands between two structural characters, strings included, is skipped without coming back
# to Python, but for strings that are very long. All repetitions are possessive: nothing is ever
# looked at twice.
_NEXT = re.compile(
    rb'(?:[^"{}\[\],]++|"[^"\\]{0,65535}+(?:\\.[^"\\]{0,65535}+){0,999}+")*+(["{}\[\],])?',
    re.DOTALL,
)
_EMPTY = re.compile(rb"\s*+[\]}]")
_CHECK_EVERY = 500
_DEEPEST = 65_535
_OPENS = {ord("{"): ord("}"), ord("["): ord("]")}


class LargeJson(Sequence[Line]):
    """Lines as `json_text` makes them; their number grows with every `advance`.

    Only brackets and quotes are looked at: that they fit is all that is checked.

    Attributes:
        complete: whether the text has been gone through.
        problem: why it ends before its brackets do; empty when it does not, or not yet.
        tops: the lines that open a container one level deep, in their order.
    """

    def __init__(self, payload: bytes, missing: int = 0) -> None:
        """``missing`` bytes of the text were not kept."""
        self._payload = payload
        self._missing = missing
        self._starts = array("I", [0])
        self._depths = array("H", [0])
        self._closing = array("I", [0])
        self._open = array("I")
        self._closers = bytearray()
        self._end = 0
        self._steps = self._scan()
        self.tops = array("I")
        self.complete = False
        self.problem = ""

    @property
    def progress(self) -> float:
        """The share of the text that has been gone through, from 0.0 to 1.0."""
        return 1.0 if self.complete else self._end / len(self._payload)

    def advance(self, seconds: float) -> None:
        """Go on for about so long."""
        until = time.perf_counter() + seconds
        for _ in self._steps:
            if time.perf_counter() > until:
                return
        self.complete = True

    def closing(self, row: int) -> int:
        """The line that closes what a line opens; the last one so far while none does.

        Returns:
            A row; the row itself for a line that opens nothing.
        """
        if row >= len(self._starts):
            return row
        found = self._closing[row]
        if found:
            return found
        at = bisect_left(self._open, row)
        opens_still = at < len(self._open) and self._open[at] == row
        return len(self._starts) - 1 if opens_still else row

    def __len__(self) -> int:
        return len(self._starts) + bool(self.problem)

    @overload
    def __getitem__(self, row: int) -> Line: ...
    @overload
    def __getitem__(self, row: slice) -> list[Line]: ...
    def __getitem__(self, row: int | slice) -> Line | list[Line]:
        if isinstance(row, slice):
            return [self[each] for each in range(*row.indices(len(self)))]
        if row < 0:
            row += len(self)
        if row == len(self._starts) and self.problem:
            return [(f"… {self.problem}", "muted")]
        start = self._starts[row]
        end = self._starts[row + 1] if row + 1 < len(self._starts) else max(self._end, start)
        text = self._payload[start : min(end, start + LONGEST_LINE)].decode(errors="replace")
        indent = "  " * min(self._depths[row], DEEPEST_INDENT)
        line: Line = [(indent, "punctuation"), *json_spans(text.strip())]
        if end - start > LONGEST_LINE:
            line.append((f" … {end - start:,} bytes", "muted"))
        return line

    def _scan(self) -> Iterator[None]:
        payload = self._payload
        at = steps = 0
        empty = False
        while at < len(payload):
            found = _NEXT.match(payload, at)
            assert found is not None  # It matches nothing, too.
            at = self._end = found.end()
            sign = found.group(1)
            if sign is None:
                break
            code = sign[0]
            if code == ord('"'):
                while not self._skip_string():
                    yield
                at = self._end
            elif empty:
                empty = False
            elif code in _OPENS:
                empty = _EMPTY.match(payload, at) is not None
                if not empty:
                    self._enter(code, at)
            elif code == ord(","):
                self._begin(at)
            elif not self._leave(code, at):
                return
            steps += 1
            if steps % _CHECK_EVERY == 0:
                yield
        self._end = len(payload)
        if self._open:
            more = f": {self._missing:,} bytes were not kept" if self._missing else ""
            self.problem = f"the text ends before it is complete{more}"

    def _skip_string(self) -> bool:
        """Go on to the next quote of a long string, or to the end; whether the string is over."""
        payload, start = self._payload, self._end
        at = payload.find(b'"', start)
        if at < 0:
            self._end = len(payload)
            return True
        self._end = at + 1
        before = payload[max(start, at - 64) : at]
        if not before.strip(b"\\"):
            before = payload[start:at]
        return (len(before) - len(before.rstrip(b"\\"))) % 2 == 0

    def _enter(self, code: int, at: int) -> None:
        row = len(self._starts) - 1
        if len(self._open) == 1:
            self.tops.append(row)
        # A line opens one container at most: what is in it begins on a line of its own.
        self._open.append(row)
        self._closers.append(_OPENS[code])
        self._begin(at)

    def _leave(self, code: int, at: int) -> bool:
        """Close the innermost container; False when it is not one of that kind."""
        if not self._open or self._closers.pop() != code:
            self.problem = f"the brackets do not fit at byte {at - 1:,}: the rest is not shown"
            return False
        row = self._open.pop()
        self._begin(at - 1)
        self._closing[row] = len(self._starts) - 1
        return True

    def _begin(self, at: int) -> None:
        self._starts.append(at)
        self._depths.append(min(len(self._open), _DEEPEST))
        self._closing.append(0)
