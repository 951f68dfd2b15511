"""Which topic filters MQTT allows (MQTT 5.0, sections 4.7 and 4.8.2)."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from paho.mqtt.client import Client

from pubsub_tui.topic_filter import LONGEST, complaint, selects_sys


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
