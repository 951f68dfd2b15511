"""Cuts QoS 0 PUBLISH packets out of a byte stream: bytes in, messages out, no I/O.

Sources: MQTT 5.0 and 3.1.1, sections 2.1 (fixed header) and 3.3 (PUBLISH).
"""

from __future__ import annotations

from pubsub_tui.message import Message
from pubsub_tui.transports.aliases import TopicAliases

_NAMES_KEPT = 2_000_000
_ALIAS_IDENTIFIER = 0x23


class Cutter:
    """Holds what has arrived and hands it out again, as batches or as whole packets.

    A packet that is a well-formed PUBLISH at QoS 0 becomes a `Message`; anything else,
    malformed packets included, is handed out byte for byte, to be answered by the protocol.

    Usage: `feed` what was read; then call `cut` and `next_other` in turn until both are empty:
    what `cut` returns arrived before what `next_other` returns.
    """

    def __init__(self, *, with_properties: bool, aliases: TopicAliases | None = None) -> None:
        """Start empty; ``with_properties`` is True for MQTT 5."""
        self._with_properties = with_properties
        self._aliases = aliases or TopicAliases()
        self._names: dict[bytes, str] = {}
        self._data = b""
        self._at = 0
        self._partial: list[bytes] = []
        self._partial_size = 0
        self._wanted = 0

    @property
    def held(self) -> int:
        """Bytes that were fed and not handed out yet."""
        return len(self._data) - self._at + self._partial_size

    @property
    def missing(self) -> int:
        """Bytes that the packet now arriving still lacks, as far as is known; at least 1."""
        return max(1, self._wanted - self.held)

    def feed(self, chunk: bytes) -> None:
        """Take what was read from the wire."""
        if self._wanted > self.held + len(chunk):
            self._partial.append(chunk)
            self._partial_size += len(chunk)
            return
        rest = self._data[self._at :]
        self._data = b"".join((rest, *self._partial, chunk)) if rest or self._partial else chunk
        self._partial.clear()
        self._partial_size = 0
        self._at = 0
        self._wanted = 0

    def cut(self, received_at: float) -> list[Message]:
        """Cut messages up to the first packet that is none, or that is not whole yet.

        Args:
            received_at: Unix time in seconds that the messages get.
        """
        if self._partial:
            return []
        data = self._data
        at = self._at
        end = len(data)
        names = self._names
        with_properties = self._with_properties
        batch: list[Message] = []
        append = batch.append
        while end - at >= 2:
            first = data[at]
            if first & 0xFE != 0x30:
                break
            length = data[at + 1]
            body = at + 2
            if length > 0x7F:
                length, body = remaining_length(data, at + 1)
                if length < 0:
                    break
            following = body + length
            if following > end:
                self._wanted = following - at
                break
            if length < 2:
                break
            topic_at = body + 2
            payload_at = topic_at + (data[body] << 8 | data[body + 1])
            if payload_at > following:
                break
            properties = None
            topic_bytes = data[topic_at:payload_at]
            if with_properties:
                if payload_at == following:
                    break
                size = data[payload_at]
                payload_at += 1
                if size:
                    if size > 0x7F:
                        size, payload_at = remaining_length(data, payload_at - 1)
                    if size < 0 or payload_at + size > following:
                        break
                    properties = data[payload_at : payload_at + size]
                    payload_at += size
            topic = names.get(topic_bytes)
            if topic is None:
                topic = self._name(topic_bytes, properties)
                if topic is None:
                    break
            elif properties is not None and _ALIAS_IDENTIFIER in properties:
                self._aliases.resolve(topic, properties)
            append(
                Message(
                    topic, data[payload_at:following], 0, first == 0x31, received_at, properties
                )
            )
            at = following
        self._at = at
        return batch

    def next_other(self) -> bytes:
        """The whole packet at the front that is no QoS 0 PUBLISH; empty when there is none.

        A packet that can not be told apart, because its remaining length has a fifth byte, is
        handed out as far as it goes.
        """
        if self._partial:
            return b""
        data, at = self._data, self._at
        if len(data) - at < 2:
            return b""
        length, body = remaining_length(data, at + 1)
        if length == _INCOMPLETE:
            return b""
        following = len(data) if length == _MALFORMED else body + length
        if following > len(data):
            self._wanted = following - at
            return b""
        self._at = following
        return data[at:following]

    def _name(self, raw: bytes, properties: bytes | None) -> str | None:
        """The topic of a name not seen before; None when paho has to look at the packet."""
        topic = raw.decode("utf-8", "surrogateescape")
        if properties is not None and (not raw or _ALIAS_IDENTIFIER in properties):
            resolved = self._aliases.resolve(topic, properties)
            if not raw:
                return resolved
        if not raw:
            return None
        if len(self._names) >= _NAMES_KEPT:
            self._names.clear()
        self._names[raw] = topic
        return topic


_INCOMPLETE = -1
_MALFORMED = -2


def remaining_length(data: bytes, at: int) -> tuple[int, int]:
    """Decode a variable byte integer (MQTT 5.0, section 1.5.5); returns it and what follows it.

    The value is negative when bytes are missing or there are more than four.
    """
    value = 0
    available = len(data)
    for index in range(4):
        if at + index >= available:
            return _INCOMPLETE, at
        digit = data[at + index]
        value |= (digit & 0x7F) << 7 * index
        if digit < 0x80:
            return value, at + index + 1
    return _MALFORMED, at
