"""Which topic a bridge may have made of another."""

from __future__ import annotations

import pytest

from pubsub_tui.message import Message
from pubsub_tui.model.remapped import remapped
from pubsub_tui.model.traffic import Traffic


@pytest.mark.parametrize(
    ("there", "asked", "found"),
    [
        (["x", "edge/a/b"], "a/b", "edge/a/b"),
        (["a/b"], "edge/a/b", "a/b"),
        (["edge/a/b/c"], "a/b", None),
        (["one/two/a/b"], "a/b", None),
        (["a"], "a", None),
        ([], "a/b", None),
        (["/a"], "a", "/a"),
    ],
)
def test_one_level_more_or_less_in_front(there: list[str], asked: str, found: str | None) -> None:
    traffic = Traffic(1_000_000)
    traffic.add([Message(topic, b"") for topic in there])
    assert remapped(traffic, asked) == found
