"""Numbers and times as text: each the shortest that is read back as the same value."""

from __future__ import annotations

import math
import struct
from datetime import UTC, datetime

_FLOATS = {2: ("<e", 5), 4: ("<f", 9)}


def float_text(value: float, width: int) -> str:
    """A binary float of 2, 4 or 8 bytes in the fewest digits that give the same bits.

    What is no number is named as in JSON's extensions: NaN, Infinity, -Infinity.
    """
    if math.isnan(value):
        return "NaN"
    if math.isinf(value):
        return "Infinity" if value > 0 else "-Infinity"
    if width not in _FLOATS:
        return repr(value)
    code, most_digits = _FLOATS[width]
    packed = struct.pack(code, value)
    for digits in range(1, most_digits):
        nearest = float(f"{value:.{digits}g}")
        if _packs_to(code, nearest, packed):
            return repr(nearest)
    return repr(float(f"{value:.{most_digits}g}"))


def float_role(text: str) -> str:
    """How the text of `float_text` is drawn."""
    return "literal" if text.lstrip("-")[0] in "NI" else "number"


def _packs_to(code: str, value: float, packed: bytes) -> bool:
    try:
        return struct.pack(code, value) == packed
    except OverflowError:
        return False


def time_text(seconds: float, digits: str = "auto") -> str:
    """A Unix time as UTC; empty when it is beyond the years 1 to 9999.

    Args:
        seconds: since 1970.
        digits: a `timespec` of `datetime.isoformat`.
    """
    try:
        moment = datetime.fromtimestamp(seconds, UTC)
    except (OverflowError, ValueError, OSError):
        return ""
    return moment.replace(tzinfo=None).isoformat(" ", digits) + " UTC"


def milliseconds_text(milliseconds: int) -> str:
    """A Unix time in milliseconds as UTC; empty when it is beyond the years 1 to 9999."""
    seconds, rest = divmod(milliseconds, 1000)
    whole = time_text(seconds)
    return whole.replace(" UTC", f".{rest:03} UTC") if whole else ""


def in_bytes(count: int) -> str:
    """``1 byte``, ``2,000 bytes``."""
    return f"{count:,} byte" if count == 1 else f"{count:,} bytes"
