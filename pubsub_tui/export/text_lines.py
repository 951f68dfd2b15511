"""Rows as text for people: what the view draws, not cut to a width, and safe on a terminal."""

from __future__ import annotations

from rich.cells import cell_len, set_cell_size

from pubsub_tui.export.compared import Compared
from pubsub_tui.export.timestamps import local
from pubsub_tui.marks import marks
from pubsub_tui.message import Message
from pubsub_tui.sanitize import preview, sanitize

LONGEST_VALUE = 10_000
"""Bytes of a payload in a line; of a longer one it is said how large it is."""

_TOPIC = 32
_INTERVAL = 12


def line(message: Message) -> bytes:
    """One message: time, topic, marks and value, with a line break at the end."""
    return _line([local(message.received_at), *_topic_and_value(message)])


def compared_line(row: Compared) -> bytes:
    """One message of the history: the interval stands behind the time, the change at the end."""
    interval = "" if row.interval is None else f"{row.interval:.3f} s"
    parts = [local(row.message.received_at), f"{interval:>{_INTERVAL}}"]
    return _line([*parts, *_topic_and_value(row.message), row.change])


def _topic_and_value(message: Message) -> list[str]:
    topic = sanitize(message.topic)
    if cell_len(topic) < _TOPIC:
        topic = set_cell_size(topic, _TOPIC)
    return [topic, marks(message), _value(message)]


def _value(message: Message) -> str:
    payload = message.payload
    if not payload:
        return "(empty)"
    if len(payload) <= LONGEST_VALUE and not message.truncated_from:
        # Binary data is shown up to a third of the limit.
        return preview(payload, 3 * LONGEST_VALUE)
    # One that was cut may end within a character, which the limit leaves out.
    limit = min(LONGEST_VALUE, len(payload) - 1)
    return f"{preview(payload, limit)} … {message.size:,} bytes in all"


def _line(parts: list[str]) -> bytes:
    return (" ".join(parts).rstrip() + "\n").encode()
