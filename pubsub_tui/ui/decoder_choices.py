"""Which decoder was chosen for a topic, instead of the one that fits best."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Sequence

MOST_KEPT = 1000
"""Topics with a choice of their own; the one not looked at for longest goes first."""


class DecoderChoices:
    """The choices of this run, by topic."""

    def __init__(self) -> None:
        self._names: OrderedDict[str, str] = OrderedDict()

    def of(self, topic: str) -> str | None:
        """The decoder chosen for a topic; None when it is left to fit best."""
        name = self._names.get(topic)
        if name is not None:
            self._names.move_to_end(topic)
        return name

    def forget(self, topic: str) -> None:
        """Leave a topic to fit best again."""
        self._names.pop(topic, None)

    def turn(self, topic: str, candidates: Sequence[str], step: int) -> None:
        """Choose the decoder ``step`` places on; before the first and after the last is none.

        A choice that is no candidate, as it cannot read the payload on show, is given up.
        """
        chosen = self._names.pop(topic, None)
        if chosen is not None and chosen not in candidates:
            return
        circle = [None, *candidates]
        name = circle[(circle.index(chosen) + step) % len(circle)]
        if name is not None:
            self._names[topic] = name
            if len(self._names) > MOST_KEPT:
                self._names.popitem(last=False)
