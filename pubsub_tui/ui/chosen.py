"""What is chosen of messages that were written before."""

from __future__ import annotations

from dataclasses import dataclass

from pubsub_tui.outgoing.draft import Draft


@dataclass(frozen=True, slots=True)
class Chosen:
    """A draft to put into the publish pane.

    Attributes:
        send: whether it is sent at once, or else changed first.
    """

    draft: Draft
    send: bool
