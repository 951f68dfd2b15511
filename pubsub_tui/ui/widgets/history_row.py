"""One row of the history as styled text."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from rich.cells import cell_len, set_cell_size
from rich.segment import Segment
from rich.style import Style

from pubsub_tui.decode.reading import change, reading
from pubsub_tui.marks import marks
from pubsub_tui.message import Message
from pubsub_tui.sanitize import cut, preview
from pubsub_tui.ui.quantities import format_interval
from pubsub_tui.ui.widgets.log_row import TopicColumn, clock_time, cut_left

_MILLISECONDS = 4
_INTERVAL = 7
_MARKS = 3
_GAPS = 6
_LEAST_VALUE = 8
_WIDE_ENOUGH = 10
_TOPIC_SHARE = 0.5
_LEAST_TOPIC = 8
_WIDEST_WHOLE = 12

Before = Message | str
"""The message before on the same topic, or what to show when there is none."""


@dataclass(slots=True)
class HistoryColumns:
    """What the rows have in common; learns from what is drawn, so that all of it lines up.

    Attributes:
        topic: None when all messages are of one topic.
        whole, value, change: the widest before a decimal point, value and change, in cells.
    """

    topic: TopicColumn | None = None
    whole: int = 1
    value: int = _LEAST_VALUE
    change: int = 1
    _drawn: tuple[int, ...] = field(default=())

    def grown(self) -> bool:
        """Whether a column is wider than when this was last asked."""
        topic = self.topic.widest if self.topic is not None else 0
        now = (topic, self.whole, self.value, self.change)
        before, self._drawn = self._drawn, now
        return now != before

    def shown_value(self, message: Message) -> str:
        """The start of a payload; numbers stand with their decimal points in one column."""
        found = reading(message.payload)
        if found is None:
            text = preview(message.payload) if message.payload else "(empty)"
        else:
            self.whole = max(self.whole, min(_WIDEST_WHOLE, cell_len(found.whole)))
            text = " " * (self.whole - cell_len(found.whole)) + found.whole + found.rest
        self.value = max(self.value, cell_len(text))
        return text


def history_segments(
    message: Message,
    before: Before,
    width: int,
    columns: HistoryColumns,
    style_of: Callable[[str], Style],
) -> list[Segment]:
    """Draw time, interval, topic, marks, value and change into ``width`` cells.

    Args:
        message: what to draw.
        before: it is compared with this.
        width: in cells; where it is small, the milliseconds are left out.
        columns: which learn from what is drawn.
        style_of: the style of ``time``, ``topic``, ``mark``, ``value`` and ``change``.
    """
    interval, changed = _against(message, before)
    columns.change = max(columns.change, len(changed))
    stamp = clock_time(message.received_at)
    room = width - len(stamp) - _INTERVAL - _MARKS - columns.change - _GAPS
    needed = _WIDE_ENOUGH + (0 if columns.topic is None else _LEAST_TOPIC)
    if room < needed:
        stamp = stamp[:-_MILLISECONDS]
        room += _MILLISECONDS
    segments = [Segment(f" {stamp} {interval:>{_INTERVAL}} ", style_of("time"))]
    if columns.topic is not None:
        name = columns.topic.shown(message.topic)
        share = max(1, min(columns.topic.widest, int(room * _TOPIC_SHARE)))
        segments.append(Segment(set_cell_size(cut_left(name, share), share), style_of("topic")))
        room -= share
    value = columns.shown_value(message)
    cells = max(0, min(columns.value, room))
    style = style_of("value" if message.payload else "time")
    return [
        *segments,
        Segment(f" {marks(message)} ", style_of("mark")),
        Segment(set_cell_size(cut(value, cells), cells), style),
        Segment(f" {changed}", style_of("change")),
    ]


def _against(message: Message, before: Before) -> tuple[str, str]:
    """The time since the message before, and how the value changed."""
    if isinstance(before, str):
        return before, ""
    return format_interval(message.received_at - before.received_at), change(message, before)
