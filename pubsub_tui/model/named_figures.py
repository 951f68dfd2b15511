"""The figures of a row of the top table by names that say their units."""

from __future__ import annotations

from operator import attrgetter

from pubsub_tui.model.figures import Row

_NAMES = {
    "message_rate": "messages_per_second",
    "byte_rate": "bytes_per_second",
    "share": "share_of_messages",
    "count": "count",
    "mean": "mean_payload_bytes",
    "largest": "largest_payload_bytes",
    "interval": "interval_seconds",
    "jitter": "jitter_seconds",
    "changed": "share_changed",
    "late": "intervals_overdue",
    "last_seen": "last_seen_unix_seconds",
}
"""By the attribute of `Row`."""


def named_figures(row: Row) -> dict[str, str | float | None]:
    """The topic, and then every figure there is; None is not known.

    Of several topics summed at a level, the topic is the topic filter that selects them.
    """
    topic = row.topic.path + "/#" * row.group
    figures: dict[str, str | float | None] = {"topic": topic}
    return figures | {name: attrgetter(attribute)(row) for attribute, name in _NAMES.items()}
