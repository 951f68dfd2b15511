"""Views of the log against a plain list, whatever happens to history and view in between."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable
from functools import partial

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pubsub_tui.message import Message
from pubsub_tui.model import log_view
from pubsub_tui.model.filter import Filter, parse
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


FILTERS = ["", "topic:a", "-topic:b", "value>4", "topic:a or value<3", "-(x or qos:1)", "-value~5"]
SENT = st.tuples(st.sampled_from(TOPICS), st.sampled_from([b"1", b"5", b"15 x", b"", b"{}"]))
FILTER_STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("extend"), st.lists(SENT, min_size=1, max_size=12)),
        st.tuples(st.just("filter"), st.sampled_from([None, *FILTERS])),
        SCOPE,
        ADVANCE,
        ADVANCE,
        CLEAR,
    ),
    max_size=40,
)


class Filtered:
    """A history with a view of it that has a scope and a filter, beside a plain list."""

    def __init__(self, kept_bytes: int) -> None:
        self.history = History(kept_bytes)
        self.now = 0.0
        self.view = LogView(self.history, lambda: self.now)
        self.sent: list[Message] = []
        self.scope: str | None = None
        self.filter: Filter | None = None

    def extend(self, sent: list[tuple[str, bytes]]) -> None:
        messages = [
            Message(topic, payload, received_at=self.now, qos=len(payload) % 2)
            for topic, payload in sent
        ]
        self.sent += messages
        self.history.extend(messages, sum(len(message.payload) for message in messages))

    def do(self, step: str, value: object) -> None:
        if step == "advance" and isinstance(value, int):
            self.view.advance(value)
        elif step == "filter" and (value is None or isinstance(value, str)):
            self.filter = None if value is None else parse(value)
            self.view.filter(self.filter)
        elif step == "scope" and (value is None or isinstance(value, str)):
            self.scope = value
            self.view.scope(None if value is None else lambda topic: topic in value)
        elif step == "clear":
            self.history.clear()
        elif isinstance(value, list):
            self.extend(value)

    def rows(self) -> list[int]:
        return [self.view[row] for row in range(len(self.view))]

    def wanted(self) -> list[int]:
        return [
            number
            for number, message in enumerate(self.sent)
            if number >= self.history.first
            and (self.scope is None or message.topic in self.scope)
            and (self.filter is None or self.filter.matches(message, self.now))
        ]

    def finish(self) -> None:
        self.view.advance(7)
        while not self.view.complete:
            self.view.advance(7)


@settings(max_examples=300, deadline=None)
@given(FILTER_STEPS, st.integers(1, 30))
def test_rows_are_what_scope_and_filter_select_whatever_came_before(
    steps: list[tuple[str, object]], kept: int
) -> None:
    filtered = Filtered(kept * (ENTRY_BYTES + 2))
    for step, value in steps:
        before = filtered.rows()
        counted = filtered.view.removed, filtered.view.prepended
        filtered.do(step, value)
        rows = filtered.rows()
        assert rows == sorted(set(rows))
        if step == "advance":
            assert set(rows) <= set(filtered.wanted())
            assert filtered.view.removed - counted[0] == len(set(before) - set(rows))
            gone = filtered.view.removed - counted[0]
            found = filtered.view.prepended - counted[1]
            for number in set(before) & set(rows):
                assert rows.index(number) == before.index(number) - gone + found
        assert 0.0 <= filtered.view.progress <= 1.0
    filtered.finish()
    assert filtered.rows() == filtered.wanted()
    assert filtered.view.progress == 1.0


def test_the_message_is_tested_only_where_the_topic_does_not_decide() -> None:
    filtered = Filtered(10**6)
    filtered.extend([("a", b"1"), ("b", b"1"), ("c", b"9")] * 10)
    asked: list[str] = []
    wanted = parse("topic:a or topic:c value>5")
    decide = wanted.decide
    asked_topics: list[str] = []

    def spying(topic: str) -> bool | Callable[[Message, float], bool]:
        asked_topics.append(topic)
        verdict = decide(topic)
        if isinstance(verdict, bool):
            return verdict

        def test(message: Message, now: float) -> bool:
            asked.append(message.topic)
            return verdict(message, now)

        return test

    wanted.decide = spying  # type: ignore[method-assign]
    filtered.view.filter(wanted)
    filtered.finish()
    assert sorted(asked_topics) == ["a", "b", "c"]
    assert asked == ["c"] * 10
    assert len(filtered.view) == 20


def test_progress_is_the_share_that_was_looked_at() -> None:
    filtered = Filtered(10**6)
    assert filtered.view.progress == 1.0
    filtered.extend([("a", b"1")] * 100)
    filtered.view.filter(parse("value=1"))
    assert filtered.view.progress == 0.0
    shares = []
    while not filtered.view.complete:
        filtered.view.advance(30)
        shares.append(filtered.view.progress)
    assert shares == [0.3, 0.6, 0.9, 1.0]


def test_a_slice_ends_early_when_payloads_are_large(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(log_view, "SLICE_BYTES", 1000)
    filtered = Filtered(10**6)
    filtered.extend([("a", b"x" * 300), ("b", b"x" * 300)] * 20)
    filtered.view.filter(parse("topic:b x"))
    lengths = []
    while not filtered.view.complete:
        filtered.view.advance(1000)
        lengths.append(len(filtered.view))
    assert lengths == [4, 8, 12, 16, 20, 20]
    filtered.view.filter(parse("topic:b"))
    filtered.view.advance(1000)
    assert filtered.view.complete


def test_rows_that_grow_too_old_leave_at_the_top() -> None:
    filtered = Filtered(10**6)
    filtered.filter = parse("age<10s -value=5")
    filtered.view.filter(filtered.filter)
    for second in range(40):
        filtered.now = float(second)
        filtered.extend([("a", b"1"), ("a", b"5"), ("b", b"1")])
        if second == 20:
            filtered.view.filter(filtered.filter)
        before = len(filtered.view)
        removed = filtered.view.removed
        changed = filtered.view.advance()
        assert filtered.rows() == filtered.wanted()
        assert changed
        if second not in (0, 20):
            assert len(filtered.view) == before + 2 - (filtered.view.removed - removed)
    filtered.now = 1000.0
    assert filtered.view.advance()
    assert filtered.rows() == []


def test_without_a_filter_or_with_an_empty_one_nothing_is_looked_at() -> None:
    filtered = Filtered(10**6)
    filtered.extend([("a", b"1")] * 5)
    for wanted in (parse("value=2"), parse(" "), None):
        filtered.view.filter(wanted)
        filtered.view.advance(2)
    assert filtered.view.complete
    assert filtered.rows() == [0, 1, 2, 3, 4]


@given(st.lists(st.integers(0, 30), max_size=12), st.integers(1, 9))
def test_new_messages_are_taken_in_slices_and_none_is_left_out(
    batches: list[int], most: int
) -> None:
    history = History(10**9)
    view = LogView(history)
    view.scope(lambda topic: topic == "even")
    sent = 0
    for size in batches:
        topics = ["odd" if (sent + index) % 2 else "even" for index in range(size)]
        history.extend([Message(topic, b"") for topic in topics], 0)
        sent += size
        seen = sent - view.behind
        view.advance(5, most)
        assert sent - view.behind == min(sent, seen + most)
    while view.behind or not view.complete:
        view.advance(5, most)
    assert [view[row] for row in range(len(view))] == list(range(0, sent, 2))
