"""Acknowledgements that refuse, in codes that belong there and in others."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as some

from pubsub_tui.transports.acknowledgement import fit_for_paho, refusal

TOO_LARGE = bytes([0x40, 3, 0, 7, 0x95])


@pytest.mark.parametrize(
    ("packet", "found"),
    [
        (bytes([0x40, 2, 0, 7]), None),
        (bytes([0x40, 3, 0, 7, 0x10]), None),
        (bytes([0x40, 3, 0, 7, 0x87]), (7, "not authorized")),
        (bytes([0x50, 3, 1, 2, 0x97]), (258, "quota exceeded")),
        (TOO_LARGE, (7, "packet too large")),
        (bytes([0x40, 3, 0, 7, 0xFE]), (7, "reason code 0xfe")),
        (bytes([0x70, 3, 0, 7, 0x92]), None),
    ],
)
def test_what_is_refused(packet: bytes, found: tuple[int, str] | None) -> None:
    assert refusal(packet) == found


def test_a_long_reason_string_is_stepped_over() -> None:
    block = b"\x1f" + (200).to_bytes(2, "big") + b"x" * 200
    body = bytes([0, 7, 0x95, 0xCB, 0x01]) + block
    packet = bytes([0x40, 0x80 | len(body) & 0x7F, len(body) >> 7]) + body
    assert refusal(packet) == (7, "packet too large")
    assert fit_for_paho(packet)[5] == 0x80
    assert fit_for_paho(packet)[6:] == packet[6:]


def test_only_a_code_that_paho_does_not_take_is_replaced() -> None:
    assert fit_for_paho(TOO_LARGE) == bytes([0x40, 3, 0, 7, 0x80])
    for code in (0x00, 0x10, 0x87, 0x97):
        packet = bytes([0x40, 3, 0, 7, code])
        assert fit_for_paho(packet) is packet


@given(some.sampled_from([0x40, 0x50, 0x30]), some.binary(min_size=1, max_size=12))
def test_any_bytes_can_be_looked_at(first: int, rest: bytes) -> None:
    packet = bytes([first]) + rest
    refusal(packet)
    assert len(fit_for_paho(packet)) == len(packet)
