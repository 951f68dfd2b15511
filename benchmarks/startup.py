"""How long the program takes from its start to its first paint."""

from __future__ import annotations

import sys

from benchmarks.terminal import Terminal

PAINTED = b"all topics"
"""Stands in the first row of the tree, which is there before any traffic."""


def first_paint() -> float:
    """Seconds from making the process to reading the first update that shows the panes.

    The broker is a port where nobody listens: painting does not wait for the connection.

    Raises:
        RuntimeError: nothing was painted within ten seconds.
    """
    command = [sys.executable, "-m", "pubsub_tui", "--host", "127.0.0.1", "--port", "1"]
    with Terminal(command, PAINTED) as terminal:
        painted = terminal.wait_mark(terminal.started, 10)
        if painted is None:
            raise RuntimeError("nothing was painted")
        terminal.press(b"q")
        terminal.process.wait(10)
        return painted - terminal.started
