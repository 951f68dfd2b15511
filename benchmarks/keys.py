"""Which keys are pressed during a run, and how long each took to show its effect."""

from __future__ import annotations

import statistics
import time
from dataclasses import dataclass, field

from benchmarks.terminal import Terminal

_PATIENCE = 2.0
_GAP = 0.06
_ALL_KNOWN = 2.0
_DOWN, _UP, _END, _PAGE_UP, _PAGE_DOWN = b"\x1b[B", b"\x1b[A", b"\x1b[F", b"\x1b[5~", b"\x1b[6~"
_CLICK_LOG = b"\x1b[<0;120;12M\x1b[<0;120;12m"
_ESCAPE = b"\x1b"

IN_TREE = (_DOWN, _DOWN, _DOWN, b" ", _DOWN, _UP, b" ", _UP, _UP, _UP)
"""To the first level that has more below it, unfold, look in, fold, and back to the top."""
IN_LOG = (_UP, _UP, _PAGE_UP, _PAGE_UP, _DOWN, _END, _UP, _PAGE_UP, _END)
"""Picks rows, scrolls a page at a time, and follows again."""


@dataclass(slots=True)
class Keys:
    """Presses keys one after another, each when the one before has shown its effect.

    Attributes:
        seconds: from writing each counted key to the terminal until the update that shows its
            effect was read from the terminal.
        unanswered: keys that showed no effect within two seconds.
    """

    terminal: Terminal
    seconds: list[float] = field(default_factory=list)
    unanswered: int = 0

    def press(self, keys: bytes) -> bool:
        """Press one and wait for its effect; returns whether there was one."""
        pressed = self.terminal.press(keys)
        shown = self.terminal.wait_mark(pressed, _PATIENCE)
        if shown is None:
            self.unanswered += 1
            return False
        self.seconds.append(shown - pressed)
        # Not in step with the frames: the gap must not divide the time between them.
        time.sleep(_GAP + 0.05 * ((len(self.seconds) * 7) % 10) / 10)
        return True

    def walk(self, until: float) -> None:
        """Go through tree and log again and again until that `time.monotonic` second."""
        while time.monotonic() < until:
            for key in IN_TREE:
                self.press(key)
            self.terminal.press(_CLICK_LOG)
            time.sleep(0.3)
            for key in IN_LOG:
                self.press(key)
            # A lone escape is told from a sequence by waiting, so it is not counted.
            self.terminal.press(_ESCAPE)
            time.sleep(0.4)

    def unfold_one_site(self) -> None:
        """Open all, close the first nine of ten sites, and go to the leaves of the last."""
        time.sleep(_ALL_KNOWN)
        self.terminal.press(b"o")
        time.sleep(1.5)
        self.terminal.press(b"g")
        time.sleep(0.3)
        self.terminal.press(_DOWN)
        time.sleep(0.3)
        for _ in range(9):
            self.terminal.press(_DOWN)
            time.sleep(0.15)
            self.terminal.press(b"h")
            time.sleep(0.15)
        for _ in range(4):
            self.terminal.press(_PAGE_DOWN)
            time.sleep(0.15)

    def write_filter(self, text: str) -> None:
        """Put a filter in force, and go back to the tree."""
        self.terminal.press(b"/")
        time.sleep(0.3)
        self.terminal.press(text.encode())
        time.sleep(0.3)
        self.terminal.press(b"\r")
        time.sleep(0.3)

    def p95(self) -> float:
        """The 95th percentile of `seconds`."""
        return percentile_95(self.seconds)


def percentile_95(values: list[float]) -> float:
    """The 95th percentile; the largest when there are few."""
    if len(values) < 20:
        return max(values, default=0.0)
    return statistics.quantiles(values, n=20, method="inclusive")[18]
