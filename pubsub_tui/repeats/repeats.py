"""All repeats of one session, whether anybody looks at them or not."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable

from pubsub_tui.repeats.plan import Plan
from pubsub_tui.repeats.run import Publish, Run, State
from pubsub_tui.repeats.share import Share


class Repeats:
    """Those that run and those that ended, the newest first.

    Attributes:
        runs: replaced with every change, never changed.
    """

    def __init__(
        self,
        publish: Publish,
        linked: Callable[[], bool],
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """``linked`` tells whether there is a connection; ``clock`` counts seconds."""
        self.runs: tuple[Run, ...] = ()
        self._publish = publish
        self._linked = linked
        self._clock = clock
        self._share = Share()
        self._tasks: set[asyncio.Task[None]] = set()

    def start(self, plan: Plan, on_end: Callable[[Run], None] = lambda run: None) -> Run:
        """Begin to publish; ``on_end`` is called once all is said of what was published."""
        run = Run(plan, self._publish, self._linked, self._share, self._clock)
        self.runs = (run, *self.runs)
        task = asyncio.create_task(run.run(), name=f"repeat {plan.name!r}")
        self._tasks.add(task)

        def end(task: asyncio.Task[None]) -> None:
            self._tasks.discard(task)
            on_end(run)

        task.add_done_callback(end)
        return run

    def take_off(self, run: Run) -> None:
        """Take one that ended off the list."""
        if run.ended:
            self.runs = tuple(each for each in self.runs if each is not run)

    def those(self, state: State) -> list[Run]:
        """Those in a state."""
        return [run for run in self.runs if run.state is state]

    async def close(self) -> None:
        """Stop all of them."""
        tasks = list(self._tasks)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
