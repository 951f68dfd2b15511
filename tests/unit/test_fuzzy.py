"""Fuzzy matching of topics."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pubsub_tui.message import Message
from pubsub_tui.model.fuzzy import LONGEST, match
from pubsub_tui.model.topic_search import MOST_SHOWN, TopicSearch
from pubsub_tui.model.traffic import Traffic


def _best(query: str, *topics: str) -> list[str]:
    traffic = Traffic()
    traffic.add([Message(topic, b"") for topic in topics])
    search = TopicSearch(traffic, query)
    while not search.complete:
        search.advance(0.0)
    return [hit.path for hit in search.best()]


@pytest.mark.parametrize(
    ("query", "better", "worse"),
    [
        ("temp", "site/1/temp", "site/1/attempt"),
        ("temp", "site/1/temp", "temp/1/site"),
        ("s2t", "site/2/temp", "also/12/flat"),
        ("TEMP", "a/temp", "a/t/e/m/p"),
        ("line2 temp", "line2/oven/temp", "line1/zone2/temp"),
    ],
)
def test_the_better_comes_first(query: str, better: str, worse: str) -> None:
    found = _best(query, worse, better)
    assert [path for path in found if path in (better, worse)][:1] == [better]


def test_every_word_has_to_match() -> None:
    assert match("temp line9", "line1/temp") is None
    assert match("temp line1", "line1/temp") is not None


def test_levels_without_messages_are_found_too() -> None:
    assert _best("site/1", "site/1/temp", "b")[0] == "site/1"


def test_of_equals_the_shorter_is_better() -> None:
    assert _best("x", "b/x/long", "b/x/s")[0] == "b/x"


def test_only_the_best_are_kept_and_all_are_counted() -> None:
    traffic = Traffic()
    traffic.add([Message(f"n{number}", b"") for number in range(500)])
    search = TopicSearch(traffic, "n")
    search.advance(60.0)
    assert search.complete
    assert search.found == search.looked_at == 500
    assert len(search.best()) == MOST_SHOWN
    assert search.best()[0].path == "n0"


def test_many_equal_letters_take_no_time() -> None:
    topic = "a" * 60_000
    found = match("a" * 500 + "b", topic + "b")
    assert found is not None
    assert min(found.places) >= len(topic) + 1 - LONGEST
    assert match("a" * 500 + "c", topic) is None


@given(st.text(), st.text(max_size=20))
def test_any_text_is_matched_at_places_that_exist(topic: str, query: str) -> None:
    found = match(query, topic)
    if found is not None:
        assert all(0 <= place < len(topic) for place in found.places)
        assert list(found.places) == sorted(set(found.places))


@given(st.lists(st.sampled_from("ab/1_"), min_size=1).map("".join), st.data())
def test_letters_taken_out_of_a_topic_match_it(topic: str, data: st.DataObject) -> None:
    keep = data.draw(st.lists(st.booleans(), min_size=len(topic), max_size=len(topic)))
    query = "".join(letter for letter, kept in zip(topic, keep, strict=True) if kept)
    found = match(query, topic)
    assert found is not None
    if query:
        assert "".join(topic[place] for place in found.places) == query
