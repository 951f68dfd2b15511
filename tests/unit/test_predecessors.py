"""The message before on the same topic."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from pubsub_tui.message import Message
from pubsub_tui.model.history import History
from pubsub_tui.model.log_view import LogView
from pubsub_tui.model.predecessors import NOT_KEPT, REACH, TOO_FAR, Predecessors


def _history(topics: str) -> History:
    history = History(10_000_000)
    history.extend([Message(topic, b"") for topic in topics], 0)
    return history


@given(st.text("abc", min_size=1, max_size=60), st.integers(1, 10))
def test_every_row_finds_the_one_before(topics: str, rows: int) -> None:
    history = _history(topics)
    view = LogView(history)
    view.advance()
    before = Predecessors(view, history)
    for row in reversed(range(len(topics))):
        assert before.of(row, rows) == topics.rfind(topics[row], 0, row)
    assert NOT_KEPT == -1


def test_the_search_is_bounded_and_says_so() -> None:
    history = _history("a" + "b" * (REACH + 5) + "a")
    view = LogView(history)
    view.advance()
    assert Predecessors(view, history).of(len(view) - 1, 1) == TOO_FAR


def test_what_was_not_looked_at_yet_is_found_later() -> None:
    history = _history("a" + "b" * 50 + "a")
    view = LogView(history)
    view.scope(lambda topic: topic == "a")
    view.advance(10)
    before = Predecessors(view, history)
    assert before.of(0, 5) == TOO_FAR
    while not view.complete:
        view.advance(10)
    before.forget()
    assert before.of(1, 5) == 0
