"""Leaves half of the event loop's time to everything else, however fast messages are to go."""

from __future__ import annotations

STRETCH = 0.002
"""Seconds of processor time after which there is a rest."""


class Share:
    """Tells those that would never wait how long to rest. All that run share one."""

    def __init__(self) -> None:
        self._hurried: set[object] = set()

    def rest(self, who: object, worked: float) -> float:
        """How many seconds to rest after having worked for so many."""
        self._hurried.add(who)
        return worked * (2 * len(self._hurried) - 1)

    def leave(self, who: object) -> None:
        """It waits for something anyway."""
        self._hurried.discard(who)
