"""Which message asked and which answered (MQTT 5.0, section 4.10), found in what is kept.

A request has a response topic; its reply is a later message on that topic with the same
correlation data. Of a request that has none, the first later message without any is the reply.
Nothing is noted as messages arrive: it is looked for when one of them is looked at.
"""

from __future__ import annotations

import time
from dataclasses import dataclass

from pubsub_tui.message import Message
from pubsub_tui.model.earlier import sequence_of
from pubsub_tui.model.history import History
from pubsub_tui.properties import correlation_data, response_topic

REACH = 500_000
"""Messages that are looked through, after a request and before a reply."""
_SLICE = 2_000


@dataclass(frozen=True, slots=True)
class Found:
    """The other of the two.

    Attributes:
        sequence: its number in the history.
        seconds: from the request to the reply, as they arrived here.
    """

    message: Message
    sequence: int
    seconds: float


class ReplySearch:
    """Goes on from a request, also through what arrives later.

    Attributes:
        topic: where the reply comes; None when the message is no request.
        found: the first reply.
        far: whether it was given up as nothing came within `REACH` messages.
    """

    def __init__(self, history: History, message: Message, sequence: int | None) -> None:
        """``sequence`` is the message's number; None when it is not kept."""
        block = message.properties
        self._history = history
        self._message = message
        self._correlation = None if block is None else correlation_data(block)
        self._next = history.end if sequence is None else sequence + 1
        self._end = self._next + REACH
        self.topic = None if block is None else response_topic(block) or None
        self.found: Found | None = None
        self.far = False

    @property
    def caught_up(self) -> bool:
        """Whether all that is kept has been looked at, up to now."""
        return self._next >= self._history.end

    @property
    def over(self) -> bool:
        """Whether nothing more will be found."""
        return self.topic is None or self.found is not None or self.far

    def advance(self, seconds: float) -> None:
        """Look for about so long."""
        until = time.perf_counter() + seconds
        while not self.over and not self.caught_up:
            self._look(max(self._next, self._history.first))
            if time.perf_counter() > until:
                return

    def _look(self, start: int) -> None:
        topic, correlation = self.topic, self._correlation
        messages = self._history.slice(start, start + _SLICE)
        for index, message in enumerate(messages):
            if message.topic == topic and _correlation(message) == correlation:
                seconds = message.received_at - self._message.received_at
                self.found = Found(message, start + index, seconds)
                return
        self._next = start + len(messages)
        self.far = self._next >= self._end


class RequestSearch:
    """Goes back from a message that may be a reply.

    Attributes:
        named: whether it has correlation data. Without, it can only answer a request that has
            none either, and that came after the message before on its topic.
        found: the last request that it answers.
        over: whether nothing more will be found.
    """

    def __init__(self, history: History, message: Message, sequence: int | None) -> None:
        """``sequence`` is the message's number; None when it is not kept."""
        self._history = history
        self._message = message
        self._correlation = _correlation(message)
        self._next = history.first if sequence is None else sequence
        self._lowest = self._next - REACH
        name = message.topic.encode(errors="surrogateescape")
        # What is not even in the bytes of the block need not be read.
        self._written = len(name).to_bytes(2, "big") + name if len(name) <= 0xFFFF else None
        self.named = self._correlation is not None
        self.found: Found | None = None
        self.over = self._written is None

    def advance(self, seconds: float) -> None:
        """Look for about so long."""
        until = time.perf_counter() + seconds
        while not self.over:
            self._look()
            if time.perf_counter() > until:
                return

    def _look(self) -> None:
        lowest = max(self._history.first, self._lowest)
        start = max(lowest, self._next - _SLICE)
        messages = self._history.slice(start, self._next)
        written, topic, named = self._written, self._message.topic, self.named
        assert written is not None
        for index in range(len(messages) - 1, -1, -1):
            message = messages[index]
            block = message.properties
            if block is not None and written in block and self._asked(message, block):
                seconds = self._message.received_at - message.received_at
                self.found = Found(message, start + index, seconds)
                self.over = True
                return
            if not named and message.topic == topic and _correlation(message) is None:
                self.over = True
                return
        self._next = start
        self.over = start <= lowest

    def _asked(self, message: Message, block: bytes) -> bool:
        same_topic = response_topic(block) == self._message.topic
        return same_topic and correlation_data(block) == self._correlation


class Linked:
    """What one message asked for, and what it answers.

    Attributes:
        revision: grows when there is more to say.
    """

    def __init__(self, history: History, message: Message) -> None:
        sequence = sequence_of(history, message)
        self.message = message
        self.reply = ReplySearch(history, message, sequence)
        self.request = RequestSearch(history, message, sequence)
        self.revision = 0
        self._said = self._state()

    def advance(self, seconds: float) -> None:
        """Look for about so long; does nothing once both are found, or can not be."""
        self.request.advance(seconds)
        if self.request.over:
            self.reply.advance(seconds)
        state = self._state()
        if state != self._said:
            self._said = state
            self.revision += 1

    def _state(self) -> tuple[bool, ...]:
        request, reply = self.request, self.reply
        return (
            request.found is not None,
            request.over,
            reply.found is not None,
            reply.far,
            reply.caught_up,
        )


def _correlation(message: Message) -> bytes | None:
    return None if message.properties is None else correlation_data(message.properties)
