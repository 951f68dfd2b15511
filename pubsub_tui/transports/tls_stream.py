"""TLS as a socket for the fast lane: read in large pieces, and taken apart in memory.

Brokers send each message as a TLS record of its own. The socket of `ssl` reads a record with two
system calls and gives one at a time, which takes more than twice as long.
"""

from __future__ import annotations

import contextlib
import ssl
from typing import Any

_RECORD = 16 * 1024
"""The most that is in one (RFC 8446, section 5.1)."""
LARGEST_SEND = 1024 * 1024
"""Paho copies what is left of a packet for each call."""


class TlsStream:
    """Reads and writes like the socket below, which may block or not.

    What follows the data that was read, the end or an error, is told by the next call.

    Attributes:
        tls: what was agreed on, once hands are shaken.
    """

    def __init__(self, inner: Any, context: ssl.SSLContext, name: str) -> None:
        """``name`` is what the certificate has to be for. Raises ValueError when it is none."""
        self._inner = inner
        self._incoming = ssl.MemoryBIO()
        self._outgoing = ssl.MemoryBIO()
        self.tls = context.wrap_bio(self._incoming, self._outgoing, server_hostname=name)
        self._unsent = bytearray()
        self._accepted = 0
        self._more = False
        self._ended = False
        self._error: OSError | None = None

    def __getattr__(self, name: str) -> Any:
        return getattr(self._inner, name)

    def shake_hands(self) -> None:
        """Do so over a socket that blocks. Raises OSError."""
        try:
            while True:
                try:
                    self.tls.do_handshake()
                    break
                except ssl.SSLWantReadError:
                    self._flush()
                    self._fill(_RECORD)
        finally:
            # When it failed, the other side is told why.
            with contextlib.suppress(OSError):
                self._flush()

    def recv(self, size: int) -> bytes:
        """At most ``size`` bytes; none at the end.

        Raises:
            BlockingIOError: nothing can be had now.
            OSError: the errors of the socket and of TLS.
        """
        found = self._decrypt(size)
        while not found:
            if self._error is not None:
                raise self._error
            if self._ended:
                return b""
            self._fill(max(size, _RECORD))
            found = self._decrypt(size)
        return found

    def pending(self) -> int:
        """1 when something can be had although the socket may not be readable, or 0."""
        return int(self._more or self._ended or self._error is not None)

    def send(self, data: bytes) -> int:
        """Send the beginning of ``data``; returns how much of it that was.

        Raises:
            BlockingIOError: it is not sent whole; the same has to be sent again.
            OSError: the errors of the socket and of TLS.
        """
        if not self._accepted:
            self._accepted = self.tls.write(bytes(data[:LARGEST_SEND]))
        self._flush()
        accepted, self._accepted = self._accepted, 0
        return accepted

    def sendall(self, data: bytes) -> None:
        """Send all, over a socket that blocks. Raises OSError."""
        while data:
            data = data[self.send(data) :]

    def close(self) -> None:
        """Say good-bye, if that can be done at once, and close the socket."""
        if not self._ended and self._error is None:
            with contextlib.suppress(OSError, ValueError):
                self.tls.unwrap()
            with contextlib.suppress(OSError, ValueError):
                self._flush()
        self._inner.close()

    def _fill(self, size: int) -> None:
        data = self._inner.recv(size)
        if data:
            self._incoming.write(data)
        else:
            self._incoming.write_eof()

    def _decrypt(self, size: int) -> bytes:
        parts: list[bytes] = []
        read = self.tls.read
        room = size
        self._more = False
        try:
            while room > 0:
                part = read(room if room < _RECORD else _RECORD)
                if not part:
                    self._ended = True
                    break
                parts.append(part)
                room -= len(part)
            else:
                self._more = True
        except ssl.SSLWantReadError:
            pass
        except (ssl.SSLZeroReturnError, ssl.SSLEOFError):
            self._ended = True
        except OSError as error:
            self._error = error
        if self._outgoing.pending:
            # An answer to an alert, say. What is wrong with the socket is told when it is read.
            with contextlib.suppress(OSError):
                self._flush()
        return parts[0] if len(parts) == 1 else b"".join(parts)

    def _flush(self) -> None:
        if self._outgoing.pending:
            self._unsent += self._outgoing.read()
        while self._unsent:
            sent = self._inner.send(self._unsent)
            del self._unsent[:sent]
