"""What all tests of the screen share."""

from __future__ import annotations

import asyncio

import pytest

_SOON = 0.02
"""Seconds; Textual puts work off by a sixtieth of a second at the most."""
_ROUNDS = 10


async def until_quiet(min_sleep: float = 0, max_sleep: float = 1) -> None:
    """Run all that can run, and what is put off for a moment; takes the place of Textual's wait.

    That one guesses from the time that the processor works, which is wrong on a busy machine.
    """
    loop = asyncio.get_running_loop()
    for _ in range(_ROUNDS):
        await _run_what_is_ready(loop)
        timers = [timer.when() for timer in loop._scheduled if not timer.cancelled()]  # type: ignore[attr-defined]
        soon = [when for when in timers if when - loop.time() < _SOON]
        if not soon:
            return
        await asyncio.sleep(max(soon) - loop.time())


async def _run_what_is_ready(loop: asyncio.AbstractEventLoop) -> None:
    quiet = 0
    while quiet < 3:
        await asyncio.sleep(0)
        quiet = 0 if loop._ready else quiet + 1  # type: ignore[attr-defined]


@pytest.fixture(autouse=True)
def steady_pilot(monkeypatch: pytest.MonkeyPatch) -> None:
    """Keys and frames are awaited to their end, however busy the machine is, and drawn at once."""
    monkeypatch.setattr("textual.app.wait_for_idle", until_quiet)
    monkeypatch.setattr("textual.pilot.wait_for_idle", until_quiet)
    monkeypatch.setattr("textual.screen.UPDATE_PERIOD", 0.002)
