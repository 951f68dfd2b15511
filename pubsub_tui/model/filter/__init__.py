"""The filter language: which messages are meant. Described in docs/filters.md."""

from pubsub_tui.model.filter.compile import Filter
from pubsub_tui.model.filter.error import FilterError
from pubsub_tui.model.filter.leaves import Predicate
from pubsub_tui.model.filter.parser import parse_node

__all__ = ["Filter", "FilterError", "Predicate", "parse"]


def parse(text: str) -> Filter:
    """The filter that a text describes; empty text selects every message. Raises FilterError."""
    return Filter(parse_node(text))
