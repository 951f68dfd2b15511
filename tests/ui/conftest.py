"""What all tests of the screen share."""

from __future__ import annotations

import asyncio

import pytest
from rich.console import RenderableType
from textual._compositor import Compositor
from textual._context import visible_screen_stack
from textual.screen import Screen

_render_update = Compositor.render_update
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


def _without_output(
    self: Compositor,
    full: bool = False,
    screen_stack: list[Screen[object]] | None = None,
    simplify: bool = False,
) -> RenderableType | None:
    """Leave out what would be written to a terminal that is not there, but for pictures.

    That is a third of the time of these tests, which read what is on screen from the strips.
    """
    if full:
        return _render_update(self, full, screen_stack, simplify)
    visible_screen_stack.set(screen_stack or [])
    self._dirty_regions.clear()
    return None


@pytest.fixture(autouse=True)
def steady_pilot(monkeypatch: pytest.MonkeyPatch) -> None:
    """Keys and frames are awaited to their end, however busy the machine is, and drawn at once."""
    monkeypatch.setattr("textual.app.wait_for_idle", until_quiet)
    monkeypatch.setattr("textual.pilot.wait_for_idle", until_quiet)
    monkeypatch.setattr("textual.screen.UPDATE_PERIOD", 0.002)
    monkeypatch.setattr(Compositor, "render_update", _without_output)


@pytest.fixture
def drawn(steady_pilot: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each frame is drawn as for a terminal, for what depends on what was drawn before."""
    monkeypatch.setattr(Compositor, "render_update", _render_update)
