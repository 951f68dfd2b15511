"""What the payload view says of a message, and of a level that has none of its own."""

from __future__ import annotations

import time
from collections.abc import Sequence

from rich.cells import cell_len

from pubsub_tui.decode.view import Line
from pubsub_tui.message import Message
from pubsub_tui.model.rates import byte_rate, message_rate
from pubsub_tui.model.topic import Topic
from pubsub_tui.properties import property_rows
from pubsub_tui.sanitize import sanitize
from pubsub_tui.ui.decoding import Decoding
from pubsub_tui.ui.joined_lines import JoinedLines
from pubsub_tui.ui.quantities import counted, format_rate, format_size
from pubsub_tui.ui.widgets.log_row import clock_time

_LONGEST_TOPIC = 2000


def describe_message(
    message: Message,
    width: int,
    decoding: Decoding,
    topic: Topic | None = None,
    links: Sequence[Line] = (),
) -> tuple[list[Line] | JoinedLines, str]:
    """Its topic, circumstances, properties and payload; and the payload's decoder and size.

    Args:
        message: what to describe; its payload is decoded here.
        width: of the view, in cells; a longer topic is wrapped.
        decoding: how payloads are decoded.
        topic: its topic, when what is known of that is to be said too.
        links: what is said of its request or reply.
    """
    lines = _title(message.topic, width)
    lines.append([(" " + " · ".join(_circumstances(message)), "muted")])
    if topic is not None:
        since = clock_time(topic.first_seen)
        lines.append([(f" {counted(topic.count, 'message')} since {since}", "muted")])
    lines += links
    if message.properties is not None:
        lines += [
            [(f" {sanitize(name)}: ", "key"), (sanitize(value), "text")]
            for name, value in property_rows(message.properties)
        ]
    if not message.payload:
        return [*lines, [], [(" (empty payload)", "muted")]], "empty"
    view, title = decoding.view(message)
    state = f"{title} · {format_size(message.size)}"
    large = decoding.large(message, view)
    if large is not None:
        return JoinedLines([*lines, []], large), state
    if view.shown < message.size:
        part = f"The first {format_size(view.shown)} of {format_size(message.size)}:"
        lines.append([(f" {part}", "muted")])
    lines.append([])
    lines += [[(" ", "text"), *line] for line in view.lines]
    return lines, state


def describe_level(topic: Topic, now: float, width: int) -> list[Line]:
    """The figures of all that is below a level.

    Args:
        topic: the level; the root stands for all topics.
        now: Unix time in seconds.
        width: of the view, in cells.
    """
    below = topic.subtree_topics
    if not below:
        return [[(" Messages will be shown here.", "muted")]]
    rates = f"{format_rate(message_rate(topic, now))}, {format_size(byte_rate(topic, now))}/s"
    rows = (
        ("topics", f"{below:,}"),
        ("messages", f"{topic.subtree_count:,}, {format_size(topic.subtree_bytes)}"),
        ("rate", rates),
        ("last seen", clock_time(topic.subtree_last_seen)),
    )
    title: list[Line] = [[(" all topics", "title")]]
    if topic.parent is not None:
        note = " a level without messages of its own"
        title = [*_title(topic.path, width), [(note, "muted")]]
    return [
        *title,
        [],
        *([(f" {name:<10} ", "key"), (value, "text")] for name, value in rows),
    ]


def _title(topic: str, width: int) -> list[Line]:
    text = sanitize(topic[:_LONGEST_TOPIC]) or "(empty)"
    return [[(" " + part, "title")] for part in _wrapped(text, width)]


def _circumstances(message: Message) -> list[str]:
    date = time.strftime("%Y-%m-%d", time.localtime(message.received_at))
    words = [f"{date} {clock_time(message.received_at)}", f"QoS {message.qos}"]
    if message.retain:
        words.append("retained")
    words.append(format_size(message.size))
    if message.truncated_from:
        words.append(f"only the first {format_size(len(message.payload))} kept")
    return words


def _wrapped(text: str, width: int) -> list[str]:
    room = max(20, width - 2)
    parts = [""]
    used = 0
    for char in text:
        cells = cell_len(char)
        if used + cells > room:
            parts.append("")
            used = 0
        parts[-1] += char
        used += cells
    return parts
