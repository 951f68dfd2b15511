"""Lines that are there, and behind them those of a large text, which are made when looked at."""

from __future__ import annotations

from collections.abc import Sequence
from typing import overload

from pubsub_tui.decode.json_large import LargeJson
from pubsub_tui.decode.view import Line


class JoinedLines(Sequence[Line]):
    """One sequence of both, the large text's lines a cell to the right.

    Attributes:
        large: the text.
        first: the index of its first line.
    """

    def __init__(self, head: list[Line], large: LargeJson) -> None:
        self._head = head
        self.large = large
        self.first = len(head)

    def closing(self, index: int) -> int:
        """The index of the line that closes what a line opens; the same for others."""
        if index < self.first:
            return index
        return self.first + self.large.closing(index - self.first)

    def __len__(self) -> int:
        return self.first + len(self.large)

    @overload
    def __getitem__(self, index: int) -> Line: ...
    @overload
    def __getitem__(self, index: slice) -> list[Line]: ...
    def __getitem__(self, index: int | slice) -> Line | list[Line]:
        if isinstance(index, slice):
            return [self[each] for each in range(*index.indices(len(self)))]
        if index < self.first:
            return self._head[index]
        return [(" ", "text"), *self.large[index - self.first]]
