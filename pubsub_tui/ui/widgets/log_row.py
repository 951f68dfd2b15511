"""One row of the message log as styled text."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass

from rich.cells import cell_len, set_cell_size
from rich.segment import Segment
from rich.style import Style

from pubsub_tui.marks import marks
from pubsub_tui.message import Message
from pubsub_tui.model.gaps import Gap
from pubsub_tui.sanitize import cut, preview, sanitize
from pubsub_tui.ui.quantities import format_span

_WIDE = 44
_TOPIC_SHARE = 0.42
_NARROWEST_TOPIC = 12
_WIDEST_TOPIC = 56
_LONGEST_NAME = 300


def clock_time(at: float) -> str:
    """Local time of day with milliseconds."""
    return time.strftime("%H:%M:%S", time.localtime(at)) + f".{int(at * 1000) % 1000:03d}"


def cut_left(text: str, cells: int) -> str:
    """Cut to a width in cells, keeping the end, which tells topics apart."""
    excess = cell_len(text) - cells
    if excess <= 0:
        return text
    while text and cell_len(text) > cells - 1:
        text = text[max(1, (cell_len(text) - cells + 1) // 2) :]
    return "…" + text


@dataclass(slots=True)
class TopicColumn:
    """How wide the topics of a log are: as wide as the widest drawn so far, within limits."""

    prefix: str
    widest: int = _NARROWEST_TOPIC

    def shown(self, topic: str) -> str:
        """A topic as it is drawn: what all topics of the scope begin with is left out."""
        if self.prefix and topic.startswith(self.prefix):
            topic = "…/" + topic[len(self.prefix) :]
        elif topic == self.prefix[:-1]:
            topic = topic.rpartition("/")[2]
        name = sanitize(topic[-_LONGEST_NAME:])
        self.widest = max(self.widest, cell_len(name))
        return name

    def width(self, room: int) -> int:
        """In cells, when ``room`` cells are shared with the marks and the value."""
        return max(6, min(self.widest, int(room * _TOPIC_SHARE), _WIDEST_TOPIC))


def log_segments(
    message: Message,
    width: int,
    column: TopicColumn,
    style_of: Callable[[str], Style],
    subscription: str | None = None,
) -> list[Segment]:
    """Draw time, topic, marks and preview into ``width`` cells.

    Args:
        message: what to draw.
        width: in cells.
        column: the topic's column, which learns from what is drawn.
        style_of: the style of ``time``, ``topic``, ``mark`` and ``value``.
        subscription: the letter that marks its subscription, or an empty string; None leaves
            no room for one.
    """
    stamp = clock_time(message.received_at)
    if width < _WIDE:
        stamp = stamp[:8]
    letter = []
    if subscription is not None:
        style = style_of(f"sub-{subscription}" if subscription else "time")
        letter = [Segment(subscription or " ", style), Segment(" ", style_of("time"))]
    room = width - len(stamp) - 7 - len(letter)
    shown = column.shown(message.topic)
    share = column.width(room)
    name = set_cell_size(cut_left(shown, share), share)
    left = room - share
    value = cut(preview(message.payload), left) if message.payload else "(empty)"
    value_style = style_of("value" if message.payload else "time")
    return [
        Segment(f" {stamp} ", style_of("time")),
        *letter,
        Segment(name, style_of("topic")),
        Segment(f" {marks(message)} ", style_of("mark")),
        Segment(value, value_style),
    ]


def gap_segments(gap: Gap, width: int, style_of: Callable[[str], Style]) -> list[Segment]:
    """Draw for how long there was no connection, and where there is room since when."""
    stamp = f" {clock_time(gap.lost_at)} " if width >= _WIDE else " "
    seconds = gap.seconds
    long = f"{seconds:.1f} s" if seconds < 60 else format_span(seconds)
    said = f"no connection for {long}"
    if gap.times > 1:
        said = f"no connection {gap.times:,} times: {long}"
    words = cut(f"── {said} ", max(0, width - len(stamp)))
    line = "─" * (width - len(stamp) - cell_len(words))
    return [Segment(stamp, style_of("time")), Segment(words + line, style_of("gap"))]
