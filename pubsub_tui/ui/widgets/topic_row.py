"""One row of the topic tree as styled text: name, newest value, and figures at the right."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style

from pubsub_tui.model.cadence import is_overdue
from pubsub_tui.model.plot.series import Series
from pubsub_tui.model.rates import SECONDS, buckets, message_rate
from pubsub_tui.model.topic import Topic
from pubsub_tui.sanitize import cut, preview, sanitize
from pubsub_tui.ui.quantities import format_age, format_count, format_rate
from pubsub_tui.ui.sparkline import sparkline, value_sparkline
from pubsub_tui.ui.widgets.plot_colours import mark_of, part_of

FLASH_SECONDS = 0.4
_RATE = 8
_AGE = 5
_COUNT = 12
_LEAST_NAME = 12


@dataclass(frozen=True, slots=True)
class Columns:
    """Which figures there is room for, and the sparkline's width in cells."""

    age: bool
    spark: int
    count: bool

    @classmethod
    def for_width(cls, width: int) -> Columns:
        """The figures that leave the names enough room in ``width`` cells."""
        return cls(
            age=width >= 34, spark=10 if width >= 64 else 6 * (width >= 44), count=width >= 72
        )

    @property
    def cells(self) -> int:
        """How wide they are together."""
        spark = self.spark + 1 if self.spark else 0
        return _RATE + spark + _AGE * self.age + _COUNT * self.count + 1


def marker_column(topic: Topic, width: int) -> int:
    """In which of ``width`` columns the fold marker stands; deep levels share the last one."""
    room = width - Columns.for_width(width).cells
    return max(0, min(2 * (topic.depth + 1), room - _LEAST_NAME))


def flashes(topic: Topic, now: float) -> bool:
    """Whether the topic itself changed so recently that its row is lit up."""
    return topic.count > 0 and 0 <= now - topic.last_seen < FLASH_SECONDS


def row_signature(
    topic: Topic, now: float, since: float, pinned: Series | None = None
) -> tuple[object, ...]:
    """Changes exactly when the row has to be drawn again; ``since`` as in `row_segments`."""
    quiet = now - topic.subtree_last_seen
    moving = int(now) if quiet < SECONDS + 5 else int(quiet // 60)
    values = (pinned, pinned.revision) if pinned is not None else None
    overdue = is_overdue(topic, now, since)
    return topic, topic.revision, flashes(topic, now), moving, overdue, values


def row_segments(
    topic: Topic,
    *,
    marker: str,
    width: int,
    now: float,
    since: float,
    pinned: Series | None = None,
    name_style: Style,
    style_of: Callable[[str], Style],
    subscription: str = "",
) -> list[Segment]:
    """Draw one row, exactly ``width`` cells wide.

    A topic that is quiet for too long has ``!`` behind its age; ``since`` is `Traffic.since`. The
    bars are the values of a pinned series. ``subscription`` is the letter that marks the
    subscription of the topic's own messages.
    """
    columns = Columns.for_width(width)
    overdue = is_overdue(topic, now, since)
    figures = [
        *_figures(topic, columns, now, pinned, style_of),
        *_age(topic, columns, now, overdue, style_of),
    ]
    room = max(0, width - columns.cells)
    indent = " " * marker_column(topic, width)
    name = cut(f"{indent}{marker} {_name(topic)}", room - 1)
    segments = [Segment(name, name_style)]
    left = room - cell_len(name)
    if subscription and left > 3:
        segments += [
            Segment(" ", name_style),
            Segment(subscription, style_of(f"sub-{subscription}")),
        ]
        left -= 2
    for text, part in _value(topic, marker, left - 1):
        segments.append(Segment(text, style_of(part)))
        left -= cell_len(text)
    segments.append(Segment(" " * max(0, left), name_style))
    return segments + figures


def _name(topic: Topic) -> str:
    if topic.parent is None:
        return "all topics"
    return sanitize(topic.name[:500]) if topic.name else "(empty)"


def _value(topic: Topic, marker: str, room: int) -> list[tuple[str, str]]:
    parts: list[tuple[str, str]] = []
    if marker == "▸":
        parts.append((cut(f" ({topic.subtree_topics:,})", room), "figure"))
        room -= cell_len(parts[0][0])
    latest = topic.latest
    if latest is None or room < 4:
        return parts
    if topic.retained:
        parts.append((" R", "retained"))
        room -= 2
    text = preview(latest.payload) or "(empty)"
    parts.append((" " + cut(text, room - 2), "value"))
    return parts


def _figures(
    topic: Topic,
    columns: Columns,
    now: float,
    pinned: Series | None,
    style_of: Callable[[str], Style],
) -> list[Segment]:
    figure = style_of("figure")
    segments = []
    if columns.count:
        segments.append(Segment(format_count(topic.subtree_count).rjust(_COUNT), figure))
    rate = message_rate(topic, now)
    segments.append(Segment((format_rate(rate) if rate else "").rjust(_RATE), figure))
    if columns.spark and pinned is not None:
        bars = value_sparkline(pinned.recent(now, SECONDS, columns.spark - 1))
        text = f" {mark_of(pinned.slot)}{bars.rjust(columns.spark - 1)}"
        segments.append(Segment(text, style_of(part_of(pinned.slot))))
    elif columns.spark:
        active = now - topic.subtree_last_seen < SECONDS
        line = sparkline(buckets(topic, now)[:-1], columns.spark) if active else ""
        segments.append(Segment(" " + line.rjust(columns.spark), style_of("spark")))
    return segments


def _age(
    topic: Topic, columns: Columns, now: float, overdue: bool, style_of: Callable[[str], Style]
) -> list[Segment]:
    """How long ago it was seen: what is below too, but for a topic that is overdue itself."""
    seen = topic.last_seen if overdue else topic.subtree_last_seen
    age = format_age(now - seen) if seen and columns.age else ""
    text = age.rjust(_AGE * columns.age) + ("!" if overdue else " ")
    return [Segment(text, style_of("overdue" if overdue else "figure"))]
