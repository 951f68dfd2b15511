"""Starts repeats: of what is written in the publish pane, or of the rows of a file."""

from __future__ import annotations

import asyncio
import csv
from dataclasses import dataclass
from pathlib import Path

from textual.app import App

from pubsub_tui.outgoing.context import Context
from pubsub_tui.outgoing.draft import Draft
from pubsub_tui.outgoing.draft_template import compile_draft
from pubsub_tui.outgoing.problem import wrong
from pubsub_tui.outgoing.publications import of_file, repeated
from pubsub_tui.outgoing.rows import count_rows
from pubsub_tui.outgoing.schedule import Schedule
from pubsub_tui.repeats.plan import Plan
from pubsub_tui.repeats.repeats import Repeats
from pubsub_tui.repeats.run import Run, State
from pubsub_tui.ui.quantities import format_any_rate
from pubsub_tui.ui.sending import Sending


@dataclass(frozen=True, slots=True)
class Written:
    """What is written in the publish pane.

    Attributes:
        draft: a template; None when it is none, which ``problem`` explains.
        context: for its first message.
        secret: whether it is marked so.
    """

    draft: Draft | None
    context: Context
    secret: bool = False
    problem: str = ""


class Repeating:
    """Starts repeats after asking what a single message is asked about too."""

    def __init__(self, repeats: Repeats, sending: Sending) -> None:
        self.repeats = repeats
        self._sending = sending

    async def start_written(
        self, app: App[None], draft: Draft, written: Written, schedule: Schedule
    ) -> Run | None:
        """Publish a draft again and again; None when the user thought better of it.

        Raises:
            OutgoingError: it can not be published as it is written.
        """
        template = compile_draft(draft)
        first = self._sending.publication(template.render(written.context))
        if not await self._sending.is_confirmed(app, first):
            return None
        messages = repeated(template, written.context, schedule.times, self._sending.publication)
        allow = self._sending.only_confirmed(first)
        plan = Plan(draft.topic, messages, schedule, schedule.times, allow)

        def remember(run: Run) -> None:
            self._sending.remember_repeat(draft, run, secret=written.secret)

        return self.repeats.start(plan, remember)

    async def start_file(self, app: App[None], path: Path, schedule: Schedule) -> Run | None:
        """Publish each row of a file, so many times over; None when the user did not want it.

        Raises:
            OutgoingError: it can not be read, or its first row is no message.
        """
        first = next(of_file(path, 1), None)
        if first is None:
            raise wrong(path.name, "it has no rows")
        publication = first.make().publication
        if not await self._sending.is_confirmed(app, publication):
            return None
        messages = of_file(path, schedule.times)
        allow = self._sending.only_confirmed(publication)
        run = self.repeats.start(Plan(str(path), messages, schedule, None, allow))
        if schedule.times is not None:
            app.run_worker(_count(run, path, schedule.times), group="rows", exit_on_error=False)
        return run


async def _count(run: Run, path: Path, times: int) -> None:
    """Say how many rows there are, as soon as they are counted."""
    try:
        rows = await asyncio.to_thread(count_rows, path)
    except (OSError, UnicodeError, csv.Error):
        # The run itself comes to what is wrong with the file, and says so.
        return
    if not run.ended:
        run.total = rows * times


def summary(repeats: Repeats) -> str:
    """``2 running · 12.3/s``; else how many wait or stand still, or nothing."""
    for state in (State.RUNNING, State.WAITING, State.PAUSED):
        if runs := repeats.those(state):
            rate = sum(run.rate() or 0.0 for run in runs)
            return f"{len(runs)} {state.value}" + (f" · {format_any_rate(rate)}" if rate else "")
    return ""
