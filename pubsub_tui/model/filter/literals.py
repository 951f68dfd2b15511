"""Numbers, durations and sizes as they are written in a filter."""

from __future__ import annotations

import re
from decimal import Decimal
from fractions import Fraction

_NUMBER = re.compile(r"[-+]?(?:\d+(?:\.\d*)?|\.\d+)(?:e[-+]?\d+)?", re.ASCII | re.IGNORECASE)
_DURATION = re.compile(r"(\d{1,12}(?:\.\d{1,20})?)(ms|s|m|h|d)", re.ASCII | re.IGNORECASE)
_SIZE = re.compile(r"(\d{1,15}(?:\.\d{1,15})?)([kMGT]?)(i?)B?", re.ASCII | re.IGNORECASE)
_MILLISECONDS = {"ms": 1, "s": 1000, "m": 60_000, "h": 3_600_000, "d": 86_400_000}
_POWERS = {"": 0, "k": 1, "m": 2, "g": 3, "t": 4}
_LONGEST_INTEGER = 300


def number(text: str) -> int | float | None:
    """A decimal number; one beyond the range of a double is infinite, text that is none None."""
    if not _NUMBER.fullmatch(text):
        return None
    digits = text[1:] if text[0] in "+-" else text
    if digits.isdigit() and len(digits) <= _LONGEST_INTEGER:
        return int(text)
    return float(text)


def duration(text: str) -> float | None:
    """Seconds of ``500ms``, ``5s``, ``3m``, ``1.5h`` or ``1d``; None when it is no duration."""
    match = _DURATION.fullmatch(text)
    if match is None:
        return None
    return float(Fraction(match[1]) * _MILLISECONDS[match[2].lower()] / 1000)


def duration_or_seconds(text: str) -> float | None:
    """The same, and of a number alone so many seconds."""
    found = duration(text)
    return duration(f"{text}s") if found is None else found


def size(text: str) -> int | None:
    """Bytes of ``300``, ``1k``, ``5MB`` or ``2KiB``, rounded down; None when it is no size."""
    match = _SIZE.fullmatch(text)
    if match is None:
        return None
    factor = (1024 if match[3] else 1000) ** _POWERS[match[2].lower()]
    return int(Fraction(match[1]) * factor)


def written_number(value: int | float) -> str:
    """A number as `number` reads it."""
    if isinstance(value, float) and value in (float("inf"), float("-inf")):
        return "1e999" if value > 0 else "-1e999"
    return repr(value)


def written_duration(seconds: float) -> str:
    """Seconds as `duration` reads them, in the largest unit that divides them."""
    for unit, factor in (("d", 86_400), ("h", 3600), ("m", 60)):
        if seconds and seconds % factor == 0:
            return f"{int(seconds) // factor}{unit}"
    return f"{Decimal(repr(seconds)):f}".removesuffix(".0") + "s"
