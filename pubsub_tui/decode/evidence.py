"""How much speaks for a format that has no signature: CBOR, MessagePack, Protobuf.

Nearly every byte begins a value in these, so that bytes can be read says little, and that they
end exactly with a value not much more. What random bytes do not have is readable text, numbers
of a sensible size, and lengths written the short way that encoders write them.
"""

from __future__ import annotations

import math

ENOUGH = 4
"""Points that make a format likely: a text of four letters, or one sensible float."""
_SMALLEST = 1e-6
_LARGEST = 1e10


class Evidence:
    """Points for a format, and doubts; one doubt outweighs all points."""

    __slots__ = ("doubts", "points")

    def __init__(self) -> None:
        self.points = 0
        self.doubts = 0

    def text(self, text: str) -> None:
        if all(char.isprintable() or char in "\t\r\n" for char in text[:200]):
            self.points += len(text)
        else:
            self.doubts += 1

    def real(self, value: float) -> None:
        if value == 0 or _SMALLEST < abs(value) < _LARGEST:
            self.points += ENOUGH
        elif math.isfinite(value):
            self.doubts += 1

    def integer(self, value: int, width: int) -> None:
        """An unsigned integer in ``width`` bytes: encoders take no more than they need."""
        if value >> (4 * width if width > 1 else 0) == 0:
            self.doubts += 1
        elif width > 1:
            self.points += 2

    @property
    def is_enough(self) -> bool:
        return self.points >= ENOUGH and not self.doubts
