"""A topic with the letters that matched."""

from __future__ import annotations

from collections.abc import Sequence

from textual.content import Content

from pubsub_tui.sanitize import sanitize
from pubsub_tui.ui.widgets.log_row import cut_left

_LONGEST = 1_000


def matched_topic(topic: str, places: Sequence[int], width: int) -> Content:
    """The end of a topic within ``width`` cells; ``places`` are the indices of the letters."""
    path = topic[-_LONGEST:]
    text = sanitize(path) or "(empty)"
    name = cut_left(text, width)
    content = Content(name)
    if text != path:  # Made safe: the letters stand elsewhere.
        return content
    moved = len(name) - len(topic)
    first = 1 if name != text else 0
    for place in places:
        at = place + moved
        if at >= first:
            content = content.stylize("bold $text-accent underline", at, at + 1)
    return content
