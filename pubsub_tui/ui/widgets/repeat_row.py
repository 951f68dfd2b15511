"""One repeat as a row, and in words."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from rich.cells import set_cell_size
from rich.segment import Segment
from rich.style import Style
from textual.content import Content

from pubsub_tui.repeats.run import Run, State
from pubsub_tui.sanitize import cut, sanitize
from pubsub_tui.ui.quantities import (
    format_any_rate,
    format_count,
    format_interval,
    format_share,
)
from pubsub_tui.ui.widgets.log_row import cut_left

_LONGEST = 300
"""Characters of a text that are looked at."""
_MARK, _STATE, _RATE = 3, 8, 18
_LEAST_NAME = 10
_ROOM_FOR_ACCEPTED = 100
_FEWEST_CELLS, _MOST_CELLS = 6, 20
"""Of a bar."""
MARKS = {
    State.RUNNING: "▶",
    State.PAUSED: "‖",
    State.WAITING: "…",
    State.DONE: "✓",
    State.STOPPED: "■",
    State.FAILED: "✗",
}
_MISSED = "Due without a connection"
_SENTENCES = {
    State.RUNNING: "Running",
    State.PAUSED: "Paused",
    State.WAITING: "Waiting for the connection; it then goes on where it was",
    State.DONE: "Done",
    State.STOPPED: "Stopped",
}


@dataclass(frozen=True, slots=True)
class Widths:
    """The columns, in cells; those that there is no room for are 0."""

    name: int
    progress: int
    bar: int
    accepted: int
    refused: int

    @classmethod
    def within(cls, width: int, runs: Iterable[Run]) -> Widths:
        """As they fit into ``width`` cells."""
        runs = list(runs)
        progress = max((len(progress_of(run)) for run in runs), default=0)
        refused = max((len(_refused(run)) for run in runs), default=0)
        accepted = 0
        if width >= _ROOM_FOR_ACCEPTED:
            accepted = max((len(_accepted(run)) for run in runs), default=0) + 2
        gaps = 3 + 2 * bool(refused)
        room = width - _MARK - _STATE - _RATE - progress - refused - accepted - gaps
        bar = max(_FEWEST_CELLS, min(_MOST_CELLS, room // 3))
        if room - bar - 1 < _LEAST_NAME:
            bar = -1
        return cls(max(1, room - bar - 1), progress, max(0, bar), accepted, refused)


def row_segments(run: Run, widths: Widths, style_of: Callable[[str], Style]) -> list[Segment]:
    """Mark, name, state, progress, true and wanted rate, and what was not accepted.

    ``style_of`` gives the style of a state by its value, and of ``name``, ``figure``,
    ``muted`` and ``refused``.
    """
    state = run.state
    colour = style_of(state.value)
    name = set_cell_size(cut_left(sanitize(run.name[-_LONGEST:]), widths.name), widths.name)
    segments = [
        Segment(f" {MARKS[state]} ", colour),
        Segment(name, style_of("name")),
        Segment(f" {state.value:<{_STATE}}", colour),
        Segment(f"{progress_of(run):>{widths.progress}} ", style_of("figure")),
    ]
    if widths.bar:
        segments += _bar(run, widths.bar, style_of)
    rate = run.rate()
    segments.append(
        Segment(f"{'–' if rate is None else format_any_rate(rate):>7}", style_of("figure"))
    )
    segments.append(Segment(f"{wanted_rate(run):<{_RATE - 7}}", style_of("muted")))
    if widths.accepted:
        segments.append(Segment(f"  {_accepted(run):<{widths.accepted - 2}}", style_of("done")))
    if widths.refused:
        segments.append(Segment(f"  {_refused(run):<{widths.refused}}", style_of("refused")))
    return segments


def progress_of(run: Run) -> str:
    """``1,203 / 5,000``, or only how many when there is no end."""
    sent = format_count(run.sent)
    return sent if run.total is None else f"{sent} / {format_count(run.total)}"


def wanted_rate(run: Run) -> str:
    """`` of 10/s``, in at most eleven cells."""
    every = run.schedule.every
    return f" of {format_any_rate(1 / every) if every else 'any'}"


def describe(run: Run, *, whole: bool) -> Content:
    """State and last refusal in sentences; ``whole`` adds all that is known."""
    name = sanitize(run.name[:_LONGEST])
    sentence = _SENTENCES.get(run.state) or f"Failed: {sanitize(run.failure[:_LONGEST])}"
    if run.ended and run.under_way:
        sentence += f"; {run.under_way:,} not acknowledged yet"
    parts: list[tuple[str, str]] = [
        (cut(name, _LONGEST), "bold"),
        (f"\n{sentence}.", "$text-error" if run.state is State.FAILED else ""),
    ]
    if whole:
        parts.append((f"\n{_schedule(run)}\n{_counts(run)}", ""))
    if run.missed:
        parts.append((f"\n{_MISSED}: {run.missed:,}; not made up for in a burst.", "$text-warning"))
    if run.last_refusal:
        last = sanitize(run.last_refusal[:_LONGEST])
        parts.append((f"\nLast not accepted: {last}.", "$text-warning"))
    return Content.assemble(*parts)


def _schedule(run: Run) -> str:
    schedule = run.schedule
    every = f"Every {_interval(schedule.every)}" if schedule.every else "As fast as it goes"
    jitter = f", up to {format_share(schedule.jitter)} of that early or late"
    end = "without end" if schedule.times is None else f"{schedule.times:,} times"
    return f"{every}{jitter if schedule.jitter else ''}, {end}."


def _interval(seconds: float) -> str:
    return format_interval(seconds) if seconds >= 1 else f"{seconds * 1000:g} ms"


def _counts(run: Run) -> str:
    words = [f"{run.sent:,} sent", f"{run.accepted:,} accepted", f"{run.refused:,} refused"]
    if run.unanswered:
        words.append(f"{run.unanswered:,} not acknowledged, and not sent again")
    if run.under_way:
        words.append(f"{run.under_way:,} under way")
    return f"{' · '.join(words)}."


def _bar(run: Run, cells: int, style_of: Callable[[str], Style]) -> list[Segment]:
    if not run.total:
        return [Segment(" " * (cells + 1), style_of("muted"))]
    full = min(cells, cells * run.sent // run.total)
    return [
        Segment("━" * full, style_of(run.state.value)),
        Segment("─" * (cells - full) + " ", style_of("muted")),
    ]


def _accepted(run: Run) -> str:
    return f"✓ {format_count(run.accepted)}"


def _refused(run: Run) -> str:
    """What was refused, and with a question mark what nobody answered for."""
    words = [f"✗ {format_count(run.refused)}"] * bool(run.refused)
    words += [f"? {format_count(run.unanswered)}"] * bool(run.unanswered)
    return " ".join(words)
