"""A socket for paho that reads ahead and keeps QoS 0 messages off paho's slow path.

paho reads a packet with three `recv` calls and makes objects for each. This socket reads many
packets at once, cuts the QoS 0 messages out as one batch, and serves paho the rest.
"""

from __future__ import annotations

import fcntl
import ssl
import struct
import termios
import time
from collections.abc import Callable
from typing import Any

from pubsub_tui.transports.base import Sink
from pubsub_tui.transports.cutter import Cutter

SMALLEST_READ = 2 * 1024
LARGEST_READ = 256 * 1024
_LONG = 0.008
_SHORT = 0.003
_DIAGNOSIS = 64


class FastLane:
    """Wraps the socket (plain, TLS or WebSocket) that paho would read from.

    Everything but `recv` and `pending` is the inner socket's. The size of a read follows how
    long the last one took to handle, so that the event loop is back within about 10 ms.

    Attributes:
        received_at: Unix time in seconds of the last read.
        first_bytes: the first bytes received, to tell what kind of server it is.
        ended: the other side closed the connection, or it broke.
        error: how it broke; None when it was closed.
    """

    def __init__(
        self,
        inner: Any,
        cutter: Cutter,
        sink: Sink,
        *,
        on_packet: Callable[[bytes], None],
        for_paho: Callable[[bytes], bytes] | None = None,
        on_end: Callable[[], None],
        clock: Callable[[], float] = time.time,
    ) -> None:
        self._inner = inner
        self._cutter = cutter
        self._sink = sink
        self._on_packet = on_packet
        self._rewrite = for_paho
        self._on_end = on_end
        self._clock = clock
        self._more_to_cut = False
        self._for_paho = memoryview(b"")
        self._read_size = LARGEST_READ // 4
        self._read_began = 0.0
        self.received_at = 0.0
        self.first_bytes = b""
        self.ended = False
        self.error: OSError | None = None

    def __getattr__(self, name: str) -> Any:
        return getattr(self._inner, name)

    def recv(self, size: int) -> bytes:
        """Serve paho at most ``size`` bytes of a packet that is not a QoS 0 message.

        Raises:
            BlockingIOError: there is nothing for paho now.
            OSError: the socket's own errors, those of TLS included.
        """
        if not self._for_paho:
            self._advance()
        served = bytes(self._for_paho[:size])
        self._for_paho = self._for_paho[size:]
        return served

    def pending(self) -> int:
        """Bytes that can be had without waiting for the socket to become readable."""
        if self._for_paho:
            return len(self._for_paho)
        inner_pending = getattr(self._inner, "pending", None)
        waiting = int(inner_pending()) if inner_pending is not None else 0
        return waiting + (self._cutter.held if self._more_to_cut else 0)

    def backlog(self) -> int:
        """Bytes that have arrived and are not handed on yet, the system's queue included."""
        queued = bytearray(4)
        try:
            fcntl.ioctl(self._inner.fileno(), termios.FIONREAD, queued)
        except (OSError, ValueError):
            return self._cutter.held
        return self._cutter.held + int(struct.unpack("i", queued)[0])

    def _advance(self) -> None:
        """Deliver messages until there is a packet for paho; read from the socket at most once."""
        if self._more_to_cut:
            self._cut()
            if self._for_paho:
                return
            raise BlockingIOError
        self._read()
        if self.ended:
            return
        self._cut()
        if not self._for_paho:
            raise BlockingIOError

    def _read(self) -> None:
        self._read_began = time.perf_counter()
        size = max(self._read_size, min(self._cutter.missing, LARGEST_READ))
        try:
            chunk = self._inner.recv(size)
        except (BlockingIOError, ssl.SSLWantReadError, ssl.SSLWantWriteError):
            raise
        except OSError as error:
            self.error = error
            self._end()
            raise
        if not chunk:
            self._end()
            return
        self.received_at = self._clock()
        if len(self.first_bytes) < _DIAGNOSIS:
            self.first_bytes += bytes(chunk[: _DIAGNOSIS - len(self.first_bytes)])
        self._cutter.feed(chunk)

    def _cut(self) -> None:
        batch = self._cutter.cut(self.received_at)
        if batch:
            self._sink(batch)
        packet = self._cutter.next_other()
        self._more_to_cut = bool(packet)
        if packet:
            self._on_packet(packet)
            self._for_paho = memoryview(self._rewrite(packet) if self._rewrite else packet)
        else:
            self._fit_read_size()

    def _fit_read_size(self) -> None:
        """Read less next time when this took long, more when it was quick and full."""
        seconds = time.perf_counter() - self._read_began
        if seconds > _LONG:
            self._read_size = max(SMALLEST_READ, self._read_size // 2)
        elif seconds < _SHORT:
            self._read_size = min(LARGEST_READ, self._read_size * 2)

    def _end(self) -> None:
        self.ended = True
        self._on_end()
