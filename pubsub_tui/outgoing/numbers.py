"""A type and values, as in ``f32le 21.5`` → binary numbers (IEEE 754, two's complement)."""

from __future__ import annotations

import re
import struct

from pubsub_tui.outgoing.problem import OutgoingError, wrong, wrong_at

_SUBJECT = "number"
_WORD = re.compile(r"[^\s,]+")
_TYPE = re.compile(r"([iu])(8|16|32|64)(le|be)?|(f)(16|32|64)(le|be)?")
_CODES = {8: "b", 16: "h", 32: "i", 64: "q"}
_FLOAT_CODES = {16: "e", 32: "f", 64: "d"}
_INTEGER = re.compile(r"[-+]?(?:0[xX][0-9A-Fa-f]{1,40}|[0-9]{1,40})")
_REAL = re.compile(r"[-+]?(?:(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:e[-+]?[0-9]+)?|inf|nan)", re.IGNORECASE)
_EXAMPLE = "expected a type and a value, such as f32le 21.5 or u8 7"


def from_numbers(text: str) -> bytes:
    """One number, or several of one type as an array; spaces or commas are between them.

    The types are ``i8`` ``u8``, and ``i16`` ``u16`` ``f16`` ``i32`` ``u32`` ``f32`` ``i64``
    ``u64`` ``f64``, each with ``le`` (little-endian) or ``be`` behind it.

    Raises:
        OutgoingError: the type is not known, or a value is none of it.
    """
    words = list(_WORD.finditer(text))
    if len(words) < 2:
        raise wrong(_SUBJECT, _EXAMPLE)
    kind = _TYPE.fullmatch(words[0][0].lower())
    if kind is None:
        raise wrong_at(_SUBJECT, text, words[0].start(), _EXAMPLE)
    is_float = kind[4] is not None
    bits, order = int(kind[5] or kind[2]), kind[6] or kind[3]
    if bits > 8 and order is None:
        name = kind[0]
        what = f"{name} needs its byte order: {name}le or {name}be"
        raise wrong_at(_SUBJECT, text, words[0].start(), what)
    endian = ">" if order == "be" else "<"
    if is_float:
        packer = struct.Struct(endian + _FLOAT_CODES[bits])
        return b"".join(_real(text, word, packer, bits) for word in words[1:])
    signed = kind[1] == "i"
    code = _CODES[bits] if signed else _CODES[bits].upper()
    packer = struct.Struct(endian + code)
    return b"".join(_integer(text, word, packer, bits, signed) for word in words[1:])


def _real(text: str, word: re.Match[str], packer: struct.Struct, bits: int) -> bytes:
    if _REAL.fullmatch(word[0]) is None:
        raise _at(text, word, "expected a number")
    value = float(word[0])
    beyond = _at(text, word, f"beyond a float of {bits} bits")
    if value in (float("inf"), float("-inf")) and "inf" not in word[0].lower():
        raise beyond
    try:
        return packer.pack(value)
    except OverflowError:
        raise beyond from None


def _integer(
    text: str, word: re.Match[str], packer: struct.Struct, bits: int, signed: bool
) -> bytes:
    if _INTEGER.fullmatch(word[0]) is None:
        raise _at(text, word, "expected an integer")
    value = int(word[0], 16 if "x" in word[0].lower() else 10)
    least, most = (-(1 << bits - 1), (1 << bits - 1) - 1) if signed else (0, (1 << bits) - 1)
    if not least <= value <= most:
        raise _at(text, word, f"expected {least:,} to {most:,}")
    return packer.pack(value)


def _at(text: str, word: re.Match[str], what: str) -> OutgoingError:
    return wrong_at(_SUBJECT, text, word.start(), what)
