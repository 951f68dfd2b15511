"""The one sender of all measurements: a bare broker on loopback with prebuilt packets.

It answers CONNECT, SUBSCRIBE, PINGREQ and nothing else, then writes N PUBLISH packets at
QoS 0 over T topics as fast as the receiver takes them, ending in a marker topic. The receiver
disconnects when it has seen the marker, and that ends the clock.
"""

from __future__ import annotations

import random
import socket
import struct
import threading
import time
from dataclasses import dataclass

MARKER = "bench/end"
MQTT_5 = 5


@dataclass(frozen=True, slots=True)
class Load:
    """How much to send.

    Attributes:
        messages: packets, the marker not counted.
        topics: how many topics they are spread over, at random.
        per_second: packets a second; 0 for as fast as the receiver takes them.
        fill: send one message to every topic in turn first; they count among ``messages``.
        version: of the protocol, 5 or 4 (MQTT 3.1.1), that the receiver is going to speak.
    """

    messages: int
    topics: int
    per_second: int = 0
    fill: bool = False
    version: int = MQTT_5


def topic_name(index: int) -> str:
    """A topic of four levels, as a fleet of devices would have."""
    return f"site/{index % 10}/line/{index // 10 % 100}/device{index}/temperature"


def packet(topic: str, payload: bytes, version: int) -> bytes:
    """One PUBLISH at QoS 0 (MQTT 5.0, section 3.3)."""
    name = topic.encode()
    properties = b"\x00" if version == MQTT_5 else b""
    body = struct.pack("!H", len(name)) + name + properties + payload
    return b"\x30" + _variable_length(len(body)) + body


def blocks(load: Load, seed: int = 7) -> list[bytes]:
    """All packets in blocks of 1,000, the marker last."""
    pick = random.Random(seed)
    names = [topic_name(index) for index in range(load.topics)]
    in_turn = load.topics if load.fill else 0
    packets = [
        packet(
            names[n if n < in_turn else pick.randrange(load.topics)],
            b'{"v":%.2f,"n":%d}' % (pick.random(), n),
            load.version,
        )
        for n in range(load.messages)
    ]
    packets.append(packet(MARKER, b"", load.version))
    return [b"".join(packets[i : i + 1000]) for i in range(0, len(packets), 1000)]


def listen() -> socket.socket:
    """A listening socket on a free loopback port."""
    listener = socket.create_server(("127.0.0.1", 0))
    listener.settimeout(30)
    return listener


def serve(
    listener: socket.socket,
    load: Load,
    prebuilt: list[bytes],
    begun: threading.Event | None = None,
) -> float:
    """Serve one receiver; returns seconds from the first packet to its disconnect.

    ``prebuilt`` are the `blocks` of the load, made before the receiver starts: it would not
    wait long enough for those of millions of messages. ``begun`` is set when the first packet
    is about to be sent.

    Raises:
        ConnectionError: the receiver went away, or speaks another version than the load's.
    """
    connection, _ = listener.accept()
    with connection:
        connection.settimeout(120)
        version = _answer_connect(connection)
        if version != load.version:
            raise ConnectionError(f"expected protocol version {load.version}, got {version}")
        _answer_subscriptions(connection, version)
        if begun is not None:
            begun.set()
        started = time.perf_counter()
        for sent, block in enumerate(prebuilt):
            if load.per_second:
                due = started + sent * 1000 / load.per_second
                time.sleep(max(0.0, due - time.perf_counter()))
            connection.sendall(block)
        _until_closed(connection)
        return time.perf_counter() - started


def _variable_length(value: int) -> bytes:
    encoded = bytearray()
    while True:
        value, digit = divmod(value, 128)
        encoded.append(digit | (0x80 if value else 0))
        if not value:
            return bytes(encoded)


def _read_packet(connection: socket.socket) -> tuple[int, bytes]:
    kind = _exactly(connection, 1)[0]
    length = shift = 0
    while True:
        digit = _exactly(connection, 1)[0]
        length |= (digit & 0x7F) << shift
        shift += 7
        if not digit & 0x80:
            return kind, _exactly(connection, length)


def _exactly(connection: socket.socket, size: int) -> bytes:
    received = b""
    while len(received) < size:
        more = connection.recv(size - len(received))
        if not more:
            raise ConnectionError("the receiver went away")
        received += more
    return received


def _answer_connect(connection: socket.socket) -> int:
    kind, body = _read_packet(connection)
    if kind != 0x10:
        raise ConnectionError(f"expected CONNECT, got packet type {kind:#x}")
    version = body[6]
    connection.sendall(b"\x20\x03\x00\x00\x00" if version == MQTT_5 else b"\x20\x02\x00\x00")
    return version


def _answer_subscriptions(connection: socket.socket, version: int) -> None:
    """Answer SUBSCRIBE packets until one was for ``#``."""
    everything = False
    while not everything:
        kind, body = _read_packet(connection)
        if kind == 0x82:
            everything = b"\x00\x01#" in body
            properties = b"\x00" if version == MQTT_5 else b""
            codes = bytes(_filter_count(body, version))
            answer = body[:2] + properties + codes
            connection.sendall(b"\x90" + _variable_length(len(answer)) + answer)


def _filter_count(body: bytes, version: int) -> int:
    at = 3 + body[2] if version == MQTT_5 else 2
    count = 0
    while at < len(body):
        at += 3 + int.from_bytes(body[at : at + 2], "big")
        count += 1
    return count


def _until_closed(connection: socket.socket) -> None:
    while connection.recv(4096):
        pass
