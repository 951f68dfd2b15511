"""The order of the unfolded tree, forwards and backwards."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from pubsub_tui.message import Message
from pubsub_tui.model.topic import Topic
from pubsub_tui.model.traffic import Traffic
from pubsub_tui.model.tree_order import after, before

PATHS = st.lists(
    st.lists(st.sampled_from("abc12"), min_size=1, max_size=4).map("/".join), min_size=1
)


def _all(topic: Topic) -> list[Topic]:
    return [each for child in topic.ordered() for each in (child, *_all(child))]


@given(PATHS)
def test_from_every_topic_it_goes_through_the_rest_in_order(paths: list[str]) -> None:
    traffic = Traffic()
    traffic.add([Message(path, b"") for path in paths])
    order = _all(traffic.root)
    assert list(after(traffic.root)) == order
    for at, topic in enumerate(order):
        assert list(after(topic)) == order[at + 1 :]
        assert list(before(topic)) == order[:at][::-1]


def test_a_deep_tree_takes_no_recursion() -> None:
    traffic = Traffic()
    traffic.add([Message("/".join("x" * 100_000), b"")])
    assert sum(1 for _ in after(traffic.root)) == 128
