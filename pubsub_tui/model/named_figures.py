"""The figures of a row of the top table by names that say their units."""

from __future__ import annotations

from operator import attrgetter

from pubsub_tui.model.ranking import Row

_NAMES = {
    "message_rate": "messages_per_second",
    "byte_rate": "bytes_per_second",
    "count": "count",
    "last_seen": "last_seen_unix_seconds",
}
"""By the attribute of `Row`."""


def named_figures(row: Row) -> dict[str, str | float | None]:
    """The topic, and then every figure there is; None is not known."""
    figures: dict[str, str | float | None] = {"topic": row.topic.path}
    return figures | {name: attrgetter(attribute)(row) for attribute, name in _NAMES.items()}
