"""Which broker it is, told by the topics that were seen below ``$SYS``."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice

from pubsub_tui.model.broker import amqtt, emqx, hivemq, mosquitto, nanomq, vernemq
from pubsub_tui.model.broker.figures import Figure
from pubsub_tui.model.broker.table import NODE, Table
from pubsub_tui.model.topic import Topic

SYS = "$SYS"
TABLES = (amqtt.TABLE, hivemq.TABLE, emqx.TABLE, vernemq.TABLE, nanomq.TABLE, mosquitto.TABLE)
"""In the order of trying: those first that have names of their own among common ones."""

_MOST_NODES = 200
"""Levels below ``$SYS`` that are looked at for a node's name: a cluster has fewer."""


@dataclass(frozen=True, slots=True)
class Recognised:
    """A broker that was recognised.

    Attributes:
        prefix: what its figures' topics begin with, down to the node's level.
        node: the name of the node whose figures they are; empty when there are no nodes.
        nodes: how many nodes of the cluster were seen, at least 1.
    """

    table: Table
    prefix: str
    node: str = ""
    nodes: int = 1

    def topics(self) -> Iterator[tuple[str, Figure]]:
        """The full topic of each figure, in the order of the page."""
        for topic, figure in self.table.figures.items():
            yield self.prefix + topic, figure


def recognise(root: Topic) -> Recognised | None:
    """The broker whose topics are below the root of all topics; None when none is known."""
    for table in TABLES:
        before, node, _ = table.prefix.partition(NODE)
        level = _below(root, before.rstrip("/"))
        if level is None:
            continue
        if not node:
            if _has_any(level, table.signs):
                return Recognised(table, table.prefix)
            continue
        nodes = sorted(
            each.name for each in _nodes(level.children.values()) if _has_any(each, table.signs)
        )
        if nodes:
            prefix = table.prefix.replace(NODE, nodes[0])
            return Recognised(table, prefix, nodes[0], len(nodes))
    return None


def _nodes(levels: Iterable[Topic]) -> Iterator[Topic]:
    """The levels that are Erlang's names of nodes: ``emqx@127.0.0.1``."""
    return (level for level in islice(levels, _MOST_NODES) if "@" in level.name)


def _has_any(level: Topic, topics: Iterable[str]) -> bool:
    return any(_below(level, topic) is not None for topic in topics)


def _below(level: Topic, path: str) -> Topic | None:
    node: Topic | None = level
    for name in path.split("/"):
        node = node.children.get(name) if node is not None else None
    return node
