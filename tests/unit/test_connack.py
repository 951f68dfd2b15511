"""What a CONNACK says of the broker's limits."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pubsub_tui.transports.connack import Limits, limits_of
from tests.transports.packets import packet, text, user_property, variable_byte_integer


def connack(properties: bytes) -> bytes:
    """A CONNACK of version 5 that accepts (MQTT 5.0, section 3.2)."""
    return packet(0x20, b"\0\0" + variable_byte_integer(len(properties)) + properties)


@pytest.mark.parametrize(
    ("properties", "limits"),
    [
        (b"", Limits()),
        (b"\x25\x00", Limits(2, False)),
        (b"\x25\x01", Limits()),
        (b"\x24\x00", Limits(0, True)),
        (b"\x27\x00\x00\x01\x00", Limits(packet_size=256)),
        (b"\x24\x01\x25\x00", Limits(1, False)),
        (user_property(b"k", b"v") * 50 + b"\x12" + text(b"id") + b"\x25\x00", Limits(2, False)),
    ],
)
def test_limits(properties: bytes, limits: Limits) -> None:
    assert limits_of(connack(properties)) == limits


@given(st.binary())
def test_any_bytes_give_limits(body: bytes) -> None:
    assert limits_of(packet(0x20, body)).max_qos in (0, 1, 2)
    assert limits_of(connack(body)).max_qos in (0, 1, 2)


def test_a_quality_of_service_that_does_not_exist_is_no_limit() -> None:
    assert limits_of(connack(b"\x24\x03")) == Limits()
