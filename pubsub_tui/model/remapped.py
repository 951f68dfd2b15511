"""Which topic a bridge may have made of another: with a level more in front, or one less."""

from __future__ import annotations

from itertools import islice

from pubsub_tui.model.traffic import Traffic

_MOST = 2_000
"""Levels that are tried in front; so many take about a millisecond."""


def remapped(traffic: Traffic, topic: str) -> str | None:
    """Such a topic that has a message; None when there is none."""
    names = islice(traffic.root.names(), _MOST)
    shorter = topic.partition("/")[2]
    candidates = [f"{name}/{topic}" for name in names] + [shorter] * bool(shorter)
    for each in candidates:
        found = traffic.topic(each)
        if found is not None and found.latest is not None:
            return each
    return None
