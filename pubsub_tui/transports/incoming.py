"""What comes in over one connection: by the fast lane or by paho, into one sink."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import aiomqtt
from paho.mqtt.client import Client as Paho
from paho.mqtt.client import MQTTMessage

from pubsub_tui.message import Message
from pubsub_tui.transports import seam
from pubsub_tui.transports.acknowledgement import fit_for_paho
from pubsub_tui.transports.aliases import TopicAliases
from pubsub_tui.transports.aside import PropertiesAside
from pubsub_tui.transports.base import Sink
from pubsub_tui.transports.copies import Copies
from pubsub_tui.transports.cutter import Cutter
from pubsub_tui.transports.fastlane import FastLane


class Incoming:
    """Messages of every QoS, in the order of the wire and without copies.

    Attributes:
        lane: None until a socket is open, and where messages come the plain way.
        watch_packet: is shown each packet that is no QoS 0 message.
    """

    def __init__(self, sink: Sink, version: int, watch_packet: Callable[[bytes], None]) -> None:
        self.lane: FastLane | None = None
        self.watch_packet = watch_packet
        self.copies = Copies()
        self.aside = PropertiesAside()
        self._aliases = TopicAliases()
        self._sink = sink
        self._version = version

    def wrap(self, inner: Any, on_end: Callable[[], None]) -> FastLane:
        """Lay the fast lane over a socket."""
        self.lane = FastLane(
            inner,
            Cutter(with_properties=self._version == 5, aliases=self._aliases),
            self._take,
            on_packet=lambda packet: self.watch_packet(packet),
            for_paho=self._for_paho if self._version == 5 else None,
            on_end=on_end,
        )
        return self.lane

    def _for_paho(self, packet: bytes) -> bytes:
        return fit_for_paho(self.aside.strip(packet))

    def from_paho(self, _: Paho, __: Any, message: MQTTMessage) -> None:
        """Take a message of QoS 1 or 2, beside the fast lane."""
        received_at = self.lane.received_at if self.lane is not None else 0.0
        block = self.aside.block_of(message.mid)
        self._take([seam.to_message(message, received_at, self._aliases, block)])

    def plain(self, message: aiomqtt.Message) -> None:
        """Take a message where there is no fast lane."""
        self._take([seam.plain_message(message)])

    def _take(self, batch: list[Message]) -> None:
        batch = self.copies.take(batch)
        if batch:
            self._sink(batch)
