"""Code that takes too long is stopped, and timers of others go on."""

from __future__ import annotations

import signal
import threading

import pytest

from pubsub_tui.decode.time_limit import TookTooLong, at_most


def _never_end() -> None:
    with at_most(0.01):
        while True:
            pass


def test_what_never_ends_is_stopped() -> None:
    with pytest.raises(TookTooLong, match=r"stopped after 0\.01 s"):
        _never_end()


def test_a_timer_that_was_running_goes_on() -> None:
    rung = []
    before = signal.signal(signal.SIGALRM, lambda *_: rung.append(True))
    left, interval = signal.setitimer(signal.ITIMER_REAL, 0.05)
    try:
        with pytest.raises(TookTooLong):
            _never_end()
        while not rung:
            pass
    finally:
        signal.signal(signal.SIGALRM, before)
        signal.setitimer(signal.ITIMER_REAL, left, interval)


def test_another_thread_is_left_alone() -> None:
    results = []

    def work() -> None:
        with at_most(0.0001):
            results.append(sum(range(10_000)))

    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    assert results == [sum(range(10_000))]
