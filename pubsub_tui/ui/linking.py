"""Goes from a request to its reply and back, once that is found."""

from __future__ import annotations

from collections.abc import Callable

from pubsub_tui.message import Message
from pubsub_tui.model.history import History
from pubsub_tui.model.linked import Found, Linked
from pubsub_tui.requests import NEEDS_REPLY_TOPIC
from pubsub_tui.ui.link_lines import no_reply, no_request

_SECONDS = 0.004


class Linking:
    """Looks for what a key asked for, a slice a frame."""

    def __init__(
        self, history: History, go: Callable[[Found], None], say: Callable[[str], None]
    ) -> None:
        """``go`` gets what was found, ``say`` a sentence, safe to draw, when nothing is."""
        self._history = history
        self._go = go
        self._say = say
        self._linked: Linked | None = None
        self._step = 0

    def start(self, message: Message | None, step: int, *, without_properties: bool) -> None:
        """Go to the reply to a message, or with a negative step to the request that it answers.

        Args:
            without_properties: the connection carries nothing that links them.
        """
        if message is None:
            self._say("Pick a message first.")
        elif without_properties and message.properties is None:
            self._say(f"{NEEDS_REPLY_TOPIC}: nothing links a request with its reply.")
        else:
            self._linked = Linked(self._history, message)
            self._step = step
            self.frame()

    def frame(self) -> None:
        """Look for some more, and go there once it is found."""
        linked = self._linked
        if linked is None:
            return
        linked.advance(_SECONDS)
        search = linked.reply if self._step > 0 else linked.request
        up_to_date = linked.request.over and linked.reply.caught_up
        if search.found is not None:
            self._linked = None
            self._go(search.found)
        elif search.over or up_to_date:
            self._linked = None
            self._say(no_reply(linked) if self._step > 0 else no_request(linked))
