"""Random filters for hypothesis, as trees that can be written as text."""

from __future__ import annotations

from hypothesis import strategies as st

from pubsub_tui.model.filter import nodes
from pubsub_tui.model.filter.nodes import Node, Operator

ANY_TEXT = st.text(min_size=1, max_size=12)
ORDERED: tuple[Operator, ...] = ("<", "<=", ">", ">=")
EQUAL: tuple[Operator, ...] = ("=", "!=")

_LEVELS = st.lists(st.one_of(st.just("+"), st.text('ab$é "\\()=', max_size=4)), min_size=1)
_TOPIC_FILTERS = st.tuples(_LEVELS, st.booleans()).map(
    lambda parts: nodes.TopicFilter("/".join([*parts[0], "#"] if parts[1] else parts[0]) or "#")
)
_PATTERNS = st.sampled_from(["a", "a/b", r"\d+ \w", "(a|b) c", "[/]", "é", r"a\\", "^$", "x y"])
_KEYS = st.one_of(ANY_TEXT, st.sampled_from(["age", "size", "qos", "or", "and", "retain", "value"]))
_PATHS = st.lists(st.one_of(_KEYS, st.integers(-9, 9)), min_size=1, max_size=4).map(tuple)
_NUMBERS = st.one_of(st.integers(), st.floats(allow_nan=False))
_COMPARISONS = st.one_of(
    st.builds(
        nodes.Comparison,
        _PATHS,
        st.sampled_from(ORDERED + EQUAL),
        st.one_of(_NUMBERS, st.text(max_size=8)),
    ),
    st.builds(nodes.Comparison, _PATHS, st.just("~"), st.text(max_size=8)),
)
_SECONDS = st.one_of(
    st.integers(0, 10**7).map(float), st.integers(0, 10**9).map(lambda number: number / 1000)
)
_SIZES = st.builds(nodes.Size, st.sampled_from(ORDERED + EQUAL), st.integers(0, 10**14))
_PROPERTIES = st.one_of(
    st.builds(nodes.Property, ANY_TEXT),
    st.builds(nodes.Property, ANY_TEXT, st.sampled_from([*EQUAL, "~"]), st.text(max_size=8)),
)
LEAVES: st.SearchStrategy[Node] = st.one_of(
    _TOPIC_FILTERS,
    st.builds(nodes.Text, ANY_TEXT),
    st.builds(nodes.Regex, _PATTERNS, st.booleans()),
    _COMPARISONS,
    st.builds(nodes.Age, st.sampled_from(ORDERED), _SECONDS),
    _SIZES,
    st.builds(nodes.Qos, st.sampled_from(ORDERED + EQUAL), st.integers(0, 2)),
    st.builds(nodes.Retain, st.booleans()),
    _PROPERTIES,
)


def trees(leaves: st.SearchStrategy[Node]) -> st.SearchStrategy[Node]:
    """Trees of these leaves, with ``and``, ``or`` and negations."""

    def above(children: st.SearchStrategy[Node]) -> st.SearchStrategy[Node]:
        several = st.lists(children, min_size=2, max_size=4).map(tuple)
        return st.one_of(
            st.builds(nodes.Not, children),
            st.builds(nodes.And, several),
            st.builds(nodes.Or, several),
        )

    return st.recursive(leaves, above, max_leaves=8)
