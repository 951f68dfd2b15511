"""A filter's tree compiled: a decision per topic, and for the rest of them one per message.

What a topic decides is taken out of the tree. What is left of it, a test of messages, is made
once for all topics that decide the same: for ``site/# temp>30`` there is one such test.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from pubsub_tui.message import Message
from pubsub_tui.model.filter import nodes
from pubsub_tui.model.filter.leaves import Predicate, message_test, needs_now, topic_test
from pubsub_tui.model.filter.nodes import Node
from pubsub_tui.model.filter.payload import Document
from pubsub_tui.model.filter.written import written

_MOST_REMEMBERED = 10_000

Verdict = bool | Predicate


@dataclass(frozen=True, slots=True)
class _Rest:
    """What is left of a tree: a test of messages, and about what it costs."""

    cost: int
    test: Predicate


class Filter:
    """A compiled filter.

    Attributes:
        node: its tree.
        everything: whether it selects every message.
        by_topic_alone: whether the topic decides for all messages.
        uses_now: whether what it selects changes as time goes on, with the messages' ages.
    """

    def __init__(self, node: Node) -> None:
        self.node = node
        leaves = dict.fromkeys(leaves_of(node))
        document = Document()
        self._topic_tests = {
            leaf: test for leaf in leaves if (test := topic_test(leaf)) is not None
        }
        self._rests = {
            leaf: _Rest(*found)
            for leaf in leaves
            if (found := message_test(leaf, document)) is not None
        }
        self._by_topic_result: dict[tuple[bool | None, ...], Verdict] = {}
        self._decided: dict[str, Verdict] = {}
        self.everything = node == nodes.EVERYTHING
        self.by_topic_alone = not self._rests
        self.uses_now = any(needs_now(leaf) for leaf in leaves)

    def __str__(self) -> str:
        return written(self.node)

    def decide(self, topic: str) -> Verdict:
        """Whether all messages of a topic are selected, or a test of them with the time.

        Takes some microseconds: ask once per topic, and remember the answer.
        """
        results = tuple([test(topic) for test in self._topic_tests.values()])
        found = self._by_topic_result.get(results)
        if found is None:
            if len(self._by_topic_result) >= _MOST_REMEMBERED:
                self._by_topic_result.clear()
            known = dict(zip(self._topic_tests, results, strict=True))
            rest = self._reduce(self.node, known)
            found = self._by_topic_result[results] = rest.test if isinstance(rest, _Rest) else rest
        return found

    def topic_verdict(self, topic: str) -> bool | None:
        """Whether all messages of a topic are selected; None when it depends on the message."""
        verdict = self.decide(topic)
        return verdict if isinstance(verdict, bool) else None

    def matches(self, message: Message, now: float) -> bool:
        """Whether a message is selected at a Unix time in seconds. Never raises."""
        verdict = self._decided.get(message.topic)
        if verdict is None:
            if len(self._decided) >= _MOST_REMEMBERED:
                self._decided.clear()
            verdict = self._decided[message.topic] = self.decide(message.topic)
        return verdict if isinstance(verdict, bool) else verdict(message, now)

    def _reduce(self, node: Node, known: dict[nodes.Leaf, bool | None]) -> bool | _Rest:
        match node:
            case nodes.Not(child):
                rest = self._reduce(child, known)
                return _negated(rest) if isinstance(rest, _Rest) else not rest
            case nodes.And(children):
                return self._join(children, known, decisive=False)
            case nodes.Or(children):
                return self._join(children, known, decisive=True)
            case _:
                result = known.get(node)
                return self._rests[node] if result is None else result

    def _join(
        self, children: tuple[Node, ...], known: dict[nodes.Leaf, bool | None], decisive: bool
    ) -> bool | _Rest:
        """All or any of some nodes: one whose result is the decisive one decides for all."""
        rests: list[_Rest] = []
        for child in children:
            rest = self._reduce(child, known)
            if isinstance(rest, _Rest):
                rests.append(rest)
            elif rest is decisive:
                return decisive
        if not rests:
            return not decisive
        if len(rests) == 1:
            return rests[0]
        # The cheap ones first: the payload is decoded only when nothing else has decided.
        rests.sort(key=lambda rest: rest.cost)
        return _Rest(sum(rest.cost for rest in rests), _joined(rests, decisive))


def leaves_of(node: Node) -> list[nodes.Leaf]:
    """The terms of a tree, in the order that they are written in."""
    match node:
        case nodes.Not(child):
            return leaves_of(child)
        case nodes.And(children) | nodes.Or(children):
            return [leaf for child in children for leaf in leaves_of(child)]
        case _:
            return [node]


def _negated(rest: _Rest) -> _Rest:
    test = rest.test
    return _Rest(rest.cost, lambda message, now: not test(message, now))


def _joined(rests: list[_Rest], decisive: bool) -> Predicate:
    tests: list[Callable[[Message, float], bool]] = [rest.test for rest in rests]
    if len(tests) == 2:
        first, second = tests
        if decisive:
            return lambda message, now: first(message, now) or second(message, now)
        return lambda message, now: first(message, now) and second(message, now)

    def joined(message: Message, now: float) -> bool:
        for test in tests:
            if test(message, now) is decisive:
                return decisive
        return not decisive

    return joined
