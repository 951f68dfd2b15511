"""Which retained messages are meant."""

from __future__ import annotations

from collections.abc import Set
from dataclasses import dataclass

from pubsub_tui.topic_filter import complaint as filter_complaint
from pubsub_tui.topic_filter import selects_sys


@dataclass(frozen=True, slots=True)
class Wanted:
    """What to ask the broker for.

    Attributes:
        topic_filter: the broker is asked for what matches it.
        only: of these, the topics that are meant; None for all.
        name: the topic or level that is meant; None when a topic filter was written.
    """

    topic_filter: str
    only: Set[str] | None = None
    name: str | None = None

    def means(self, topic: str) -> bool:
        """Whether a topic that matches the filter is meant."""
        return self.only is None or topic in self.only

    def __str__(self) -> str:
        """In words, to stand after ``retained messages``; not yet safe to draw."""
        if self.topic_filter == "#":
            where = "of all topics"
        elif self.topic_filter.endswith("/#"):
            where = f"at and below {self.topic_filter[:-2]}"
        else:
            where = f"on {self.topic_filter}"
        return where if self.only is None else f"{where} that the filter shows"


def at(topic: str) -> Wanted:
    """The message of one topic."""
    return Wanted(topic, name=topic)


def below(path: str, only: Set[str] | None = None) -> Wanted:
    """All at a level and below it, for an empty path of all topics (MQTT 5.0, section 4.7.1.2)."""
    return Wanted(f"{path}/#" if path else "#", only, path)


def complaint(wanted: Wanted) -> str | None:
    """Why these can not be deleted, as a sentence; None when they can."""
    if wanted.name is not None and set(wanted.name) & set("+#"):
        return "This name holds a wildcard, which would stand for other topics: it is not touched."
    problem = filter_complaint(wanted.topic_filter)
    if problem is not None:
        return f"The topic can not be asked for: {problem}."
    if wanted.topic_filter.startswith("$share/"):
        return "A shared subscription brings no retained messages; name the topics without it."
    if selects_sys(wanted.topic_filter):
        return "What is below $SYS is the broker's own; it is not deleted."
    return None
