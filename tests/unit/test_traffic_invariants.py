"""Nothing is dropped silently: whatever comes in whatever order, the figures add up."""

from __future__ import annotations

from collections import Counter
from itertools import count

from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from pubsub_tui.message import Message
from pubsub_tui.model.excludes import Excludes
from pubsub_tui.model.history import ENTRY_BYTES
from pubsub_tui.model.topic import Topic
from pubsub_tui.model.traffic import Traffic

MESSAGES = st.builds(
    Message,
    topic=st.sampled_from(["a", "a/b", "a/b/c", "a//", "/", "b", "$SYS/x", "a/\udcff", "é/字"]),
    payload=(st.sampled_from([0, 10, 11, 100, 101]) | st.integers(0, 400)).map(bytes),
    qos=st.integers(0, 2),
    retain=st.booleans(),
)
BATCHES = st.lists(MESSAGES, max_size=8)
STEPS = st.lists(BATCHES | st.sampled_from(["settle", "clear"]), max_size=14)
EXCLUDES = st.lists(st.sampled_from(["#", "a/#", "+", "b", "$SYS/#", "x"]), unique=True)
BUDGETS = st.sampled_from([0, 100, 1000]) | st.integers(0, 4000)
SECOND = 7.0


def carried_out(steps: list[list[Message] | str], budget: int) -> tuple[Traffic, list[Message]]:
    """The model after these steps, and what it was given since it was last cleared.

    Each message arrives a second after the one before.
    """
    traffic = Traffic(budget)
    since_cleared: list[Message] = []
    arrived = count(1.0)
    for step in steps:
        if step == "settle":
            traffic.settle(SECOND)
        elif step == "clear":
            traffic.clear()
            since_cleared.clear()
        elif isinstance(step, list):
            batch = [replace(message, received_at=next(arrived)) for message in step]
            since_cleared += batch
            traffic.add(batch)
    return traffic, since_cleared


def kept_in(traffic: Traffic) -> list[Message]:
    return traffic.history.slice(traffic.history.first, traffic.history.end)


def all_messages(steps: list[list[Message] | str]) -> list[Message]:
    return [message for step in steps if isinstance(step, list) for message in step]


def nodes(node: Topic) -> list[Topic]:
    return [node] + [each for child in node.children.values() for each in nodes(child)]


@given(STEPS, BUDGETS)
def test_received_is_what_was_kept_evicted_and_cleared(
    steps: list[list[Message] | str], budget: int
) -> None:
    traffic, _ = carried_out(steps, budget)
    history = traffic.history
    assert traffic.received == len(all_messages(steps))
    assert traffic.received == history.kept + history.evicted + traffic.cleared
    assert traffic.received == history.end
    assert traffic.received_bytes == sum(len(m.payload) for m in all_messages(steps))


@given(STEPS, BUDGETS, EXCLUDES, EXCLUDES)
def test_received_is_what_was_kept_evicted_cleared_and_excluded(
    steps: list[list[Message] | str], budget: int, first: list[str], later: list[str]
) -> None:
    traffic = Traffic(budget)
    traffic.excludes = Excludes(first)
    for number, step in enumerate(steps):
        if number == len(steps) // 2:
            for each in traffic.excludes.entries:
                traffic.excludes.remove(each.topic_filter)
            for topic_filter in later:
                traffic.excludes.add(topic_filter)
        if step == "settle":
            traffic.settle(SECOND)
        elif step == "clear":
            traffic.clear()
        elif isinstance(step, list):
            traffic.add(step)
    history = traffic.history
    excluded = traffic.excludes.count
    assert traffic.received == len(all_messages(steps))
    assert traffic.received == history.kept + history.evicted + traffic.cleared + excluded
    assert traffic.received_bytes == sum(len(m.payload) for m in all_messages(steps))
    assert sum(each.count for each in traffic.excludes.entries) <= excluded


@given(STEPS, BUDGETS)
def test_what_the_history_takes_is_the_sum_of_what_it_keeps_and_within_the_budget(
    steps: list[list[Message] | str], budget: int
) -> None:
    traffic, _ = carried_out(steps, budget)
    taken = sum(len(message.payload) + ENTRY_BYTES for message in kept_in(traffic))
    assert traffic.history.bytes == taken <= budget


