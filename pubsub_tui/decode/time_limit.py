"""Stops Python code that takes too long, from within, where the system has interval timers."""

from __future__ import annotations

import signal
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager


class TookTooLong(Exception):
    """The code was stopped."""


@contextmanager
def at_most(seconds: float) -> Iterator[None]:
    """Stop what runs in the block after so long, by raising `TookTooLong` in it.

    Only the main thread can be stopped; elsewhere, and in code that is not Python's and never
    comes back to it, nothing is. A timer that was running goes on afterwards.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return

    def stop(signal_number: int, frame: object) -> None:
        raise TookTooLong(f"stopped after {seconds:g} s")

    started = time.monotonic()
    handler = signal.signal(signal.SIGALRM, stop)
    left, interval = signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, handler)
        if left:
            left = max(0.001, left - (time.monotonic() - started))
            signal.setitimer(signal.ITIMER_REAL, left, interval)
