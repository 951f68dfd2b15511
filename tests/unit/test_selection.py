"""Which topics a filter selects, looked at in slices while traffic goes on."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from pubsub_tui.message import Message
from pubsub_tui.model.filter import parse
from pubsub_tui.model.selection import Selection
from pubsub_tui.model.traffic import Traffic

NOW = 1_700_000_000.0
TOPICS = st.sampled_from(["a", "a/b", "a/b/c", "a/x", "b/b", "", "$SYS/up", "/a"])
BATCHES = st.lists(st.lists(st.tuples(TOPICS, st.integers(0, 40)), max_size=6), max_size=6)
FILTERS = st.sampled_from(["a/#", "value>20", "a/# value>20", "-a/b", "b or value<5", "$SYS/#"])


def batch_of(pairs: list[tuple[str, int]]) -> list[Message]:
    return [Message(topic, b"%d" % value, received_at=NOW) for topic, value in pairs]


def settle(traffic: Traffic, selection: Selection) -> None:
    """Look until nothing is left to look at."""
    traffic.settle(NOW)
    for _ in range(3):
        selection.advance(NOW)


@given(BATCHES, FILTERS)
def test_a_topic_is_selected_by_its_newest_message(
    batches: list[list[tuple[str, int]]], text: str
) -> None:
    traffic = Traffic(clock=lambda: NOW)
    selection = Selection(traffic)
    wanted = parse(text)
    selection.choose(wanted)
    newest: dict[str, Message] = {}
    for pairs in batches:
        batch = batch_of(pairs)
        newest |= {message.topic: message for message in batch}
        traffic.add(batch)
        settle(traffic, selection)
        passing = {topic for topic, message in newest.items() if wanted.matches(message, NOW)}
        assert {topic.path for topic in selection.topics} == passing
        lineages = {level for topic in selection.topics for level in topic.lineage()}
        assert selection.levels - {traffic.root} == lineages


def test_many_topics_take_several_calls_and_show_as_they_are_found() -> None:
    traffic = Traffic(clock=lambda: NOW)
    traffic.add([Message(f"t/{number}", b"{" * 5_000, received_at=NOW) for number in range(20_000)])
    traffic.settle(NOW)
    selection = Selection(traffic)
    selection.choose(parse("x.y>1 or t/+"))
    calls = 0
    while not selection.complete:
        before = len(selection.topics)
        selection.advance(NOW)
        calls += 1
        assert len(selection.topics) > before
    assert calls > 1
    assert len(selection.topics) == 20_000


def test_ages_are_looked_at_again_without_traffic() -> None:
    traffic = Traffic(clock=lambda: NOW)
    traffic.add([Message("a", b"1", received_at=NOW)])
    traffic.settle(NOW)
    selection = Selection(traffic)
    selection.choose(parse("age<5s"))
    selection.advance(NOW + 1)
    assert len(selection.topics) == 1
    selection.advance(NOW + 6)
    assert not selection.topics


def test_no_filter_and_an_empty_one_are_the_same() -> None:
    selection = Selection(Traffic())
    for wanted in (None, parse(" ")):
        selection.choose(wanted)
        assert not selection.active


def test_clearing_forgets_what_was_selected() -> None:
    traffic = Traffic(clock=lambda: NOW)
    selection = Selection(traffic)
    selection.choose(parse("a"))
    traffic.add(batch_of([("a", 1)]))
    settle(traffic, selection)
    traffic.clear()
    settle(traffic, selection)
    assert not selection.topics
    assert not selection.levels
    traffic.add(batch_of([("a", 2)]))
    settle(traffic, selection)
    assert [topic.path for topic in selection.topics] == ["a"]
