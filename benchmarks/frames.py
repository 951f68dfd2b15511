"""What the event loop does for each frame, measured where all of it passes: its callbacks."""

from __future__ import annotations

import asyncio
import resource
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from unittest.mock import patch

import msgspec
from paho.mqtt.client import Client

from benchmarks.sender import MARKER
from pubsub_tui.model.traffic import Traffic
from pubsub_tui.session import Session
from pubsub_tui.ui.screens.main import MainScreen


class Frame(msgspec.Struct, array_like=True):
    """One frame, from the start of its tick to the start of the next.

    Attributes:
        at: Unix time in seconds when it began.
        drawing: seconds that callbacks of the event loop ran, those of receiving left out.
        drawing_cpu: the same in CPU seconds of the loop's thread.
        tick: seconds of `drawing` that were `MainScreen.tick`.
        lag: bytes that had arrived and were not read when it began.
        cpu: CPU seconds of the whole process up to its beginning.
    """

    at: float
    drawing: float
    drawing_cpu: float
    tick: float
    lag: int
    cpu: float


class Report(msgspec.Struct):
    """What a run of the dashboard measured; times in seconds, memory in bytes.

    Attributes:
        rows: of the tree, at the end.
        receiving: CPU seconds that paho's ``loop_read`` took.
        first, last: Unix time of the first message and of the marker.
        memory: the largest resident set.
    """

    frames: list[Frame]
    received: int
    topics: int
    rows: int
    receiving: float
    first: float
    last: float
    memory: int


class FrameMeter:
    """Adds up event loop time: what paho's ``loop_read`` takes is receiving, the rest drawing.

    So a frame is the tick, and all that Textual does in its wake: messages between widgets,
    layout, the compositor, rendering to escape sequences, and whatever keys caused meanwhile.
    Waiting for the processor while other programs have it counts into the times, not into
    the CPU times.
    """

    def __init__(self, traffic: Traffic, session: Session) -> None:
        self.marker_came = asyncio.Event()
        self._traffic = traffic
        self._session = session
        self._busy = self._busy_cpu = 0.0
        self._receiving = self._receiving_cpu = 0.0
        self._began: tuple[float, float, float, float] | None = None
        self._tick = 0.0
        self._lag = 0
        self._frames: list[Frame] = []
        self._first = self._last = 0.0

    @contextmanager
    def installed(self) -> Iterator[None]:
        """Measure whatever loop runs while this is open."""
        with ExitStack() as stack:
            for owner, name, wrap in (
                (asyncio.Handle, "_run", self._timed_callback),
                (Client, "loop_read", self._timed_read),
                (MainScreen, "tick", self._timed_tick),
            ):
                stack.enter_context(patch.object(owner, name, wrap(getattr(owner, name))))
            yield

    def report(self, rows: int) -> Report:
        """What was measured so far."""
        usage = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        return Report(
            frames=self._frames,
            received=self._traffic.received,
            topics=self._traffic.topic_count,
            rows=rows,
            receiving=self._receiving_cpu,
            first=self._first,
            last=self._last,
            memory=usage if sys.platform == "darwin" else usage * 1024,
        )

    def _timed_callback(self, run: Callable[[asyncio.Handle], None]) -> Callable[..., None]:
        wall, cpu = time.perf_counter, time.thread_time

        def timed(handle: asyncio.Handle) -> None:
            began, cpu_began = wall(), cpu()
            run(handle)
            self._busy_cpu += cpu() - cpu_began
            self._busy += wall() - began

        return timed

    def _timed_read(self, read: Callable[..., object]) -> Callable[..., object]:
        wall, cpu = time.perf_counter, time.thread_time

        def timed(client: Client, *arguments: object) -> object:
            began, cpu_began = wall(), cpu()
            try:
                return read(client, *arguments)
            finally:
                self._receiving_cpu += cpu() - cpu_began
                self._receiving += wall() - began
                if self._traffic.received:
                    self._first = self._first or time.time()
                    if not self._last and self._traffic.topic(MARKER) is not None:
                        self._last = time.time()
                        self.marker_came.set()

        return timed

    def _timed_tick(self, tick: Callable[[MainScreen], None]) -> Callable[[MainScreen], None]:
        def timed(screen: MainScreen) -> None:
            self._begin_frame()
            began = time.perf_counter()
            tick(screen)
            self._tick = time.perf_counter() - began

        return timed

    def _begin_frame(self) -> None:
        drawing = self._busy - self._receiving
        drawing_cpu = self._busy_cpu - self._receiving_cpu
        now, cpu = time.time(), time.process_time()
        if self._began is not None:
            at, before, before_cpu, process_cpu = self._began
            self._frames.append(
                Frame(
                    at,
                    drawing - before,
                    drawing_cpu - before_cpu,
                    self._tick,
                    self._lag,
                    process_cpu,
                )
            )
        self._began = (now, drawing, drawing_cpu, cpu)
        self._lag = self._session.backlog()
