"""What is found to be wrong, or good to know, in plain words."""

from __future__ import annotations

from dataclasses import dataclass

from pubsub_tui.transports.base import Certificate, Said


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was found; none of it is safe to draw.

    Attributes:
        name: its name in JSON.
        what: what happened, in a sentence.
        cause: what is likely the cause; empty when the sentence says it all.
        tries: what to try next, the best first.
        wrong: whether something that was asked for does not work because of it.
        earlier: whether it was met with by another connection, and not now.
        said: what the broker said.
        chain: the certificates that the server showed, its own first.
    """

    name: str
    what: str
    cause: str = ""
    tries: tuple[str, ...] = ()
    wrong: bool = True
    earlier: bool = False
    said: Said | None = None
    chain: tuple[Certificate, ...] = ()
