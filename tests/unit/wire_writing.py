"""Protobuf's wire format, written by hand."""

from __future__ import annotations


def varint(value: int) -> bytes:
    digits = bytearray()
    while value > 0x7F:
        digits.append(value & 0x7F | 0x80)
        value >>= 7
    digits.append(value)
    return bytes(digits)


def number_field(number: int, value: int) -> bytes:
    return varint(number << 3) + varint(value)


def bytes_field(number: int, data: bytes) -> bytes:
    return varint(number << 3 | 2) + varint(len(data)) + data


def fixed_field(number: int, data: bytes) -> bytes:
    """Of four or eight bytes."""
    return varint(number << 3 | (5 if len(data) == 4 else 1)) + data
