"""Figures by names for other programs."""

from __future__ import annotations

from dataclasses import fields

from pubsub_tui.message import Message
from pubsub_tui.model.named_figures import named_figures
from pubsub_tui.model.ranking import Column, busiest
from pubsub_tui.model.traffic import Traffic


def test_every_figure_of_a_row_has_its_name_and_value() -> None:
    traffic = Traffic(1_000_000, lambda: 1000.5)
    traffic.add([Message("a/b", b"xx", received_at=1000.25)])
    [row] = busiest(traffic.root, 1000.5, Column.COUNT, 9)
    named = named_figures(row)
    assert next(iter(named)) == "topic"
    assert len(named) == len(fields(row))
    assert (named["topic"], named["count"], named["last_seen_unix_seconds"]) == ("a/b", 1, 1000.25)
