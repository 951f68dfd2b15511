"""The examples of docs/filters.md: each one is a filter, and they show all there is."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from pubsub_tui.model.filter import FilterError, nodes, parse
from pubsub_tui.model.filter.compile import leaves_of
from pubsub_tui.model.filter.payload import SEARCHED_BYTES

TEXT = (Path(__file__).parents[2] / "docs" / "filters.md").read_text(encoding="utf-8")
EXAMPLES = re.findall(r"^\| `(.+?)` \|", TEXT, re.MULTILINE)
OPENING = re.findall(r"```text\n(.+)\n```", TEXT)


@pytest.mark.parametrize("example", EXAMPLES + OPENING)
def test_an_example_is_a_filter_of_more_than_text(example: str) -> None:
    found = parse(example)
    assert not found.everything
    assert parse(str(found)).node == found.node


def test_the_examples_show_every_kind_of_term() -> None:
    shown = {type(leaf) for example in EXAMPLES for leaf in leaves_of(parse(example).node)}
    assert shown == set(nodes.Leaf.__args__)


def test_the_error_that_is_quoted_is_the_one_that_is_said() -> None:
    quoted = re.search(r"\*(Column .+?)\*", TEXT)
    assert quoted is not None
    with pytest.raises(FilterError) as caught:
        parse("age<5")
    assert str(caught.value) == quoted[1]


def test_what_is_said_of_slashes_is_so() -> None:
    assert parse("/a/b/").node == nodes.Regex("a/b")
    assert parse("/a/b").node == nodes.TopicFilter("/a/b")
    assert parse("topic:/a/b/").node == nodes.TopicFilter("/a/b/")
    assert parse(r"/error \d+/").node == nodes.Regex(r"error \d+")


def test_the_limit_that_is_documented_is_the_one_in_use() -> None:
    assert f"more than {SEARCHED_BYTES:,} bytes" in TEXT
