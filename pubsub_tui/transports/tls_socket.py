"""A TLS socket that gives as much as can be had at once."""

from __future__ import annotations

import ssl
from typing import Any


class TlsSocket:
    """Reads several TLS records in one call, once it does not block.

    Brokers send each message as a record of its own, and one `recv` of `ssl` gives one record.
    What follows the records that were read, the end or an error, is told by the next call.
    """

    def __init__(self, inner: ssl.SSLSocket) -> None:
        self._inner = inner
        self._blocking = True
        self._ended = False
        self._error: OSError | None = None

    def __getattr__(self, name: str) -> Any:
        return getattr(self._inner, name)

    def setblocking(self, flag: bool) -> None:
        """As a socket's; only when it does not block are records gathered."""
        self._inner.setblocking(flag)
        self._blocking = flag

    def recv(self, size: int) -> bytes:
        """At most ``size`` bytes; none at the end. Raises OSError, as a TLS socket does."""
        if self._error is not None:
            raise self._error
        if self._ended:
            return b""
        first = self._inner.recv(size)
        if self._blocking or not first or len(first) == size:
            return first
        parts = [first]
        room = size - len(first)
        while room > 0:
            try:
                more = self._inner.recv(room)
            except (BlockingIOError, ssl.SSLWantReadError, ssl.SSLWantWriteError):
                break
            except OSError as error:
                self._error = error
                break
            if not more:
                self._ended = True
                break
            parts.append(more)
            room -= len(more)
        return b"".join(parts)

    def pending(self) -> int:
        """Bytes that can be had although the socket may not be readable; 1 for end or error."""
        if self._ended or self._error is not None:
            return 1
        return self._inner.pending()
