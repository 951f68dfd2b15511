"""How many messages may be looked at in a frame, learned from how long the last ones took."""

from __future__ import annotations

import time

from pubsub_tui.model.log_view import LogView

_FIRST = 10_000
_LEAST = 500


class Pace:
    """Advances a view about as far as a time allows.

    Attributes:
        messages: how many the next call looks at, forwards and backwards each.
    """

    def __init__(self) -> None:
        self.messages = _FIRST

    def start(self) -> None:
        """Begin with few: how long they take is not known yet."""
        self.messages = _FIRST

    def advance(self, view: LogView, seconds: float, most_new: int | None = None) -> bool:
        """Look at what is new, and back.

        Args:
            view: what to advance.
            seconds: how long the call should take at the most, about.
            most_new: new messages to take in instead of `messages`.

        Returns:
            Whether the rows changed.
        """
        started = time.perf_counter()
        changed = view.advance(self.messages, self.messages if most_new is None else most_new)
        if not view.complete or view.behind:
            quick = time.perf_counter() - started < seconds
            self.messages = max(_LEAST, self.messages * 2 if quick else self.messages // 2)
        return changed
