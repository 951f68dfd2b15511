"""What is chosen of messages that were written before."""

from __future__ import annotations

from dataclasses import dataclass

from pubsub_tui.outgoing.draft import Draft


@dataclass(frozen=True, slots=True)
class Chosen:
    """A draft to put into the publish pane.

    Attributes:
        draft: as it was written; without its payload when that was not kept.
        send: whether it is to be sent at once, or else changed first.
        secret: whether it was marked secret.
    """

    draft: Draft
    send: bool
    secret: bool = False
