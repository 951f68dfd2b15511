"""What a broker can do: what it says of itself, and what was measured."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from pubsub_tui.transports.connack import Limits

_NEVER_SAYS = "MQTT 3.1.1 does not say"


@dataclass(frozen=True, slots=True)
class Abilities:
    """One broker's.

    Attributes:
        limits: from its CONNACK; only MQTT 5 has a word for them.
        told: whether that was MQTT 5.
        versions: whether it speaks a version, by what people call it; None when nothing tells.
        sys: whether it tells of itself below ``$SYS``; None when that was not found out.
        round_trips: seconds by QoS, from a publication to its coming back.
        not_measured: why there are none, or not for every QoS.
    """

    limits: Limits = field(default_factory=Limits)
    told: bool = True
    versions: Mapping[str, bool | None] = field(default_factory=dict)
    sys: bool | None = None
    round_trips: Mapping[int, float] = field(default_factory=dict)
    not_measured: str = ""

    def rows(self) -> list[tuple[str, str]]:
        """What it is about, and how that stands, in words."""
        return [
            ("protocol versions", _versions(self.versions)),
            *self._of_connack(),
            ("$SYS", {True: "yes", False: "nothing came", None: "not known"}[self.sys]),
            *(
                (f"round trip, QoS {qos}", f"{seconds * 1000:,.1f} ms")
                for qos, seconds in sorted(self.round_trips.items())
            ),
            *([("round trip", self.not_measured)] if self.not_measured else []),
        ]

    def _of_connack(self) -> list[tuple[str, str]]:
        limits = self.limits
        if not self.told:
            return [("retain, wildcards, limits", _NEVER_SAYS)]
        size = f"{limits.packet_size:,} bytes" if limits.packet_size is not None else "no limit"
        rows = [
            ("retained messages", _yes(limits.retain)),
            ("wildcards", _yes(limits.wildcards)),
            ("shared subscriptions", _yes(limits.shared)),
            ("subscription identifiers", _yes(limits.identifiers)),
            ("highest QoS", str(limits.max_qos)),
            ("largest packet", size),
            ("topic aliases", f"{limits.topic_aliases:,}" if limits.topic_aliases else "none"),
            ("unacknowledged at once", f"{limits.receive_maximum:,}"),
        ]
        if limits.keepalive is not None:
            rows.append(("keepalive", f"{limits.keepalive:,} s, as the broker wants it"))
        if limits.session_expiry is not None:
            rows.append(("session expiry", f"{limits.session_expiry:,} s, as the broker wants it"))
        return rows

    def facts(self) -> dict[str, object]:
        """The same for JSON: times in seconds, sizes in bytes, null for what nothing tells."""
        limits, told = self.limits, self.told
        return {
            "versions": dict(self.versions),
            "retain": limits.retain if told else None,
            "wildcards": limits.wildcards if told else None,
            "shared_subscriptions": limits.shared if told else None,
            "subscription_identifiers": limits.identifiers if told else None,
            "max_qos": limits.max_qos if told else None,
            "max_packet_size": limits.packet_size,
            "topic_alias_maximum": limits.topic_aliases if told else None,
            "receive_maximum": limits.receive_maximum if told else None,
            "server_keepalive": limits.keepalive,
            "session_expiry": limits.session_expiry,
            "sys": self.sys,
            "round_trip_seconds": {str(qos): took for qos, took in self.round_trips.items()},
            "not_measured": self.not_measured or None,
        }


def _yes(it_does: bool) -> str:
    return "yes" if it_does else "no"


def _versions(versions: Mapping[str, bool | None]) -> str:
    words = {True: "yes", False: "no", None: "not known"}
    return ", ".join(f"{name}: {words[speaks]}" for name, speaks in versions.items())
