"""What a message is made of, in values that any program can read."""

from __future__ import annotations

import codecs
from base64 import b64encode

from pubsub_tui.message import Message
from pubsub_tui.properties import named_properties

LARGEST_DECODED = 65_536
"""Bytes; a larger property block is written as it is, as it would hold up the rest."""

Json = int | str | list[int] | list[tuple[str, str]]


def base64(data: bytes) -> str:
    """Bytes in base64 (RFC 4648, section 4)."""
    return b64encode(data).decode("ascii")


def topic_fields(topic: str) -> tuple[str, str | None]:
    """A topic as text, and in base64 when it is not UTF-8: U+FFFD then stands in the text."""
    try:
        topic.encode()
    except UnicodeEncodeError:
        # Surrogates are bytes that could not be decoded; any others are kept as they are.
        lone = all("\udc80" <= char <= "\udcff" for char in topic if "\ud800" <= char <= "\udfff")
        data = topic.encode(errors="surrogateescape" if lone else "surrogatepass")
        return data.decode(errors="replace"), base64(data)
    return topic, None


def payload_text(message: Message) -> str | None:
    """The payload as text; None when it is not UTF-8.

    Of a payload that was cut, a last character that is not whole is left out.
    """
    try:
        if not message.truncated_from:
            return message.payload.decode()
        return codecs.utf_8_decode(message.payload, "strict", False)[0]
    except UnicodeDecodeError:
        return None


def property_fields(block: bytes) -> dict[str, Json] | None:
    """The MQTT 5 properties by name; None when the block is malformed or very large."""
    if len(block) > LARGEST_DECODED:
        return None
    fields: dict[str, Json] = {}
    subscriptions: list[int] = []
    users: list[tuple[str, str]] = []
    try:
        for name, value in named_properties(block):
            if isinstance(value, tuple):
                users.append(value)
            elif isinstance(value, bytes):
                fields[f"{name}_base64"] = base64(value)
            elif name == "subscription_identifier" and isinstance(value, int):
                subscriptions.append(value)
            else:
                fields[name] = value
    except ValueError:
        return None
    if subscriptions:
        fields["subscription_identifiers"] = subscriptions
    if users:
        fields["user_properties"] = users
    return fields
