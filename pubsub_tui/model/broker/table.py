"""What the table of a broker holds."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from pubsub_tui.model.broker.figures import Figure

NODE = "{node}"
"""Stands in a prefix for the name of a node, such as ``emqx@127.0.0.1``."""


@dataclass(frozen=True, slots=True)
class Table:
    """How one broker names its figures.

    Attributes:
        broker: its name.
        prefix: what its topics begin with; may hold `NODE` as a level.
        figures: by the topic below the prefix, in the order of the page. Of several topics
            for one figure, the first that was seen counts.
        signs: topics below the prefix, any of which only this broker has.
        average_of: the time that an average is counted for: ``minute`` or ``second``.
        only_changes: whether a figure is published only when it changed, except for the uptime.
        remark: what the page says of the broker, in a sentence.
    """

    broker: str
    prefix: str
    figures: Mapping[str, Figure]
    signs: frozenset[str]
    average_of: str = "minute"
    only_changes: bool = False
    remark: str = ""
