"""What each kind of term tests, of a topic and of a message."""

from __future__ import annotations

from collections.abc import Callable

from pubsub_tui.message import Message
from pubsub_tui.model.filter import nodes
from pubsub_tui.model.filter.payload import Document, text_search
from pubsub_tui.model.filter.regex import compiled
from pubsub_tui.model.filter.topics import topic_matcher
from pubsub_tui.model.filter.values import ORDERS, comparison, payload_test
from pubsub_tui.properties import property_rows

Predicate = Callable[[Message, float], bool]
"""A test of a message at a Unix time in seconds."""

_FLAG, _TEXT, _REGEX, _PROPERTY, _JSON = 1, 5, 10, 20, 20


def needs_now(leaf: nodes.Leaf) -> bool:
    """Whether the test of messages looks at the time."""
    return isinstance(leaf, nodes.Age)


def topic_test(leaf: nodes.Leaf) -> Callable[[str], bool | None] | None:
    """A test of topics, which gives None where it depends on the message.

    None instead of a test when the topic never decides.
    """
    match leaf:
        case nodes.TopicFilter(topic_filter):
            return topic_matcher(topic_filter)
        case nodes.Text(text):
            folded = text.casefold()
            return lambda topic: True if folded in topic.casefold() else None
        case nodes.Regex(pattern, ignore_case):
            search, most = compiled(pattern, ignore_case)
            return lambda topic: True if search(_bytes(topic)[:most]) else None
    return None


def message_test(leaf: nodes.Leaf, document: Document) -> tuple[int, Predicate] | None:
    """About what it costs, and a test of messages on topics that do not decide; None if all do."""
    match leaf:
        case nodes.Text(text):
            contains = text_search(text)
            return _TEXT, lambda message, now: contains(message.payload)
        case nodes.Regex(pattern, ignore_case):
            return _REGEX, _regex(pattern, ignore_case)
        case nodes.Comparison():
            return _JSON, payload_test(leaf, document)
        case nodes.Property(name, operator, text):
            return _PROPERTY, _property(name, operator, text)
        case nodes.TopicFilter():
            return None
    return _FLAG, _flag(leaf)


def _bytes(topic: str) -> bytes:
    try:
        return topic.encode("utf-8", "surrogateescape")
    except UnicodeEncodeError:
        return topic.encode("utf-8", "replace")


def _regex(pattern: str, ignore_case: bool) -> Predicate:
    search, most = compiled(pattern, ignore_case)

    def found(message: Message, now: float) -> bool:
        payload = message.payload
        if len(payload) > most:
            payload = payload[:most]
        return search(payload) is not None

    return found


def _flag(leaf: nodes.Age | nodes.Size | nodes.Qos | nodes.Retain) -> Predicate:
    match leaf:
        case nodes.Age(operator, seconds):
            order = ORDERS[operator]
            return lambda message, now: order(now - message.received_at, seconds)
        case nodes.Size(operator, size):
            order = ORDERS[operator]
            return lambda message, now: order(message.size, size)
        case nodes.Qos(operator, level):
            order = ORDERS[operator]
            return lambda message, now: order(message.qos, level)
        case nodes.Retain(wanted):
            return lambda message, now: message.retain is wanted


def _property(name: str, operator: nodes.Operator | None, text: str) -> Predicate:
    name = _as_name(name)
    compares = None if operator is None else comparison(operator, text)

    def has(message: Message, now: float) -> bool:
        if not message.properties:
            return False
        return any(
            _as_name(each) == name and (compares is None or compares(value))
            for each, value in property_rows(message.properties)
        )

    return has


def _as_name(name: str) -> str:
    """The name of a property to compare: ``content-type`` is the same as ``content type``."""
    return name.casefold().replace("-", " ")
