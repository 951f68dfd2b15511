"""The search for the message before another one on the same topic, in slices."""

from __future__ import annotations

from pubsub_tui.message import Message
from pubsub_tui.model.history import History

SLICE = 50_000
"""Messages that one step looks at: some milliseconds."""


class PreviousSearch:
    """Goes back from the newest; first to the message itself, then to the one before it.

    Attributes:
        found: the message before, once there is one.
        done: whether there is nothing left to look at.
    """

    def __init__(self, history: History, message: Message) -> None:
        self._history = history
        self._message = message
        self._seen = False
        self._end = history.end
        self.found: Message | None = None
        self.done = False

    def advance(self) -> bool:
        """Look at one slice more; returns whether the search is over."""
        start = max(self._history.first, self._end - SLICE)
        for each in reversed(self._history.slice(start, self._end)):
            if self._seen and each.topic == self._message.topic:
                self.found = each
                self.done = True
                return True
            if each is self._message:
                self._seen = True
        self._end = start
        self.done = self.done or start <= self._history.first
        return self.done
