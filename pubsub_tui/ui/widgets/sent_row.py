"""One row of what was sent as styled text."""

from __future__ import annotations

import re
import time
from collections.abc import Callable

from rich.cells import cell_len, set_cell_size
from rich.segment import Segment
from rich.style import Style

from pubsub_tui.outgoing.sent import Run, Sent
from pubsub_tui.sanitize import cut, sanitize
from pubsub_tui.ui.widgets.log_row import cut_left

_LONGEST = 300
"""Characters of a text that are looked at: no row is wider."""
_WHEN = 12
_WHEN_NARROW = 8
_WIDE = 64
_TIMES = 6
_TOPIC_SHARE = 0.45
_LEAST_TOPIC = 8
_ENDPOINT_SHARE = 0.25
_GAPS = 9
"""Blanks, and the columns of one and two cells."""
_SPACES = re.compile(r"\s+")


def sent_segments(
    run: Run,
    width: int,
    now: float,
    endpoint: str,
    topics: int,
    style_of: Callable[[str], Style],
) -> list[Segment]:
    """Draw when, ✓ or ✗, how often, topic, marks, payload and endpoint into ``width`` cells.

    Args:
        run: what to draw.
        width: in cells.
        now: Unix time in seconds; of another day the date is shown.
        endpoint: of which nothing is said; any other is named.
        topics: how wide the widest topic of all rows is, in cells.
        style_of: the style of ``time``, ``accepted``, ``refused``, ``topic``, ``mark``,
            ``value`` and ``endpoint``.
    """
    sent = run.newest
    stamp = when(sent.at, now, narrow=width < _WIDE)
    room = width - len(stamp) - _TIMES - _GAPS
    share = max(_LEAST_TOPIC, min(topics, int(room * _TOPIC_SHARE)))
    topic = set_cell_size(cut_left(topic_shown(sent), share), share)
    elsewhere = "" if sent.endpoint == endpoint else sanitize(sent.endpoint[:_LONGEST])
    elsewhere = cut(elsewhere, min(int(width * _ENDPOINT_SHARE), room - share - 1))
    cells = max(0, room - share - (cell_len(elsewhere) + 1) * bool(elsewhere))
    all_accepted = run.accepted_count == run.count
    segments = [
        Segment(f" {stamp} ", style_of("time")),
        Segment("✓" if all_accepted else "✗", style_of("accepted" if all_accepted else "refused")),
        Segment(f" {times(run.count):<{_TIMES}}", style_of("time")),
        Segment(topic, style_of("topic")),
        Segment(f" {_marks(sent)} ", style_of("mark")),
        Segment(
            set_cell_size(cut(_payload(sent), cells), cells),
            style_of("value" if sent.whole and sent.draft.text else "time"),
        ),
    ]
    if elsewhere:
        segments.append(Segment(f" {elsewhere}", style_of("endpoint")))
    return segments


def topic_shown(sent: Sent) -> str:
    """The topic, safe to draw; of a very long one the end."""
    return sanitize(sent.draft.topic[-_LONGEST:])


def when(at: float, now: float, *, narrow: bool) -> str:
    """Local time in 12 cells, or 8 when narrow: of today the time of day, else the date too."""
    moment, today = time.localtime(at), time.localtime(now)
    if moment[:3] == today[:3]:
        shape = "%H:%M:%S"
    elif moment.tm_year == today.tm_year:
        shape = "%d %b" if narrow else "%d %b %H:%M"
    else:
        shape = "%b %Y" if narrow else "%d %b %Y"
    return time.strftime(shape, moment).rjust(_WHEN_NARROW if narrow else _WHEN)


def times(count: int) -> str:
    """``×3``, ``×12k``, in at most five cells; nothing for a single one."""
    if count == 1:
        return ""
    for unit in ("", "k", "M", "G"):
        if count < 1000:
            return f"×{count}{unit}"
        count //= 1000
    return f"×{count}T"


def _marks(sent: Sent) -> str:
    """``R`` retained, and the QoS when it is not 0; as of messages that arrived."""
    return f"{'R' if sent.draft.retain else ' '}{sent.draft.qos or ' '}"


def _payload(sent: Sent) -> str:
    if sent.secret:
        return "(secret: not kept)"
    if sent.too_long:
        return "(too long: not kept)"
    return sanitize(_SPACES.sub(" ", sent.draft.text[:_LONGEST]).strip()) or "(empty)"
