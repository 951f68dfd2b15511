"""The topics in the order of the unfolded tree, from one of them on."""

from __future__ import annotations

from collections.abc import Iterator

from pubsub_tui.model.topic import Topic


def after(topic: Topic) -> Iterator[Topic]:
    """All levels below it, then all that follow. Lists are taken as they are when reached."""
    yield from _below(topic)
    while topic.parent is not None:
        siblings = topic.parent.ordered()
        for at in range(siblings.index(topic) + 1, len(siblings)):
            yield siblings[at]
            yield from _below(siblings[at])
        topic = topic.parent


def before(topic: Topic) -> Iterator[Topic]:
    """All levels that precede it, the nearest first, the root not among them."""
    while topic.parent is not None:
        siblings = topic.parent.ordered()
        for at in range(siblings.index(topic) - 1, -1, -1):
            yield from _below_from_the_end(siblings[at])
            yield siblings[at]
        topic = topic.parent
        if topic.parent is not None:
            yield topic


def _below(topic: Topic) -> Iterator[Topic]:
    stack = [iter(topic.ordered())]
    while stack:
        for child in stack[-1]:
            yield child
            stack.append(iter(child.ordered()))
            break
        else:
            stack.pop()


def _below_from_the_end(topic: Topic) -> Iterator[Topic]:
    stack = [(topic, reversed(topic.ordered()))]
    while stack:
        level, children = stack[-1]
        for child in children:
            stack.append((child, reversed(child.ordered())))
            break
        else:
            stack.pop()
            if level is not topic:
                yield level
