"""The model's one door: counts, tree, truncation, clearing."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from pubsub_tui.message import Message
from pubsub_tui.model.topic import Topic
from pubsub_tui.model.traffic import MAX_LEVELS, Traffic

TOPICS = st.text(alphabet="ab/$é", min_size=1, max_size=12)


def said(topic: str, payload: bytes = b"x", *, retain: bool = False, at: float = 1.0) -> Message:
    return Message(topic, payload, 0, retain, at)


def test_counts_of_a_topic_are_exact_before_the_frame_and_the_subtree_after_it() -> None:
    traffic = Traffic()
    traffic.add([said("a/b"), said("a/b", b"yy"), said("a")])
    topic = traffic.topic("a/b")
    assert topic is not None
    assert (topic.count, topic.bytes, topic.subtree_count) == (2, 3, 0)
    traffic.settle(1.0)
    above = traffic.topic("a")
    assert above is not None
    assert (above.count, above.subtree_count, above.subtree_bytes) == (1, 3, 4)
    assert traffic.root.subtree_count == traffic.received == 3


@given(st.lists(st.lists(TOPICS, max_size=20), max_size=8))
def test_subtree_figures_equal_a_plain_count(batches: list[list[str]]) -> None:
    traffic = Traffic()
    everything: list[str] = []
    for second, batch in enumerate(batches):
        everything += batch
        traffic.add([said(topic) for topic in batch])
        traffic.settle(float(second))

    def check(node: Topic) -> None:
        prefix = node.path
        below = [t for t in everything if t == prefix or t.startswith(prefix + "/")]
        assert node.subtree_count == len(below)
        assert node.subtree_topics == len(set(below))
        for child in node.children.values():
            check(child)

    for node in traffic.root.children.values():
        check(node)
    assert traffic.root.subtree_count == len(everything)
    assert traffic.topic_count == len(set(everything))


def test_empty_levels_are_levels() -> None:
    traffic = Traffic()
    traffic.add([said("a//b"), said("/a"), said("a/"), said("/")])
    for path in ("a//b", "/a", "a/", "/"):
        topic = traffic.topic(path)
        assert topic is not None
        assert topic.path == path
        assert topic.count == 1


def test_a_topic_of_very_many_levels_does_not_grow_the_tree_without_end() -> None:
    traffic = Traffic()
    path = "/" * 65_535
    traffic.add([said(path)])
    topic = traffic.topic(path)
    assert topic is not None
    assert topic.path == path
    assert topic.depth == MAX_LEVELS - 1


def test_an_empty_payload_deletes_only_with_the_flag_where_flags_are_kept() -> None:
    traffic = Traffic()
    traffic.retain_as_published = True
    traffic.add([said("a", retain=True), said("a", b"")])
    topic = traffic.topic("a")
    assert topic is not None
    assert topic.retained
    traffic.add([said("a", b"", retain=True)])
    assert not topic.retained


def test_retained_is_known_until_an_empty_payload_clears_it() -> None:
    traffic = Traffic()
    traffic.add([said("a", retain=True)])
    topic = traffic.topic("a")
    assert topic is not None
    assert topic.retained
    traffic.add([said("a")])
    assert topic.retained
    traffic.add([said("a", b"")])
    assert not topic.retained


def test_a_payload_over_a_tenth_of_the_budget_is_cut_and_keeps_its_true_size() -> None:
    traffic = Traffic(history_bytes=1000)
    traffic.add([said("a", b"z" * 500)])
    kept = traffic.history[0]
    assert (len(kept.payload), kept.size) == (100, 500)
    topic = traffic.topic("a")
    assert topic is not None
    assert topic.latest is kept
    assert (traffic.received_bytes, topic.bytes) == (500, 500)


def test_clear_forgets_but_goes_on_counting() -> None:
    traffic = Traffic()
    traffic.add([said("a"), said("b")])
    traffic.clear()
    traffic.add([said("a")])
    traffic.settle(2.0)
    assert (traffic.received, traffic.cleared, traffic.topic_count) == (3, 2, 1)
    assert traffic.root.subtree_count == 1
    assert traffic.history.kept == 1


def test_children_are_sorted_as_people_count_and_system_topics_come_last() -> None:
    traffic = Traffic()
    traffic.add([said(topic) for topic in ("$SYS/x", "dev10", "dev9", "a")])
    assert [child.name for child in traffic.root.ordered()] == ["a", "dev9", "dev10", "$SYS"]
