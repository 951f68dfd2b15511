"""What is asked about before it is published."""

from __future__ import annotations

from pubsub_tui.transports.base import Publication

_LONGEST = 100


def caution(publication: Publication, topic: str, *, production: bool) -> str | None:
    """The question to ask first; None when nothing speaks against publishing.

    Args:
        topic: the publication's, as it may be shown.
        production: whether the broker is marked as one that others depend on.
    """
    named = topic if len(topic) <= _LONGEST else f"{topic[:_LONGEST]}…"
    if publication.topic.startswith("$"):
        return f"{named} belongs to the broker itself. Publish to it all the same?"
    if production and publication.retain:
        if not publication.payload:
            return f"This broker is marked production. Delete what it retains on {named}?"
        return f"This broker is marked production. Let it retain this message on {named}?"
    return None
