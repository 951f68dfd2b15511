"""What a broker says of itself when it accepts a connection (MQTT 5.0, section 3.2.2)."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Limits:
    """What the broker does and does not do; without a word of it, it does everything.

    Attributes:
        session_present: whether it had kept the session (3.2.2.1.1); the one that 3.1.1 has too.
        max_qos: the highest QoS that may be published with (3.2.2.3.4).
        retain: whether it keeps retained messages (3.2.2.3.5).
        wildcards, shared: whether filters may have wildcards, or begin with ``$share``
            (3.2.2.3.11, 3.2.2.3.13).
        identifiers: whether subscriptions may have identifiers (3.2.2.3.12).
        packet_size: the largest packet in bytes that it takes (3.2.2.3.6).
        receive_maximum: how many publications of QoS 1 and 2 it takes before it has answered the
            first (3.2.2.3.3).
        topic_aliases: how many of them it takes (3.2.2.3.8).
        keepalive: seconds that hold instead of those asked for (3.2.2.3.14).
        session_expiry: the same of the session's (3.2.2.3.2).
        client_id: the one that it gave, when none was sent (3.2.2.3.7).
    """

    session_present: bool = False
    max_qos: int = 2
    retain: bool = True
    wildcards: bool = True
    shared: bool = True
    identifiers: bool = True
    packet_size: int | None = None
    receive_maximum: int = 65_535
    topic_aliases: int = 0
    keepalive: int | None = None
    session_expiry: int | None = None
    client_id: str | None = None


def limits_of(session_present: bool, properties: object) -> Limits:
    """The limits of a CONNACK.

    Args:
        properties: with the names of paho's `Properties` for those that the CONNACK has.
    """

    def available(name: str) -> bool:
        return bool(getattr(properties, f"{name}Available", 1) == 1)

    return Limits(
        session_present,
        min(2, getattr(properties, "MaximumQoS", 2)),
        available("Retain"),
        available("WildcardSubscription"),
        available("SharedSubscription"),
        available("SubscriptionIdentifier"),
        getattr(properties, "MaximumPacketSize", None),
        getattr(properties, "ReceiveMaximum", 65_535),
        getattr(properties, "TopicAliasMaximum", 0),
        getattr(properties, "ServerKeepAlive", None),
        getattr(properties, "SessionExpiryInterval", None),
        getattr(properties, "AssignedClientIdentifier", None),
    )
