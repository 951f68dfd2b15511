"""What a CONNACK says of the broker's limits."""

from __future__ import annotations

import pytest
from paho.mqtt.packettypes import PacketTypes
from paho.mqtt.properties import Properties

from pubsub_tui.transports.connack import Limits, limits_of
from tests.transports.packets import text, user_property, variable_byte_integer


def said(block: bytes, session_present: bool = False) -> Limits:
    """The limits of a CONNACK with that property block, as paho reads it."""
    properties = Properties(PacketTypes.CONNACK)
    properties.unpack(variable_byte_integer(len(block)) + block)
    return limits_of(session_present, properties)


@pytest.mark.parametrize(
    ("properties", "limits"),
    [
        (b"", Limits()),
        (b"\x25\x00", Limits(retain=False)),
        (b"\x25\x01", Limits()),
        (b"\x24\x00", Limits(max_qos=0)),
        (b"\x27\x00\x00\x01\x00", Limits(packet_size=256)),
        (b"\x24\x01\x25\x00", Limits(max_qos=1, retain=False)),
        (b"\x28\x00", Limits(wildcards=False)),
        (b"\x29\x00", Limits(identifiers=False)),
        (b"\x2a\x00", Limits(shared=False)),
        (b"\x21\x00\x14", Limits(receive_maximum=20)),
        (b"\x22\x00\x0a", Limits(topic_aliases=10)),
        (b"\x13\x00\x1e", Limits(keepalive=30)),
        (b"\x11\x00\x00\x0e\x10", Limits(session_expiry=3600)),
        (user_property(b"k", b"v") * 50 + b"\x12" + text(b"id"), Limits(client_id="id")),
    ],
)
def test_limits(properties: bytes, limits: Limits) -> None:
    assert said(properties) == limits


def test_a_session_may_have_been_kept() -> None:
    assert said(b"", session_present=True) == Limits(session_present=True)


def test_version_3_1_1_says_nothing_but_that() -> None:
    assert limits_of(True, None) == Limits(session_present=True)


def test_a_quality_of_service_that_does_not_exist_is_no_limit() -> None:
    assert said(b"\x24\x03") == Limits()
