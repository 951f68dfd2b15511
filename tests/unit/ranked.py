"""A ranking made in one go."""

from __future__ import annotations

from collections.abc import Set

from pubsub_tui.model.figures import Row
from pubsub_tui.model.ranking import Order, Ranking
from pubsub_tui.model.topic import Topic


def ranked(
    scope: Topic, now: float, order: Order, only: Set[Topic] | None = None, since: float = 0.0
) -> list[Row]:
    """The rows, found in as many slices as it takes."""
    ranking = Ranking(scope, now, since, order, only)
    while not ranking.advance(0):
        pass
    return ranking.rows
