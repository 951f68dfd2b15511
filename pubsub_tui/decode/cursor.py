"""Reading bytes one after the other, with every announced length checked before it is taken."""

from __future__ import annotations

from pubsub_tui.decode.errors import Unreadable
from pubsub_tui.decode.figures import in_bytes
from pubsub_tui.decode.outline import Full
from pubsub_tui.decode.view import SHOWN_BYTES


class Cursor:
    """A place in the first `SHOWN_BYTES` of a payload.

    What reaches beyond the payload is `Unreadable`; what only reaches beyond the part that is
    looked at is `Full`. Of a cut payload, ``missing`` bytes more would have followed.
    """

    __slots__ = ("at", "head", "size")

    def __init__(self, payload: bytes, missing: int = 0) -> None:
        self.head = payload[:SHOWN_BYTES]
        self.size = len(payload) + missing
        self.at = 0

    @property
    def left(self) -> int:
        """How many bytes of the whole payload follow."""
        return self.size - self.at

    def byte(self) -> int:
        if self.at >= len(self.head):
            self._check(1)
        value = self.head[self.at]
        self.at += 1
        return value

    def number(self, width: int) -> int:
        """An unsigned integer, the high byte first."""
        return int.from_bytes(self.take(width), "big")

    def take(self, count: int) -> bytes:
        end = self.at + count
        if end > len(self.head):
            self._check(count)
        data = self.head[self.at : end]
        self.at = end
        return data

    def check_items(self, count: int, what: str) -> None:
        """Every item takes a byte at least, so a count beyond that is a lie."""
        if count > self.left:
            raise Unreadable(
                f"{what} of {count:,} items at offset {self.at:,}, but {in_bytes(self.left)} left"
            )

    def _check(self, count: int) -> None:
        if count > self.left:
            raise Unreadable(
                f"{in_bytes(count)} wanted at offset {self.at:,}, but {in_bytes(self.left)} left"
            )
        raise Full(f"the rest is beyond the first {len(self.head):,} bytes")
