"""The steps as they happen, one after the other; a screen may look at any moment."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace

from pubsub_tui.doctor.step import Outcome, Step
from pubsub_tui.transports.base import Said


class Record:
    """All steps so far, in the order in which they began.

    Attributes:
        aim: what the next steps are for; see `Step`.
    """

    def __init__(self, clock: Callable[[], float] = time.perf_counter) -> None:
        self._clock = clock
        self._began: float | None = None
        self.steps: list[Step] = []
        self.aim = ""

    @property
    def running(self) -> str:
        """The name of the step that runs; empty when none does."""
        return self.steps[-1].name if self._began is not None else ""

    def elapsed(self) -> float:
        """For how many seconds the step has been running; 0 when none is."""
        began = self._began
        return 0.0 if began is None else self._clock() - began

    def begin(self, name: str, about: str = "") -> None:
        """The next step begins."""
        self.steps.append(Step(name, about, aim=self.aim))
        self._began = self._clock()

    def done(self, detail: str = "") -> None:
        """The step that runs has worked."""
        self._end(Outcome.DONE, detail, None)

    def fail(self, detail: str, said: Said | None = None) -> None:
        """The step that runs has failed; without one, nothing happens."""
        self._end(Outcome.FAILED, detail, said)

    def _end(self, outcome: Outcome, detail: str, said: Said | None) -> None:
        if self._began is not None:
            seconds, self._began = self.elapsed(), None
            self.steps[-1] = replace(
                self.steps[-1], outcome=outcome, seconds=seconds, detail=detail, said=said
            )


class Telling:
    """Writes the stages of one attempt down, until that is given up: its thread may go on."""

    def __init__(self, record: Record) -> None:
        self._record = record
        self.over = False

    def begin(self, name: str, about: str = "") -> None:
        """See `transports.stages.Stages`."""
        if not self.over:
            self._record.begin(name, about)

    def done(self, detail: str = "") -> None:
        """See `transports.stages.Stages`."""
        if not self.over:
            self._record.done(detail)

    def failed(self, detail: str) -> None:
        """See `transports.stages.Stages`."""
        if not self.over:
            self._record.fail(detail)
