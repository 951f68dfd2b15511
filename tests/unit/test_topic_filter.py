"""Which topic filters MQTT allows (MQTT 5.0, sections 4.7 and 4.8.2)."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from paho.mqtt.client import Client

from pubsub_tui.model.filter.topics import topic_matcher
from pubsub_tui.topic_filter import (
    LONGEST,
    complaint,
    group_of,
    overlap,
    selects_sys,
    without_group,
)


@pytest.mark.parametrize(
    "topic_filter",
    [
        "#",
        "+",
        "/",
        "a",
        "a/#",
        "a//b",
        "/a/",
        "+/+/#",
        "+/a/+",
        "$SYS/#",
        "a b/é/漢",
        "$share/group/a/#",
        "$share/group//a",
        "$share",
        "$shared/a",
        "x" * LONGEST,
    ],
)
def test_valid_filters_are_not_complained_of(topic_filter: str) -> None:
    assert complaint(topic_filter) is None


@pytest.mark.parametrize(
    ("topic_filter", "says"),
    [
        ("", "it is empty; # stands for all topics"),
        ("a\0b", "NUL"),
        ("a/\udcff", "not valid Unicode"),
        ("x" * (LONGEST + 1), "it takes 65,536 bytes, and MQTT allows 65,535"),
        ("é" * 40_000, "it takes 80,000 bytes, and MQTT allows 65,535"),
        ("a#", "# must stand alone in its level, and level 1 is 'a#'"),
        ("a/b+", "+ must stand alone in its level, and level 2 is 'b+'"),
        ("a/++", "+ must stand alone"),
        ("##", "# must stand alone"),
        ("#/a", "# must be the last level"),
        ("a/#/b", "# must be the last level"),
        ("#/", "# must be the last level"),
        ("$share/", "$share/GROUP/FILTER"),
        ("$share/group", "$share/GROUP/FILTER"),
        ("$share/group/", "$share/GROUP/FILTER"),
        ("$share//a", "$share/GROUP/FILTER"),
        ("$share/gr+up/a", "$share/GROUP/FILTER"),
        ("$share/#/a", "$share/GROUP/FILTER"),
        ("$share/group/a#", "# must stand alone"),
    ],
)
def test_what_is_wrong_with_a_filter_is_said(topic_filter: str, says: str) -> None:
    said = complaint(topic_filter)
    assert said is not None
    assert says in said


@given(st.text(alphabet="a/+#", min_size=1, max_size=8))
def test_wildcards_are_judged_as_paho_judges_them(topic_filter: str) -> None:
    judged = Client._filter_wildcard_len_check(topic_filter.encode())
    assert (complaint(topic_filter) is None) == (judged == 0)


@pytest.mark.parametrize(
    ("topic_filter", "selects"),
    [
        ("$SYS/#", True),
        ("$SYS", True),
        ("$SYS/broker/+/connected", True),
        ("$share/group/$SYS/#", True),
        ("#", False),
        ("+/broker/version", False),
        ("$share/$SYS/a", False),
        ("a/$SYS", False),
    ],
)
def test_which_filters_select_topics_of_the_broker(topic_filter: str, selects: bool) -> None:
    assert selects_sys(topic_filter) is selects


@pytest.mark.parametrize(
    ("topic_filter", "group", "rest"),
    [("$share/g/a/#", "g", "a/#"), ("$share/g//a", "g", "/a"), ("a/$share/g", "", "a/$share/g")],
)
def test_a_shared_subscription_is_taken_apart(topic_filter: str, group: str, rest: str) -> None:
    assert (group_of(topic_filter), without_group(topic_filter)) == (group, rest)


@pytest.mark.parametrize(
    ("one", "other", "meet"),
    [
        ("#", "a/b", True),
        ("a/#", "a", True),
        ("a/#", "+", True),
        ("a/+/c", "a/b/#", True),
        ("a/+/c", "+/b/+", True),
        ("a/+", "a/b/c", False),
        ("a/b", "a/c", False),
        ("a", "a/", False),
        ("#", "$SYS/#", False),
        ("+/#", "$SYS/a", False),
        ("$SYS/#", "$SYS/+/x", True),
        ("$share/g/a/#", "a/+", True),
        ("$share/g/a", "$share/h/a", True),
    ],
)
def test_which_filters_overlap(one: str, other: str, meet: bool) -> None:
    assert overlap(one, other) is overlap(other, one) is meet


_LEVELS = st.lists(st.sampled_from(["a", "b", "", "$x"]), min_size=1, max_size=4)
_FILTERS = st.text(alphabet="a/+#$", min_size=1, max_size=7).filter(
    lambda text: complaint(text) is None
)


@given(_FILTERS, _LEVELS.map("/".join))
def test_a_topic_overlaps_with_the_filters_that_match_it(topic_filter: str, topic: str) -> None:
    assert overlap(topic_filter, topic) is topic_matcher(topic_filter)(topic)


@given(_FILTERS, _FILTERS, st.text(alphabet="a/$", min_size=1, max_size=7))
def test_filters_that_match_one_topic_overlap(one: str, other: str, topic: str) -> None:
    if topic_matcher(one)(topic) and topic_matcher(other)(topic):
        assert overlap(one, other)