@given(STEPS, BUDGETS)
def test_what_is_kept_is_the_newest_in_the_order_of_arrival(
    steps: list[list[Message] | str], budget: int
) -> None:
    traffic, since_cleared = carried_out(steps, budget)
    kept = kept_in(traffic)
    newest = since_cleared[len(since_cleared) - len(kept) :]
    assert [(m.topic, m.size, m.received_at) for m in kept] == [
        (m.topic, len(m.payload), m.received_at) for m in newest
    ]


@given(STEPS, BUDGETS)
def test_own_counts_are_exact_before_they_are_settled(
    steps: list[list[Message] | str], budget: int
) -> None:
    traffic, since_cleared = carried_out(steps, budget)
    counts = Counter(message.topic for message in since_cleared)
    assert traffic.topic_count == len(counts)
    assert {t.path: t.count for t in traffic.root.with_messages()} == dict(counts)


@given(STEPS, BUDGETS)
def test_settled_subtree_figures_are_the_sums_of_the_own_ones(
    steps: list[list[Message] | str], budget: int
) -> None:
    traffic, since_cleared = carried_out(steps, budget)
    traffic.settle(SECOND)
    for node in nodes(traffic.root):
        below = nodes(node)
        assert node.subtree_count == sum(topic.count for topic in below)
        assert node.subtree_bytes == sum(topic.bytes for topic in below)
        assert node.subtree_topics == sum(topic.count > 0 for topic in below)
        # Not always the newest message's: the clock may have been set back in between.
        paths = {topic.path for topic in below}
        arrivals = [m.received_at for m in since_cleared if m.topic in paths]
        newest = max(topic.last_seen for topic in below)
        assert newest <= node.subtree_last_seen <= max(arrivals, default=0.0)
    assert traffic.root.subtree_count == len(since_cleared)


@given(STEPS, BUDGETS)
def test_the_latest_message_of_every_topic_survives_eviction(
    steps: list[list[Message] | str], budget: int
) -> None:
    traffic, since_cleared = carried_out(steps, budget)
    latest = {message.topic: message for message in since_cleared}
    for path, message in latest.items():
        topic = traffic.topic(path)
        assert topic is not None
        assert topic.latest is not None
        assert (topic.latest.topic, topic.latest.size) == (path, len(message.payload))
        assert topic.latest.received_at == topic.last_seen == message.received_at


@given(STEPS, BUDGETS)
def test_a_payload_is_whole_or_cut_to_a_tenth_of_the_budget_and_marked(
    steps: list[list[Message] | str], budget: int
) -> None:
    traffic, since_cleared = carried_out(steps, budget)
    limit = budget // 10
    held = kept_in(traffic)
    held += [t.latest for t in traffic.root.with_messages() if t.latest is not None]
    for message in held:
        cut = message.truncated_from > 0
        assert cut == (message.size > limit)
        assert len(message.payload) == min(message.size, limit)
    given_sizes = Counter(len(message.payload) for message in since_cleared)
    assert all(given_sizes[message.size] for message in held)


@given(BATCHES, BATCHES, BUDGETS)
def test_how_messages_are_batched_changes_no_figure(
    first: list[Message], second: list[Message], budget: int
) -> None:
    together, _ = carried_out([first + second, "settle"], budget)
    apart, _ = carried_out([[message] for message in first + second], budget)
    apart.settle(SECOND)
    assert [(n.path, n.count, n.subtree_bytes, n.retained) for n in nodes(together.root)] == [
        (n.path, n.count, n.subtree_bytes, n.retained) for n in nodes(apart.root)
    ]


@given(BATCHES, BUDGETS)
def test_nothing_new_is_no_new_revision(batch: list[Message], budget: int) -> None:
    traffic, _ = carried_out([batch], budget)
    before = traffic.revision
    assert traffic.settle(SECOND) == before + bool(batch)
    assert traffic.settle(SECOND) == traffic.revision == before + bool(batch)
