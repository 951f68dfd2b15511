"""Values by topic filter: the most specific filter that matches wins."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pubsub_tui.model.filter.by_topic import ByTopic

FILTERS = ["#", "+/b", "+/+", "+/#", "a/#", "a/+", "a/b", "a/b/#", "a", "$SYS/#"]


def winner(filters: list[str], topic: str) -> str | None:
    found = ByTopic([(each, each.upper()) for each in filters]).of(topic)
    assert found is None or found[1] == found[0].upper()
    return found[0] if found is not None else None


@pytest.mark.parametrize(
    ("topic", "order"),
    [
        ("a/b", ["a/b", "a/b/#", "a/+", "a/#", "+/b", "+/+", "+/#", "#"]),
        ("a", ["a", "a/#", "+/#", "#"]),
        ("x/y", ["+/+", "+/#", "#"]),
        ("$SYS/a", ["$SYS/#"]),
    ],
)
def test_the_most_specific_wins_in_whatever_order_they_stand(topic: str, order: list[str]) -> None:
    left = list(FILTERS)
    for expected in order:
        assert winner(left, topic) == winner(left[::-1], topic) == expected
        left.remove(expected)
    assert winner(left, topic) is None


def test_of_equal_ones_the_first_wins() -> None:
    assert ByTopic([("a", 1), ("a", 2)]).of("a") == ("a", 1)


LEVELS = st.lists(st.sampled_from(["a", "b", "+", "#"]), min_size=1, max_size=3)


@given(st.lists(LEVELS, unique_by=tuple, max_size=6), st.lists(st.sampled_from("ab"), min_size=1))
def test_no_two_filters_that_match_are_equal(each: list[list[str]], levels: list[str]) -> None:
    filters = ["/".join(one) for one in each if "#" not in one[:-1]]
    topic = "/".join(levels)
    winners = {winner(list(order), topic) for order in itertools.permutations(filters[:4])}
    assert len(winners) == 1
