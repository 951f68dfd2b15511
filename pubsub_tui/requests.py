"""Request and response over MQTT (MQTT 5.0, section 4.10): what goes out, and what answers it."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, replace

from pubsub_tui.message import Message
from pubsub_tui.properties import correlation_data, response_properties
from pubsub_tui.transports.base import Publication


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


def make_request(
    publication: Publication, reply_topic: str, *, with_properties: bool = True
) -> Request:
    """A request out of a publication.

    Args:
        publication: it may have properties, but no response topic and no correlation data.
        with_properties: whether the connection carries those of MQTT 5.
    """
    if not with_properties:
        return Request(publication, reply_topic, None)
    # Text, so that it can be read where somebody looks on.
    correlation = secrets.token_hex(8).encode()
    block = (publication.properties or b"") + response_properties(reply_topic, correlation)
    return Request(replace(publication, properties=block), reply_topic, correlation)


def new_reply_topic() -> str:
    """A topic that nobody else uses."""
    return f"pubsub-tui/reply/{secrets.token_hex(8)}"
