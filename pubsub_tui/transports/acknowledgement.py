"""PUBACK and PUBREC that refuse (MQTT 5.0, sections 3.4.2.1 and 3.5.2.1), whatever the code.

paho ends the connection at a code that does not belong there, and mosquitto 2.0 sends one:
"packet too large", for what exceeds its message_size_limit.
"""

from __future__ import annotations

from paho.mqtt.packettypes import PacketTypes
from paho.mqtt.reasoncodes import ReasonCode

from pubsub_tui.transports.cutter import remaining_length

_KINDS = {0x40: PacketTypes.PUBACK, 0x50: PacketTypes.PUBREC}
_FAILURE = _UNSPECIFIED = 0x80


def refusal(packet: bytes) -> tuple[int, str] | None:
    """Of which packet identifier it is, and why, in small letters; None when it refuses nothing."""
    at = _code_at(packet)
    if at is None or packet[at] < _FAILURE:
        return None
    return int.from_bytes(packet[at - 2 : at], "big"), _words(_KINDS[packet[0]], packet[at])


def fit_for_paho(packet: bytes) -> bytes:
    """The packet, with a code that paho takes there."""
    at = _code_at(packet)
    if at is None or _known(_KINDS[packet[0]], packet[at]) is not None:
        return packet
    return packet[:at] + bytes([_UNSPECIFIED]) + packet[at + 1 :]


def _code_at(packet: bytes) -> int | None:
    """Where the reason code stands; None when there is none."""
    if packet[0] not in _KINDS:
        return None
    length, body = remaining_length(packet, 1)
    return body + 2 if length > 2 and body + 2 < len(packet) else None


def _words(kind: int, code: int) -> str:
    known = _known(kind, code) or _known(PacketTypes.DISCONNECT, code)
    return str(known).lower() if known is not None else f"reason code 0x{code:02x}"


def _known(kind: int, code: int) -> ReasonCode | None:
    try:
        return ReasonCode(kind, identifier=code)
    except (KeyError, ValueError):
        return None
