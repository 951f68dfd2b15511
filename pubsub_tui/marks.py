"""The flags of a message in three characters, as rows of messages show them."""

from __future__ import annotations

from pubsub_tui.message import Message
from pubsub_tui.properties import correlation_data, response_topic


def marks(message: Message) -> str:
    """``R`` retained, the QoS when it is not 0; ``!`` when the payload was cut.

    Else ``→`` for what asks for a response, and ``←`` for what says that it is one.
    """
    retained = "R" if message.retain else " "
    qos = str(message.qos) if message.qos else " "
    return f"{retained}{qos}{'!' if message.truncated_from else _part(message.properties)}"


def _part(block: bytes | None) -> str:
    """The part that a message has in a request and its response, by its properties."""
    if block is None:
        return " "
    if response_topic(block):
        return "→"
    return " " if correlation_data(block) is None else "←"
