"""What is asked about before it is published."""

from __future__ import annotations

from collections.abc import Callable, Collection
from enum import Enum

from pubsub_tui.outgoing.publications import Item
from pubsub_tui.transports.base import Publication

_LONGEST = 100


class Concern(Enum):
    """What speaks against publishing without a question."""

    BROKER = "{named} belongs to the broker itself. Publish to it all the same?"
    DELETES = "This broker is marked production. Delete what it retains on {named}?"
    RETAINS = "This broker is marked production. Let it retain this message on {named}?"

    def question(self, topic: str) -> str:
        """The question about a topic as it may be shown."""
        return self.value.format(named=topic if len(topic) <= _LONGEST else f"{topic[:_LONGEST]}…")


def concern(publication: Publication, *, production: bool) -> Concern | None:
    """What has to be confirmed; None when nothing speaks against publishing.

    Args:
        production: whether the broker is marked as one that others depend on.
    """
    if publication.topic.startswith("$"):
        return Concern.BROKER
    if production and publication.retain:
        return Concern.RETAINS if publication.payload else Concern.DELETES
    return None


def caution(publication: Publication, topic: str, *, production: bool) -> str | None:
    """The question to ask first; None when nothing speaks against publishing.

    Args:
        topic: the publication's, as it may be shown.
        production: whether the broker is marked as one that others depend on.
    """
    found = concern(publication, production=production)
    return None if found is None else found.question(topic)


def only_confirmed(
    confirmed: Collection[Concern], *, production: bool
) -> Callable[[Item], str | None]:
    """What stops a message of a repeat: a concern that nobody was asked about at its start."""

    def obstacle(item: Item) -> str | None:
        found = concern(item.publication, production=production)
        if found is None or found in confirmed:
            return None
        return f"it would have to be confirmed, and was not: {found.question(item.topic)}"

    return obstacle
