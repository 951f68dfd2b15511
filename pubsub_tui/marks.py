"""The flags of a message in three characters, as rows of messages show them."""

from __future__ import annotations

from pubsub_tui.message import Message


def marks(message: Message) -> str:
    """``R`` retained, the QoS when it is not 0, ``!`` when the payload was cut."""
    retained = "R" if message.retain else " "
    qos = str(message.qos) if message.qos else " "
    return f"{retained}{qos}{'!' if message.truncated_from else ' '}"
