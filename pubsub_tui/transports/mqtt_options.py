"""Where and how one MQTT connection is made, as plain values."""

from __future__ import annotations

from dataclasses import dataclass, field

from pubsub_tui.connect_options import ConnectOptions
from pubsub_tui.transports.example import example
from pubsub_tui.way import PLAIN, Way


@dataclass(frozen=True, slots=True)
class MqttOptions:
    """Where and how to connect.

    Attributes:
        version: 5 or 4 (3.1.1) to insist on one; None to try 5 first.
        connect: what is said and asked with the connection.
        read_only: refuse to publish anything.
        way: how the broker is reached.
    """

    host: str
    port: int = 1883
    username: str | None = None
    password: str | None = field(default=None, repr=False)
    version: int | None = None
    connect: ConnectOptions = field(default_factory=ConnectOptions)
    read_only: bool = False
    way: Way = PLAIN

    @property
    def endpoint(self) -> str:
        """The broker as people write it."""
        return self.way.endpoint(self.host, self.port)

    @property
    def example(self) -> str:
        """How to publish from another terminal; no secret is in it."""
        return example(self.host, self.port, self.way)
