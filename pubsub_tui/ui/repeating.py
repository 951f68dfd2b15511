"""Starts repeats: of what is written in the publish pane, or of the rows of a file."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from textual.app import App

from pubsub_tui.outgoing.caution import concern, only_confirmed
from pubsub_tui.outgoing.draft import Draft
from pubsub_tui.outgoing.draft_template import compile_draft
from pubsub_tui.outgoing.problem import wrong
from pubsub_tui.outgoing.publications import of_file, repeated
from pubsub_tui.outgoing.row_check import RowCheck
from pubsub_tui.outgoing.schedule import Schedule
from pubsub_tui.repeats.plan import Plan
from pubsub_tui.repeats.repeats import Repeats
from pubsub_tui.repeats.run import Run, State
from pubsub_tui.sanitize import sanitize
from pubsub_tui.ui.quantities import format_any_rate
from pubsub_tui.ui.screens.confirm import Confirm
from pubsub_tui.ui.sending import Sending

_SLICE = 0.004
"""Seconds."""
_LONGEST = 300
"""Characters of a text that are told."""


@dataclass(frozen=True, slots=True)
class Written:
    """What is written in the publish pane.

    Attributes:
        draft: a template; None when it is none, which ``problem`` explains.
        secret: whether it is marked so.
    """

    draft: Draft | None
    secret: bool = False
    problem: str = ""


class Repeating:
    """Starts repeats after asking what a single message is asked about too.

    Attributes:
        listed: whether the list is on screen, which tells what became of each.
    """

    def __init__(self, repeats: Repeats, sending: Sending) -> None:
        self.repeats = repeats
        self.listed = False
        self._sending = sending

    async def start_written(
        self, app: App[None], draft: Draft, secret: bool, schedule: Schedule
    ) -> Run | None:
        """Publish a draft again and again; None when the user thought better of it.

        Raises:
            OutgoingError: it can not be published as it is written.
        """
        template = compile_draft(draft)
        context = await self._sending.context(app, template)
        if context is None:
            return None
        rendered = template.render(context)
        first = self._sending.publication(rendered)
        # All are asked about at once, so that the topic is shown as it is for all.
        topic = template.topic_to_show(rendered) if template.topic.is_constant else draft.topic
        if not await self._sending.is_confirmed(app, first, topic):
            return None
        production = self._sending.production
        found = concern(first, production=production)
        messages = repeated(template, context, schedule.times, self._sending.publication)
        allow = only_confirmed(() if found is None else (found,), production=production)
        plan = Plan(draft.topic, messages, schedule, schedule.times, allow)

        def end(run: Run) -> None:
            self._sending.remember_repeat(draft, run, secret=secret)
            self._tell(app, run)

        return self.repeats.start(plan, end)

    async def start_file(
        self, app: App[None], path: Path, schedule: Schedule, progress: Callable[[int], None]
    ) -> Run | None:
        """Publish each row of a file, so many times over; None when the user did not want it.

        All rows are looked at before the first is published; ``progress`` is told how many were.

        Raises:
            OutgoingError: the file can not be read, or a row of it is no message.
        """
        production = self._sending.production
        with closing(RowCheck(path, production=production)) as check:
            while check.go_on(_SLICE):
                progress(check.rows)
                await asyncio.sleep(_SLICE)
        if not check.rows:
            raise wrong(path.name, "it has no rows")
        for question in check.questions():
            if not await app.push_screen_wait(Confirm(question)):
                return None
        times = schedule.times
        total = None if times is None else check.rows * times
        allow = only_confirmed(check.concerns, production=production)
        plan = Plan(str(path), of_file(path, times), schedule, total, allow)
        return self.repeats.start(plan, lambda run: self._tell(app, run))

    def _tell(self, app: App[None], run: Run) -> None:
        """Say that one failed, when the list does not."""
        if run.state is State.FAILED and not self.listed:
            words = f"Repeating {run.name[:_LONGEST]} failed: {run.failure[:_LONGEST]}."
            app.notify(sanitize(words), severity="error", markup=False)


def summary(repeats: Repeats) -> str:
    """``2 running · 12.3/s``; else how many wait or stand still, or nothing."""
    for state in (State.RUNNING, State.WAITING, State.PAUSED):
        if runs := repeats.those(state):
            rate = sum(run.rate() or 0.0 for run in runs)
            return f"{len(runs)} {state.value}" + (f" · {format_any_rate(rate)}" if rate else "")
    return ""
