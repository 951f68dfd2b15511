"""Bytes as binary numbers: all readings side by side, or one as an array (IEEE 754)."""

from __future__ import annotations

import struct
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from pubsub_tui.decode.decoder import Context, Decoder, Unreadable
from pubsub_tui.decode.figures import float_role, float_text, milliseconds_text, time_text
from pubsub_tui.decode.view import Line, View

LONGEST_TABLE = 16
"""Bytes: a longer payload is hardly one number, so its table is shown only when chosen."""
LONGEST_ARRAY = 4096
"""Numbers of an array that are shown, one a line."""
_IN_A_ROW = 8
_NAME_WIDTH = 13
_NUMBER_SIZES = (1, 2, 4, 8)
_EARLIEST = 946_684_800  # 2000-01-01
_LATEST = 2_208_988_800  # 2040-01-01


@dataclass(frozen=True, slots=True)
class _Reading:
    """One way to read bytes as numbers of the same size."""

    name: str
    width: int
    read: Callable[[bytes], int | float]

    def text(self, data: bytes) -> tuple[str, str]:
        """The number in ``data``, and its role."""
        value = self.read(data)
        if isinstance(value, int):
            return str(value), "number"
        text = float_text(value, self.width)
        return text, float_role(text)


def _integer(width: int, signed: bool, order: str) -> _Reading:
    name = f"{'int' if signed else 'uint'}{8 * width}{_ORDER_NAMES[order] if width > 1 else ''}"
    big = order == ">"

    def read(data: bytes) -> int:
        return int.from_bytes(data, "big" if big else "little", signed=signed)

    return _Reading(name, width, read)


def _real(width: int, order: str) -> _Reading:
    unpack = struct.Struct(order + {2: "e", 4: "f", 8: "d"}[width]).unpack

    def read(data: bytes) -> float:
        value: float = unpack(data)[0]
        return value

    return _Reading(f"float{8 * width}{_ORDER_NAMES[order]}", width, read)


def _readings(width: int) -> list[_Reading]:
    orders = "<>" if width > 1 else "<"
    found = [_integer(width, signed, order) for signed in (True, False) for order in orders]
    if width in (2, 4, 8):
        found += [_real(width, order) for order in orders]
    return found


_ORDER_NAMES = {"<": " LE", ">": " BE"}
_ARRAYS = {reading.name: reading for width in _NUMBER_SIZES for reading in _readings(width)}
ARRAY_NAMES = tuple(_ARRAYS)
"""``int8``, ``uint16 LE``, ``float32 BE`` …: each is a decoder that is only ever chosen."""


def view_numbers(payload: bytes, context: Context) -> View:
    """The table of readings: every size and byte order that divides the payload evenly.

    By itself it is offered for 1 to 16 bytes, and shown for 1, 2, 4 and 8, the sizes that a
    number has. When chosen it takes any size, and shows the first eight numbers of each kind.
    """
    if not payload:
        raise Unreadable("no bytes")
    size = len(payload) + context.missing
    if size > LONGEST_TABLE and not context.chosen:
        raise Unreadable(f"longer than {LONGEST_TABLE} bytes")
    head = payload[:LONGEST_TABLE]
    more = "…" if size > len(head) else ""
    lines: list[Line] = [_row("hex", [(head.hex(" ") + more, "number")])]
    if len(payload) <= 2:
        bits = " ".join(f"{byte:08b}" for byte in payload)
        lines.append(_row("bits", [(bits, "number")]))
    widths = [width for width in _NUMBER_SIZES if size % width == 0]
    if len(payload) not in widths and size <= LONGEST_TABLE:
        widths.append(len(payload))
    for width in widths:
        for reading in _readings(width):
            lines.append(_row(reading.name, _numbers_of(payload, reading)))
    return View("numbers", lines, len(payload), "possible")


def view_array(name: str) -> Decoder:
    """The decoder of the array that ``name``, one of `ARRAY_NAMES`, stands for."""
    reading = _ARRAYS[name]

    def view(payload: bytes, context: Context) -> View:
        width = reading.width
        size = len(payload) + context.missing
        if not fits(name, size):
            raise Unreadable(f"{size:,} bytes are not a whole number of {width} bytes each")
        lines = list(_array_rows(payload, reading))
        if not lines:
            raise Unreadable(f"too short for a number of {width} bytes")
        return View(name, lines, min(len(payload), LONGEST_ARRAY * width), "possible")

    return view


def fits(name: str, size: int) -> bool:
    """Whether a payload of so many bytes can be read as that array."""
    return size > 0 and size % _ARRAYS[name].width == 0


def _array_rows(payload: bytes, reading: _Reading) -> Iterator[Line]:
    count = min(len(payload) // reading.width, LONGEST_ARRAY)
    digits = len(str(count - 1))
    for index in range(count):
        at = index * reading.width
        text, role = reading.text(payload[at : at + reading.width])
        yield [(f"{index:>{digits}}  ", "muted"), (text, role)]


def _numbers_of(payload: bytes, reading: _Reading) -> Line:
    line: Line = []
    count = len(payload) // reading.width
    for index in range(min(count, _IN_A_ROW)):
        if index:
            line.append((", ", "punctuation"))
        at = index * reading.width
        line.append(reading.text(payload[at : at + reading.width]))
    if count > _IN_A_ROW:
        line.append((" …", "muted"))
    if count == 1 and reading.width >= 4 and reading.name.startswith("uint"):
        moment = _as_time(int(line[0][0]))
        if moment:
            line.append((f"  as a time: {moment}", "muted"))
    return line


def _as_time(number: int) -> str:
    if _EARLIEST <= number < _LATEST:
        return time_text(number)
    if _EARLIEST <= number // 1000 < _LATEST:
        return milliseconds_text(number)
    return ""


def _row(name: str, values: Line) -> Line:
    return [(f"{name:<{_NAME_WIDTH}}", "key"), *values]
