"""Request and response over MQTT (MQTT 5.0, section 4.10): what goes out, and what answers it."""

from __future__ import annotations

import secrets
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace

from pubsub_tui.message import Message
from pubsub_tui.model.filter.literals import written_duration
from pubsub_tui.properties import correlation_data, response_properties, without_response
from pubsub_tui.topic_filter import complaint as filter_complaint
from pubsub_tui.transports.base import Outcome, Publication, TransportError

NEEDS_REPLY_TOPIC = "MQTT 3.1.1 has no response topics"
MOST_RESPONSES = 100
MOST_BYTES = 32_000_000
"""Payloads of so many bytes are kept of one request's responses, beside that of the first."""


@dataclass(frozen=True, slots=True)
class Request:
    """A request, and how its response is told from what else comes.

    Attributes:
        publication: to publish, once the reply topic is subscribed to.
        reply_topic: where the response comes.
        correlation: what the response repeats; None with MQTT 3.1.1.
    """

    publication: Publication
    reply_topic: str
    correlation: bytes | None

    def is_answered_by(self, message: Message) -> bool:
        """Whether a message that came after the request is its response.

        A retained one is older than the request. A responder that knows no MQTT 5 sends no
        correlation data, but other data belongs to another request.
        """
        if message.topic != self.reply_topic or message.retain:
            return False
        if self.correlation is None or message.properties is None:
            return True
        return correlation_data(message.properties) in (None, self.correlation)

    def is_named_by(self, message: Message) -> bool:
        """Whether a response says that it is this request's, and not only comes where it would."""
        return (
            self.correlation is not None
            and message.properties is not None
            and correlation_data(message.properties) == self.correlation
        )


def make_request(
    publication: Publication, reply_topic: str, *, with_properties: bool = True
) -> Request:
    """A request out of a publication.

    Args:
        publication: correlation data that it has stays, else some is made; a response topic that
            it has gives way to ``reply_topic``. Its properties have to be well-formed.
        with_properties: whether the connection carries those of MQTT 5.
    """
    if not with_properties:
        return Request(replace(publication, properties=None), reply_topic, None)
    block = publication.properties or b""
    correlation = correlation_data(block)
    if correlation is None:
        # Text, so that it can be read where somebody looks on.
        correlation = secrets.token_hex(8).encode()
    block = without_response(block) + response_properties(reply_topic, correlation)
    return Request(replace(publication, properties=block), reply_topic, correlation)


def new_reply_topic() -> str:
    """A topic that nobody else uses."""
    return f"pubsub-tui/reply/{secrets.token_hex(8)}"


def reply_topic_complaint(reply_topic: str, request_topic: str) -> str | None:
    """Why responses to a request can not come there, in one clause; None when they can."""
    problem = filter_complaint(reply_topic)
    if problem is None and ("#" in reply_topic or "+" in reply_topic):
        problem = "a response comes on one topic, without wildcards"
    if problem is None and reply_topic == request_topic:
        problem = "on the request's own topic, it would answer itself"
    return problem


@dataclass(frozen=True, slots=True)
class Response:
    """Something that answered.

    Attributes:
        seconds: since the request was handed to the connection.
        named: whether it has the request's correlation data.
    """

    message: Message
    seconds: float
    named: bool


class Exchange:
    """One request, sent once, and what answers it; the reply topic is subscribed to before.

    Attributes:
        started: when it was sent, in seconds of `time.perf_counter`; None until then.
        outcome: what became of the request itself; None while that is not known.
        responses: in order of arrival; with MQTT 3.1.1 the first is the only one, as nothing
            tells what comes after it from other messages.
        not_kept: how many more came than are kept.
    """

    def __init__(self, request: Request) -> None:
        self.request = request
        self.started: float | None = None
        self.outcome: Outcome | None = None
        self.responses: list[Response] = []
        self.not_kept = 0
        self._room = MOST_BYTES

    async def send(self, publish: Callable[[Publication], Awaitable[Outcome]]) -> Outcome:
        """Publish the request. Whatever goes wrong with the link is an Outcome that says so."""
        self.started = time.perf_counter()
        try:
            self.outcome = await publish(self.request.publication)
        except TransportError as error:
            self.outcome = Outcome(
                False, error.problem.what.rstrip("."), time.perf_counter() - self.started
            )
        return self.outcome

    def take(self, batch: list[Message]) -> bool:
        """Keep what answers; returns whether something in the batch did."""
        if self.started is None:
            return False
        answered = False
        for message in batch:
            if not self.complete and self.request.is_answered_by(message):
                answered = True
                self._keep(message, time.perf_counter() - self.started)
        return answered

    @property
    def complete(self) -> bool:
        """Whether nothing that comes now would be taken for a response."""
        return self.request.correlation is None and bool(self.responses)

    def of_itself(self) -> str:
        """What became of the request itself, as a sentence."""
        reason = self.outcome.reason if self.outcome is not None else "not acknowledged"
        return f"The request itself: {reason}."

    def nothing_came(self, seconds: float) -> str:
        """What is said when there was no response in so many seconds."""
        words = f"No response on {self.request.reply_topic} within {written_duration(seconds)}."
        return f"{words} {self.of_itself()}"

    def _keep(self, message: Message, seconds: float) -> None:
        size = len(message.payload) if self.responses else 0
        if len(self.responses) >= MOST_RESPONSES or size > self._room:
            self.not_kept += 1
            return
        self._room -= size
        self.responses.append(Response(message, seconds, self.request.is_named_by(message)))
