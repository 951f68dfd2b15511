"""The fast lane over a socket pair: what paho gets, what the sink gets, and when."""

from __future__ import annotations

import socket
import ssl
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest

from pubsub_tui.message import Message
from pubsub_tui.transports.cutter import Cutter
from pubsub_tui.transports.fastlane import LARGEST_READ, FastLane
from tests.transports.packets import PINGRESP, puback, publish

NOW = 99.0
QOS_1 = publish(5, b"t", b"one", qos=1, number=1)


@dataclass
class Rig:
    """A fast lane, the far end of its socket, and everything that it reported in order."""

    far: socket.socket
    near: socket.socket
    lane: FastLane
    events: list[Any]
    messages: list[Message]

    def serve_paho(self) -> bytes:
        """One whole packet, read in the small steps in which paho reads."""
        served = self.lane.recv(1)
        while served and self.lane._for_paho:
            served += self.lane.recv(3)
        return served


def wire_up(far: socket.socket, near: socket.socket, inner: Any) -> Rig:
    events: list[Any] = []
    messages: list[Message] = []

    def take(batch: list[Message]) -> None:
        messages.extend(batch)
        events.append([each.payload for each in batch])

    lane = FastLane(
        inner,
        Cutter(with_properties=True),
        take,
        on_packet=events.append,
        on_end=lambda: events.append("end"),
        clock=lambda: NOW,
    )
    return Rig(far, near, lane, events, messages)


@pytest.fixture
def pair() -> Iterator[tuple[socket.socket, socket.socket]]:
    far, near = socket.socketpair()
    near.setblocking(False)
    with far, near:
        yield far, near


@pytest.fixture
def rig(pair: tuple[socket.socket, socket.socket]) -> Rig:
    far, near = pair
    return wire_up(far, near, near)


def test_batches_and_packets_keep_their_order(rig: Rig) -> None:
    zeros = [publish(5, b"t", b"%d" % number) for number in range(6)]
    rig.far.sendall(b"".join([*zeros[:3], QOS_1, zeros[3], PINGRESP, *zeros[4:]]))
    assert rig.serve_paho() == QOS_1
    assert rig.serve_paho() == PINGRESP
    with pytest.raises(BlockingIOError):
        rig.serve_paho()
    assert rig.events == [
        [b"0", b"1", b"2"],
        QOS_1,
        [b"3"],
        PINGRESP,
        [b"4", b"5"],
    ]


def test_a_batch_is_delivered_before_paho_gets_a_byte_of_the_next_packet(rig: Rig) -> None:
    rig.far.sendall(publish(5, b"t", b"first") + QOS_1)
    assert rig.lane.recv(1) == QOS_1[:1]
    assert [b"first"] in rig.events


def test_the_messages_carry_the_time_of_their_read(rig: Rig) -> None:
    rig.far.sendall(publish(5, b"t", b"x"))
    with pytest.raises(BlockingIOError):
        rig.lane.recv(1)
    assert [each.received_at for each in rig.messages] == [NOW]
    assert rig.lane.received_at == NOW


def test_pending_is_what_can_be_had_without_a_read(rig: Rig) -> None:
    assert rig.lane.pending() == 0
    rig.far.sendall(PINGRESP + QOS_1 + publish(5, b"t", b"x"))
    assert rig.lane.pending() == 0
    assert rig.lane.recv(1) == PINGRESP[:1]
    assert rig.lane.pending() == 1
    assert rig.lane.recv(10) == PINGRESP[1:]
    assert rig.lane.pending() > 0
    assert rig.serve_paho() == QOS_1
    assert rig.lane.pending() > 0
    with pytest.raises(BlockingIOError):
        rig.lane.recv(1)
    assert rig.lane.pending() == 0


def test_pending_is_nothing_while_a_packet_is_incomplete(rig: Rig) -> None:
    rig.far.sendall(PINGRESP + QOS_1[:4])
    assert rig.serve_paho() == PINGRESP
    with pytest.raises(BlockingIOError):
        rig.lane.recv(1)
    assert rig.lane.pending() == 0
    rig.far.sendall(QOS_1[4:])
    assert rig.serve_paho() == QOS_1


def test_recv_reads_from_the_socket_only_when_all_is_handed_out(rig: Rig) -> None:
    rig.far.sendall(PINGRESP)
    assert rig.serve_paho() == PINGRESP
    rig.far.sendall(puback(1))
    with pytest.raises(BlockingIOError):
        rig.lane.recv(1)
    assert rig.serve_paho() == puback(1)
    assert rig.events == [PINGRESP, puback(1)]


