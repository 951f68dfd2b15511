"""Views of the log against a plain list, whatever happens to history and view in between."""

from __future__ import annotations

from bisect import bisect_left
from functools import partial

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pubsub_tui.message import Message
from pubsub_tui.model.history import ENTRY_BYTES, History
from pubsub_tui.model.log_view import LogView

TOPICS = "abc"
EXTEND = st.tuples(st.just("extend"), st.text(alphabet=TOPICS, min_size=1, max_size=12))
SCOPE = st.tuples(st.just("scope"), st.sampled_from([None, "a", "ab", "", "abc"]))
ADVANCE = st.tuples(st.just("advance"), st.integers(1, 25))
CLEAR = st.tuples(st.just("clear"), st.none())
STEPS = st.lists(st.one_of(EXTEND, EXTEND, SCOPE, ADVANCE, ADVANCE, CLEAR), max_size=40)


class Watched:
    """A history with a view of it, beside lists of what should be in them."""

    def __init__(self, kept: int) -> None:
        self.history = History(kept * ENTRY_BYTES)
        self.view = LogView(self.history)
        self.topics: list[str] = []
        self.scope: str | None = None
        self.looked_from = 0

    def do(self, step: str, value: str | int | None) -> None:
        if isinstance(value, int):
            self.advance(value)
        elif step == "scope":
            self.rescope(value)
        elif step == "clear":
            self.history.clear()
        else:
            self.extend(value or "")

    def extend(self, topics: str) -> None:
        self.topics += topics
        self.history.extend([Message(topic, b"") for topic in topics], 0)

    def rescope(self, scope: str | None) -> None:
        self.scope = scope
        self.looked_from = 0 if scope is None else len(self.topics)
        self.view.scope(None if scope is None else lambda topic: topic in scope)

    def rows(self) -> list[int]:
        return [self.view[row] for row in range(len(self.view))]

    def advance(self, most: int) -> None:
        before = self.rows()
        removed, prepended = self.view.removed, self.view.prepended
        changed = self.view.advance(most)
        rows = self.rows()
        first = self.history.first
        self.looked_from = max(first, self.looked_from - most)
        wanted = [
            number
            for number, topic in enumerate(self.topics)
            if number >= self.looked_from and (self.scope is None or topic in self.scope)
        ]
        assert rows == wanted
        assert changed == (rows != before)
        assert self.view.complete == (self.scope is None or self.looked_from == first)
        gone = self.view.removed - removed
        found = self.view.prepended - prepended
        assert gone == len(set(before) - set(rows))
        for number in set(before) & set(rows):
            assert rows.index(number) == before.index(number) - gone + found


@settings(max_examples=300, deadline=None)
@given(STEPS, st.integers(1, 30))
def test_rows_are_the_kept_messages_of_the_scope_whatever_came_before(
    steps: list[tuple[str, str | int | None]], kept: int
) -> None:
    watched = Watched(kept)
    for step, value in steps:
        watched.do(step, value)
    watched.advance(7)
    while not watched.view.complete:
        watched.advance(7)
    first = watched.history.first
    scope = TOPICS if watched.scope is None else watched.scope
    assert watched.rows() == [
        number for number, topic in enumerate(watched.topics) if number >= first and topic in scope
    ]


@settings(max_examples=50, deadline=None)
@given(st.text(alphabet=TOPICS, max_size=40), st.integers(1, 30), st.integers(-1, 45))
def test_the_row_of_a_message_is_the_first_that_is_not_older(
    topics: str, kept: int, sequence: int
) -> None:
    watched = Watched(kept)
    watched.extend(topics[::2])
    watched.rescope("a")
    watched.extend(topics[1::2])
    watched.advance(100)
    assert watched.view.row_of(sequence) == bisect_left(watched.rows(), sequence)


def test_a_scoped_view_keeps_up_with_far_more_messages_than_are_kept() -> None:
    watched = Watched(kept=6000)
    watched.rescope("a")
    for _ in range(25):
        watched.extend("aab" * 500)
        watched.view.advance()
        first = watched.history.first
        wanted = [
            number
            for number, topic in enumerate(watched.topics)
            if number >= first and topic == "a"
        ]
        assert watched.rows() == wanted
    assert first > 25_000


def test_looking_back_takes_slices_and_shows_the_newest_first() -> None:
    watched = Watched(kept=100)
    watched.extend("a" * 90)
    watched.rescope("a")
    lengths = []
    while not watched.view.complete:
        watched.view.advance(40)
        lengths.append(len(watched.view))
        assert watched.rows()[-1] == 89
    assert lengths == [40, 80, 90]


def test_what_comes_while_looking_back_is_shown_at_once() -> None:
    watched = Watched(kept=100)
    watched.extend("a" * 50)
    watched.rescope("a")
    watched.view.advance(10)
    watched.extend("ba")
    watched.view.advance(10)
    assert watched.rows() == [*range(30, 50), 51]


def test_a_topic_is_decided_once_for_a_scope() -> None:
    watched = Watched(kept=100)
    watched.extend("abab")
    asked: list[str] = []

    def decide(scope: str, topic: str) -> bool:
        asked.append(scope + topic)
        return topic == "a"

    for scope in ("first", "second"):
        watched.view.scope(partial(decide, scope))
        watched.view.advance()
        watched.extend("abc")
        watched.view.advance()
    wanted = ["firsta", "firstb", "firstc", "seconda", "secondb", "secondc"]
    assert sorted(asked) == wanted


def test_a_row_that_does_not_exist_is_an_error_and_not_another_row() -> None:
    watched = Watched(kept=10)
    watched.extend("aa")
    for scope in (None, "a"):
        watched.rescope(scope)
        watched.view.advance()
        assert watched.rows() == [0, 1]
        for row in (-1, 2):
            with pytest.raises(IndexError, match=f"row {row} of 2"):
                watched.view[row]
