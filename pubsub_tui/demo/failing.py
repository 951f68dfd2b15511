"""A device that dies without a word and leaves its will, again and again.

It speaks MQTT 3.1.1 by hand: a client library would say goodbye with DISCONNECT, and the will is
published only when that is missing (MQTT 3.1.1, section 3.1.2.5).
"""

from __future__ import annotations

import asyncio
import struct
from collections.abc import Iterator
from contextlib import suppress

from pubsub_tui.demo.event import as_json

CLIENT_ID = "agv-7"
STATUS = "factory/yard/agv-7/status"
BATTERY = "factory/yard/agv-7/battery"

CLEAN_SESSION, WILL, WILL_QOS_1, WILL_RETAIN = 0x02, 0x04, 0x08, 0x20
KEEP_ALIVE = 60  # seconds
REPORT_EVERY = 2.0  # seconds


async def failing_device(host: str, port: int, *, lives_for: float, gone_for: float) -> None:
    """Live, die, come back, for ever.

    Args:
        host: Where the broker listens.
        port: Its port.
        lives_for: Seconds from a connection to the loss of it.
        gone_for: Seconds until it connects again.
    """
    charge = _battery()
    while True:
        # Its own death is the timeout; a connection that the broker ends is as good as that.
        with suppress(TimeoutError, OSError, asyncio.IncompleteReadError):
            async with asyncio.timeout(lives_for):
                await _live(host, port, charge)
        await asyncio.sleep(gone_for)


async def _live(host: str, port: int, charge: Iterator[float]) -> None:
    reader, writer = await asyncio.open_connection(host, port)
    try:
        writer.write(connect_packet())
        await reader.readexactly(4)  # CONNACK
        writer.write(publish_packet(STATUS, b"online", retain=True))
        while True:
            writer.write(publish_packet(BATTERY, as_json(percent=next(charge))))
            await writer.drain()
            await asyncio.sleep(REPORT_EVERY)
    finally:
        writer.transport.abort()


def _battery() -> Iterator[float]:
    while True:
        for tenths in range(1000, 200, -4):
            yield tenths / 10


def connect_packet() -> bytes:
    """A CONNECT with a retained will of QoS 1 (MQTT 3.1.1, section 3.1)."""
    flags = CLEAN_SESSION | WILL | WILL_QOS_1 | WILL_RETAIN
    head = _text("MQTT") + struct.pack(">BBH", 4, flags, KEEP_ALIVE)
    return _packet(0x10, head + _text(CLIENT_ID) + _text(STATUS) + _text("offline"))


def publish_packet(topic: str, payload: bytes, *, retain: bool = False) -> bytes:
    """A PUBLISH of QoS 0 (MQTT 3.1.1, section 3.3)."""
    return _packet(0x30 | retain, _text(topic) + payload)


def _packet(first: int, body: bytes) -> bytes:
    if len(body) > 127:
        raise ValueError("a body of more than 127 bytes needs a longer length field")
    return bytes((first, len(body))) + body


def _text(text: str) -> bytes:
    encoded = text.encode()
    return struct.pack(">H", len(encoded)) + encoded
