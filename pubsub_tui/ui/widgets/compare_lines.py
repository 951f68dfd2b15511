"""What is said of a topic on two connections: same or not, when, and how far apart."""

from __future__ import annotations

import math

from rich.cells import cell_len

from pubsub_tui.decode.view import Line
from pubsub_tui.model.lag import Lag, Lags
from pubsub_tui.sanitize import cut, sanitize
from pubsub_tui.ui.comparison import Comparison, Side
from pubsub_tui.ui.quantities import counted, format_seconds
from pubsub_tui.ui.widgets.log_row import clock_time, cut_left

_LONGEST_NAME = 24
_LONGEST_TOPIC = 60
CLOCKS = "All times are of arrival here, on this machine's clock."
"""How lag is measured; always said."""


def figure_lines(comparison: Comparison, width: int) -> list[Line]:
    """Lines of at most ``width`` cells."""
    first, second = comparison.first, comparison.second
    lines: list[Line] = [_verdict(comparison), *_lag_lines(comparison), _alone_line(comparison)]
    if first.latest is not None and second.latest is not None:
        times = (
            f"{side.number} at {clock_time(side.latest.received_at)}"
            for side in (first, second)
            if side.latest is not None
        )
        lines.insert(1, [(" newest: " + " · ".join(times), "text")])
    lines.append([(f" {CLOCKS}", "muted")])
    return [_within(line, width) for line in lines]


def nothing_there(side: Side) -> str:
    """Why a side shows no message, and what to do, in one safe sentence."""
    name = _name(side)
    if side.perhaps is not None:
        topic = cut_left(sanitize(side.perhaps[-300:]), _LONGEST_TOPIC)
        return f"{name} brought nothing on this topic, but on {topic}: ctrl+t takes that."
    if not side.topic.strip():
        return f"Write a topic's name, or press ctrl+o to find one of {name}."
    if side.connection.session.state.link is None:
        return f"{name} is not connected, and brought nothing on this topic before."
    return f"{name} brought nothing on this topic: write its name there, or find it with ctrl+o."


def _verdict(comparison: Comparison) -> Line:
    first, second, changes = comparison.first, comparison.second, comparison.changes
    if first.latest is None and second.latest is None:
        return [(" Neither has a message on its topic.", "title")]
    if changes is None:
        which = first if second.latest is None else second
        return [(f" Only {_called(which)} has a message.", "title")]
    if changes.kind == "equal":
        return [(" The newest payloads are the same.", "same")]
    return [(" The newest payloads differ", "different"), (f" ({changes.kind}).", "different")]


def _lag_lines(comparison: Comparison) -> list[Line]:
    lags = comparison.lags
    if lags is None:
        return []
    one, other = comparison.first.number, comparison.second.number
    ways = ((f"{one} → {other}", lags.forth), (f"{other} → {one}", lags.back))
    found = [_lag_line(way, lag) for way, lag in ways if lag is not None]
    if found:
        return found
    if not comparison.complete:
        return [[(" Looking back …", "muted")]]
    return [[(" No message came over both yet: the lag is told once one has.", "muted")]]


def _lag_line(way: str, lag: Lag) -> Line:
    return [
        (f" lag {way}: ", "key"),
        (f"last {_seconds(lag.last)} · median {_seconds(lag.median)} · ", "text"),
        (f"p95 {_seconds(lag.p95)}", "text"),
        (f" · {counted(lag.count, 'message')}", "muted"),
    ]


def _alone_line(comparison: Comparison) -> Line:
    lags, sides = comparison.lags, (comparison.first, comparison.second)
    for side in sides:
        if side.connection.session.state.link is None:
            return [(f" {_called(side)} is not connected: what it misses is not counted.", "muted")]
    if lags is None or math.isinf(lags.since):
        return [(" Waiting for both connections.", "muted")]
    words = [f"only on {side.number}: {lags.alone[at]:,}" for at, side in enumerate(sides)]
    return [
        (f" since {clock_time(lags.since)[:8]} ", "muted"),
        (" · ".join(words), "different" if any(lags.alone) else "text"),
        (_coming(lags), "muted"),
    ]


def _coming(lags: Lags) -> str:
    coming = sum(lags.coming)
    return f" · {coming:,} may still come" if coming else ""


def _seconds(seconds: float) -> str:
    if abs(seconds) < 0.00995:
        # Nothing is less than nothing: rounding alone would give -0.0.
        return f"{round(seconds * 1000, 1) + 0.0:.1f} ms"
    return format_seconds(seconds)


def _called(side: Side) -> str:
    return f"{side.number} {_name(side)}"


def _name(side: Side) -> str:
    return cut(side.connection.name, _LONGEST_NAME)


def side_title(side: Side, state: str, width: int) -> str:
    """What stands above a side: the connection, and decoder and size of its payload."""
    return cut(f" {_called(side)}" + (f" · {state}" if state else ""), width)


def _within(line: Line, width: int) -> Line:
    """The line, cut where it is too long."""
    left, fitted = width, []
    for text, role in line:
        part = cut(text, left)
        fitted.append((part, role))
        left -= cell_len(part)
    return fitted
