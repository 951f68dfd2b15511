"""Figures by names for other programs."""

from __future__ import annotations

from dataclasses import fields

from pubsub_tui.message import Message
from pubsub_tui.model.figures import Row
from pubsub_tui.model.named_figures import named_figures
from pubsub_tui.model.ranking import Order, Ranking
from pubsub_tui.model.traffic import Traffic


def rows(depth: int | None) -> list[Row]:
    traffic = Traffic(1_000_000, lambda: 1000.5)
    traffic.add([Message(f"a/{name}", b"xx", received_at=1000.25) for name in "bc"])
    traffic.settle(1000.5)
    ranking = Ranking(traffic.root, 1000.5, 0.0, Order(depth=depth))
    while not ranking.advance(1.0):
        pass
    return ranking.rows


def test_every_figure_of_a_row_has_its_name_and_value() -> None:
    row = rows(None)[0]
    named = named_figures(row)
    assert next(iter(named)) == "topic"
    # Whether a row is of a group, its topic says.
    assert len(named) == len(fields(row)) - len(("group", "whole"))
    assert (named["topic"], named["count"], named["last_seen_unix_seconds"]) == ("a/b", 1, 1000.25)
    assert (named["share_of_messages"], named["largest_payload_bytes"]) == (0.5, 2)
    assert named["interval_seconds"] is None


def test_a_level_is_named_by_the_filter_that_selects_it() -> None:
    [row] = rows(1)
    named = named_figures(row)
    assert (named["topic"], named["count"]) == ("a/#", 2)
