"""CBOR (RFC 8949), as far as it says what JSON can say."""

from __future__ import annotations

import struct
from typing import Any

_CONSTANTS = {False: b"\xf4", True: b"\xf5", None: b"\xf6"}
_READ_CONSTANTS = {20: False, 21: True, 22: None}
_WIDTHS = {24: 1, 25: 2, 26: 4, 27: 8}
_FLOAT64 = 27


def write_cbor(value: Any) -> bytes:
    """A value of JSON: shortest integers and lengths, 64-bit floats (sections 3.1 and 4.2.1).

    Raises:
        RecursionError: it is nested too deeply.
        UnicodeEncodeError: a string holds a lone surrogate.
    """
    out: list[bytes] = []
    _write(value, out)
    return b"".join(out)


def _write(value: Any, out: list[bytes]) -> None:
    if value is None or isinstance(value, bool):
        out.append(_CONSTANTS[value])
    elif isinstance(value, int):
        out.append(_head(0, value) if value >= 0 else _head(1, -1 - value))
    elif isinstance(value, float):
        out.append(struct.pack(">Bd", 0xFB, value))
    elif isinstance(value, str):
        data = value.encode()
        out += (_head(3, len(data)), data)
    elif isinstance(value, dict):
        out.append(_head(5, len(value)))
        for name, inner in value.items():
            _write(name, out)
            _write(inner, out)
    else:
        out.append(_head(4, len(value)))
        for inner in value:
            _write(inner, out)


def _head(major: int, argument: int) -> bytes:
    if argument < 24:
        return bytes([major << 5 | argument])
    for info, width in _WIDTHS.items():
        if argument < 1 << 8 * width:
            return bytes([major << 5 | info]) + argument.to_bytes(width, "big")
    raise OverflowError("an argument of more than 64 bits")


def read_cbor(data: bytes) -> Any:
    """The value of what JSON can say: no tags, byte strings or indefinite lengths.

    Which of several ways to write it was used is not told: write it again to know.

    Raises:
        ValueError: it is something else, or damaged.
        RecursionError: it is nested too deeply.
    """
    value, at = _read(data, 0)
    if at != len(data):
        raise ValueError("more than one item")
    return value


def _read(data: bytes, at: int) -> tuple[Any, int]:
    initial = _take(data, at, 1)[0]
    major, info = initial >> 5, initial & 0x1F
    at += 1
    if major == 7:
        if info == _FLOAT64:
            return struct.unpack(">d", _take(data, at, 8))[0], at + 8
        if info not in _READ_CONSTANTS:
            raise ValueError("a value that JSON does not have")
        return _READ_CONSTANTS[info], at
    if info >= 24:
        width = _WIDTHS.get(info, 0)
        argument = int.from_bytes(_take(data, at, width), "big")
        at += width
        if not width:
            raise ValueError("no plain argument")
    else:
        argument = info
    if major <= 1:
        return (argument if major == 0 else -1 - argument), at
    if major == 3:
        return _take(data, at, argument).decode(), at + argument
    if major == 4:
        return _array(data, at, argument)
    if major == 5:
        return _map(data, at, argument)
    raise ValueError("bytes or a tag")


def _array(data: bytes, at: int, count: int) -> tuple[list[Any], int]:
    _check(data, at, count)  # Each item takes a byte at least.
    items = []
    for _ in range(count):
        item, at = _read(data, at)
        items.append(item)
    return items, at


def _map(data: bytes, at: int, count: int) -> tuple[dict[str, Any], int]:
    _check(data, at, 2 * count)
    found: dict[str, Any] = {}
    for _ in range(count):
        name, at = _read(data, at)
        if not isinstance(name, str) or name in found:
            raise ValueError("names that JSON does not have")
        found[name], at = _read(data, at)
    return found, at


def _take(data: bytes, at: int, length: int) -> bytes:
    _check(data, at, length)
    return data[at : at + length]


def _check(data: bytes, at: int, length: int) -> None:
    if at + length > len(data):
        raise ValueError("cut off")
