"""TLS in memory over a socket pair: what is had at once, what is pending, and how it ends."""

from __future__ import annotations

import socket
import ssl
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from pubsub_tui.transports.tls_stream import LARGEST_SEND, TlsStream
from tests.certificates import make_pair


@pytest.fixture
def pair(tmp_path: Path) -> Iterator[tuple[TlsStream, ssl.SSLSocket]]:
    """A stream that does not block, and the far end that does."""
    made = make_pair(tmp_path, None)
    served = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    served.load_cert_chain(made.cert, made.key)
    served.num_tickets = 0
    trusted = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    trusted.load_verify_locations(made.cert)
    near, far = socket.socketpair()
    near.settimeout(10)
    far.settimeout(10)
    stream = TlsStream(near, trusted, "localhost")
    shaking = threading.Thread(target=stream.shake_hands)
    shaking.start()
    secure = served.wrap_socket(far, server_side=True)
    shaking.join(10)
    stream.setblocking(False)
    with near, secure:
        yield stream, secure


Pair = tuple[TlsStream, ssl.SSLSocket]


def test_many_records_are_had_at_once(pair: Pair) -> None:
    near, far = pair
    for number in range(20):
        far.sendall(b"%02d" % number)
    assert near.recv(100_000) == b"".join(b"%02d" % number for number in range(20))
    assert near.pending() == 0
    with pytest.raises(BlockingIOError):
        near.recv(100)


def test_what_does_not_fit_is_pending(pair: Pair) -> None:
    near, far = pair
    far.sendall(b"one")
    far.sendall(b"two")
    assert near.recv(2) == b"on"
    assert near.pending() == 1
    assert near.recv(2) == b"et"
    assert near.recv(100) == b"wo"
    assert near.pending() == 0


def test_an_incomplete_record_is_nothing_pending(pair: Pair) -> None:
    near, far = pair
    far.sendall(b"first")
    assert near.recv(100) == b"first"
    with socket.socket(fileno=far.detach()) as raw:
        # The head of a record whose body is still on its way.
        raw.send(b"\x17\x03\x03\x00\x40")
        with pytest.raises(BlockingIOError):
            near.recv(100)
        assert near.pending() == 0


@pytest.mark.parametrize("politely", [True, False])
def test_what_came_before_the_end_is_had_first(pair: Pair, politely: bool) -> None:
    near, far = pair
    far.sendall(b"last words")
    if politely:
        far.settimeout(0)
        with pytest.raises(ssl.SSLWantReadError):
            far.unwrap()
    far.close()
    assert near.recv(100) == b"last words"
    assert near.recv(100) == b""
    assert near.pending() == 1
    assert near.recv(100) == b""


def test_what_came_before_an_error_is_had_first(pair: Pair) -> None:
    near, far = pair
    far.sendall(b"last words")
    with socket.socket(fileno=far.detach()) as raw:
        raw.send(b"\x17\x03\x03\x00\x20" + b"x" * 32)
        assert near.recv(100) == b"last words"
        for _ in range(2):
            with pytest.raises(ssl.SSLError):
                near.recv(100)
        assert near.pending() == 1


def test_a_send_that_blocks_goes_on_where_it_was(pair: Pair) -> None:
    near, far = pair
    data = bytes(range(256)) * (3 * LARGEST_SEND // 256)
    came = bytearray()

    def read() -> None:
        while len(came) < len(data):
            came.extend(far.recv(65_536))

    reading = threading.Thread(target=read)
    blocked = sent = 0
    while sent < len(data):
        try:
            sent += near.send(data[sent:])
        except BlockingIOError:
            if not blocked:
                reading.start()
            blocked += 1
    reading.join(10)
    assert blocked
    assert came == data


def test_closing_tells_the_other_side(pair: Pair) -> None:
    near, far = pair
    near.close()
    assert far.recv(10) == b""
