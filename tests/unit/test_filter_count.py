"""Counting by a filter in the tree gives what matching every topic would."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pubsub_tui.message import Message
from pubsub_tui.model import filter_count
from pubsub_tui.model.filter.topics import topic_matcher
from pubsub_tui.model.filter_count import count_matching
from pubsub_tui.model.traffic import Traffic
from pubsub_tui.topic_filter import complaint

LEVELS = st.sampled_from(["a", "b", "", "$SYS", "$x"])
TOPICS = st.lists(LEVELS, min_size=1, max_size=4).map("/".join)
FILTERS = (
    st.lists(st.sampled_from(["a", "b", "", "+", "$SYS"]), max_size=4)
    .flatmap(lambda levels: st.sampled_from(["/".join(levels), "/".join([*levels, "#"])]))
    .filter(lambda text: complaint(text) is None)
)


@given(st.lists(TOPICS, max_size=12), FILTERS)
def test_it_counts_what_matches(topics: list[str], topic_filter: str) -> None:
    traffic = Traffic()
    traffic.add([Message(topic, b"x") for topic in topics])
    traffic.settle(1.0)
    found = count_matching(traffic.root, topic_filter)
    assert found.complete
    assert found.messages == sum(map(topic_matcher(topic_filter), topics))


@pytest.mark.parametrize("topic_filter", ["+", "+/x", "a/+"])
def test_of_a_very_wide_tree_a_part_is_counted_and_it_says_so(
    monkeypatch: pytest.MonkeyPatch, topic_filter: str
) -> None:
    monkeypatch.setattr(filter_count, "MOST_LEVELS", 10)
    traffic = Traffic()
    traffic.add([Message(f"{number}/x", b"x") for number in range(100)])
    traffic.add([Message(f"a/{number}", b"x") for number in range(100)])
    traffic.settle(1.0)
    found = count_matching(traffic.root, topic_filter)
    assert not found.complete
    assert found.messages <= 100
    assert count_matching(traffic.root, "a/#").complete
