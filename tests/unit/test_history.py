"""The history's byte budget, and views of it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pubsub_tui.message import Message
from pubsub_tui.model.history import ENTRY_BYTES, History
from pubsub_tui.model.log_view import LogView


def batch(topics: str, size: int = 10) -> list[Message]:
    return [Message(topic, b"x" * size) for topic in topics]


def put(history: History, topics: str, size: int = 10) -> None:
    history.extend(batch(topics, size), size * len(topics))


def test_oldest_leave_first_and_are_counted() -> None:
    history = History(10 * (ENTRY_BYTES + 10))
    put(history, "a" * 8)
    put(history, "b" * 8)
    assert history.bytes <= history.budget
    assert history.kept + history.evicted == 16
    assert history.evicted_bytes == 10 * history.evicted
    assert history.end == 16
    assert history[history.end - 1].topic == "b"
    with pytest.raises(IndexError, match="no longer kept"):
        history[0]


@given(st.lists(st.integers(0, 400), max_size=60), st.integers(1, 2000))
def test_bytes_are_exactly_what_is_kept(sizes: list[int], budget: int) -> None:
    history = History(budget)
    for size in sizes:
        put(history, "a", size)
    kept = history.slice(history.first, history.end)
    assert history.bytes == sum(len(m.payload) + ENTRY_BYTES for m in kept) <= budget or not kept
    assert history.kept + history.evicted == len(sizes)


def test_a_view_of_everything_follows_eviction() -> None:
    history = History(10 * (ENTRY_BYTES + 10))
    view = LogView(history)
    put(history, "a" * 8)
    assert view.advance()
    assert len(view) == 8
    put(history, "b" * 8)
    view.advance()
    assert len(view) == history.kept
    assert view[0] == history.first
    assert view.removed == history.evicted
    assert not view.advance()


@given(
    st.lists(st.text(alphabet="abc", max_size=30), max_size=12),
    st.integers(0, 11),
    st.integers(1, 9),
)
def test_a_scoped_view_is_the_filtered_history(
    batches: list[str], scoped_at: int, slice_size: int
) -> None:
    history = History(40 * (ENTRY_BYTES + 10))
    view = LogView(history)
    for index, topics in enumerate(batches):
        if index == scoped_at:
            view.scope(lambda topic: topic == "a")
        put(history, topics)
        view.advance(slice_size)
    for _ in range(500):
        view.advance(slice_size)
    assert view.complete
    wanted = range(history.first, history.end)
    scoped = scoped_at < len(batches)
    rows = [view[row] for row in range(len(view))]
    assert rows == [s for s in wanted if not scoped or history[s].topic == "a"]


def test_newest_are_found_first() -> None:
    history = History(10_000_000)
    put(history, "a" + "b" * 5000 + "a")
    view = LogView(history)
    view.scope(lambda topic: topic == "a")
    view.advance(1000)
    assert [view[row] for row in range(len(view))] == [5001]
    assert not view.complete
    while not view.complete:
        view.advance(1000)
    assert [view[row] for row in range(len(view))] == [0, 5001]
    assert view.row_of(1) == 1
