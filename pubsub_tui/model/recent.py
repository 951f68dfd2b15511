"""The newest messages of one topic."""

from __future__ import annotations

from pubsub_tui.message import Message
from pubsub_tui.model.history import History
from pubsub_tui.model.topic import Topic

_REACH = 50_000
"""Messages of all topics that are looked through: some milliseconds."""


def recent(history: History, topic: Topic, most: int) -> list[Message]:
    """Up to so many that came on just this topic, newest first.

    Those far back in the log are not found. Its very newest always is, though the log may have
    forgotten it.
    """
    if topic.latest is None:
        return []
    found = [topic.latest]
    path = topic.path
    for each in reversed(history.slice(history.end - _REACH, history.end)):
        if len(found) == most:
            break
        if each.topic == path and each is not topic.latest:
            found.append(each)
    return found
