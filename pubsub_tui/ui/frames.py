"""When the next frame is due: twelve a second, down to two when frames are dear."""

from __future__ import annotations

import time
from collections.abc import Callable

from textual.timer import Timer
from textual.widget import Widget

FRAME_SECONDS = 1 / 12
_SHARE = 4
"""A frame may take one part in so many of the time between two frames."""
_LONGEST = 0.5


class FrameClock:
    """Calls ``tick`` again and again, and leaves the event loop most of the time."""

    def __init__(self, owner: Widget, tick: Callable[[], None]) -> None:
        self._owner = owner
        self._tick = tick
        self._next: Timer | None = None

    def start(self) -> None:
        """Draw the first frame and plan the next; a clock that runs goes on."""
        if self._next is None:
            self._draw()

    def stop(self) -> None:
        """Draw no more frames until `start`."""
        if self._next is not None:
            self._next.stop()
            self._next = None

    def _draw(self) -> None:
        started = time.perf_counter()
        self._tick()
        cost = time.perf_counter() - started
        wait = max(FRAME_SECONDS, min(cost * _SHARE, _LONGEST))
        self._next = self._owner.set_timer(wait, self._draw)