def test_the_end_of_the_stream_is_told_once_all_is_delivered(rig: Rig) -> None:
    rig.far.sendall(publish(5, b"t", b"x") + PINGRESP + publish(5, b"t", b"y"))
    rig.far.close()
    assert rig.serve_paho() == PINGRESP
    with pytest.raises(BlockingIOError):
        rig.lane.recv(1)
    assert not rig.lane.ended
    assert rig.lane.recv(1) == b""
    assert rig.lane.ended
    assert rig.events == [[b"x"], PINGRESP, [b"y"], "end"]


def test_a_stream_that_ends_within_a_packet_ends(rig: Rig) -> None:
    rig.far.sendall(QOS_1[:5])
    rig.far.close()
    with pytest.raises(BlockingIOError):
        rig.lane.recv(1)
    assert rig.lane.recv(1) == b""
    assert rig.events == ["end"]


def test_a_broken_connection_ends_too(pair: tuple[socket.socket, socket.socket]) -> None:
    rig = wire_up(*pair, Faulty(pair[1], [ConnectionResetError()]))
    with pytest.raises(ConnectionResetError):
        rig.lane.recv(1)
    assert rig.lane.ended
    assert rig.events == ["end"]


class Faulty:
    """A socket like that of TLS: raises the given errors first, then receives."""

    def __init__(self, inner: socket.socket, errors: list[Exception]) -> None:
        self.inner = inner
        self.errors = errors
        self.decrypted = 0

    def recv(self, size: int) -> bytes:
        if self.errors:
            raise self.errors.pop(0)
        return self.inner.recv(size)

    def pending(self) -> int:
        return self.decrypted

    def fileno(self) -> int:
        return self.inner.fileno()


@pytest.mark.parametrize("error", [ssl.SSLWantReadError(), ssl.SSLWantWriteError()])
def test_a_tls_socket_that_wants_more_is_not_at_its_end(
    pair: tuple[socket.socket, socket.socket], error: Exception
) -> None:
    inner = Faulty(pair[1], [error])
    rig = wire_up(*pair, inner)
    rig.far.sendall(publish(5, b"t", b"x") + PINGRESP)
    with pytest.raises(type(error)):
        rig.lane.recv(1)
    assert not rig.lane.ended
    assert rig.serve_paho() == PINGRESP
    assert rig.events == [[b"x"], PINGRESP]


def test_bytes_that_tls_has_decrypted_are_pending(
    pair: tuple[socket.socket, socket.socket],
) -> None:
    inner = Faulty(pair[1], [])
    rig = wire_up(*pair, inner)
    inner.decrypted = 17
    assert rig.lane.pending() == 17


def test_the_backlog_is_what_the_system_holds_and_what_is_held_here(rig: Rig) -> None:
    assert rig.lane.backlog() == 0
    rig.far.sendall(QOS_1[:5])
    assert rig.lane.backlog() == 5
    with pytest.raises(BlockingIOError):
        rig.lane.recv(1)
    assert rig.lane.backlog() == 5
    rig.far.sendall(b"x" * 7)
    assert rig.lane.backlog() == 12


def test_the_backlog_of_a_closed_socket_is_what_is_held(rig: Rig) -> None:
    rig.far.sendall(QOS_1[:5])
    with pytest.raises(BlockingIOError):
        rig.lane.recv(1)
    rig.near.close()
    assert rig.lane.backlog() == 5


def test_the_first_bytes_are_kept_for_a_diagnosis(rig: Rig) -> None:
    rig.far.sendall(PINGRESP)
    assert rig.serve_paho() == PINGRESP
    rig.far.sendall(b"\x40\x70" + b"x" * 200)
    with pytest.raises(BlockingIOError):
        rig.lane.recv(1)
    rig.serve_paho()
    assert rig.lane.first_bytes == (PINGRESP + b"\x40\x70" + b"x" * 200)[:64]


def test_everything_else_is_the_inner_sockets(rig: Rig) -> None:
    assert rig.lane.fileno() == rig.near.fileno()
    assert rig.lane.send(b"out") == 3
    assert rig.far.recv(10) == b"out"


def test_a_large_packet_is_read_in_large_reads(
    pair: tuple[socket.socket, socket.socket],
) -> None:
    sizes: list[int] = []

    class Noting(Faulty):
        def recv(self, size: int) -> bytes:
            sizes.append(size)
            return super().recv(size)

    rig = wire_up(*pair, Noting(pair[1], []))
    payload = b"x" * (10 * LARGEST_READ)
    large = publish(5, b"t", payload)
    rig.far.settimeout(10)
    for at in range(0, len(large), 1024):
        rig.far.sendall(large[at : at + 1024])
        with pytest.raises(BlockingIOError):
            rig.lane.recv(1)
    assert rig.events[-1] == [payload]
    assert max(sizes) == LARGEST_READ
    assert all(size <= LARGEST_READ for size in sizes)
