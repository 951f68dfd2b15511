"""A message as it is written, before it is published."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace

from pubsub_tui.message import Message
from pubsub_tui.outgoing.kind import Kind
from pubsub_tui.outgoing.payload import encode, validate
from pubsub_tui.outgoing.problem import wrong
from pubsub_tui.outgoing.properties import Properties, read_properties, write_properties
from pubsub_tui.outgoing.structured import cbor_as_json, messagepack_as_json
from pubsub_tui.transports.base import Publication
from pubsub_tui.transports.publish_check import complaint

_LARGEST_JSON = 1_048_576
_LARGEST_BINARY = 65_536
"""Bytes of a payload: of a longer one it is not found out what it is, beyond text or none."""
# What a text editor keeps as it is: one way of ending lines, and no other control characters.
_NOT_EDITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029]|\r(?!\n)")
_BARE_LINE_FEED = re.compile(r"(?<!\r)\n")


@dataclass(frozen=True, slots=True)
class Draft:
    """Topic, payload as text of a kind, and how it is published.

    Attributes:
        text: what `payload.encode` makes the payload of.
        qos: 0, 1 or 2.
    """

    topic: str
    text: str = ""
    kind: Kind = Kind.TEXT
    qos: int = 0
    retain: bool = False
    properties: Properties = field(default_factory=Properties)

    def publication(self) -> Publication:
        """What goes to a transport.

        Raises:
            OutgoingError: topic, payload or properties are not what MQTT allows.
        """
        if self.topic_problem is not None:
            raise wrong("", self.topic_problem)
        publication = Publication(
            self.topic,
            encode(self.kind, self.text),
            self.qos,
            self.retain,
            write_properties(self.properties),
        )
        problem = complaint(publication)
        if problem is not None:
            raise wrong("", problem)
        return publication

    def unchecked(self) -> Draft:
        """The draft that sends the same bytes, and JSON also when it is not valid."""
        return replace(self, kind=Kind.TEXT) if self.kind is Kind.JSON else self

    @property
    def topic_problem(self) -> str | None:
        """Why nothing can be published to the topic; None when it can."""
        return complaint(Publication(self.topic, b""))


def from_message(message: Message) -> Draft:
    """The draft of which `Draft.publication` makes that message again, byte for byte.

    A payload is text or JSON when it is UTF-8 that an editor leaves as it is, CBOR or
    MessagePack when JSON can say all of it, else hex. It is not a template: see
    `template.literal`.

    Raises:
        OutgoingError: a part of the payload is not kept, or the properties are malformed.
    """
    if message.truncated_from:
        kept, whole = len(message.payload), message.truncated_from
        raise wrong("payload", f"only the first {kept:,} of its {whole:,} bytes were kept")
    kind, text = _written(message.payload)
    try:
        properties = read_properties(message.properties or b"")
    except ValueError as error:
        raise wrong("properties", f"they are malformed: {error}") from None
    return Draft(message.topic, text, kind, message.qos, message.retain, properties)


def _written(payload: bytes) -> tuple[Kind, str]:
    text = _editable(payload)
    if text is not None:
        is_json = len(payload) <= _LARGEST_JSON and _is_structure(text)
        return (Kind.JSON if is_json else Kind.TEXT), text
    small = len(payload) <= _LARGEST_BINARY
    if small and (found := cbor_as_json(payload)) is not None:
        return Kind.CBOR, found
    if small and (found := messagepack_as_json(payload)) is not None:
        return Kind.MSGPACK, found
    return Kind.HEX, payload.hex(" ")


def _editable(payload: bytes) -> str | None:
    try:
        text = payload.decode()
    except UnicodeDecodeError:
        return None
    if _NOT_EDITABLE.search(text) or ("\r" in text and _BARE_LINE_FEED.search(text)):
        return None
    return text


def _is_structure(text: str) -> bool:
    """Whether it is an object or array of JSON: a number or word is text as well."""
    return text.lstrip()[:1] in ("{", "[") and validate(Kind.JSON, text) is None
