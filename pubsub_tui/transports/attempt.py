"""One try to connect on the thread that paho blocks: it can not be cancelled, only disowned."""

from __future__ import annotations

import contextlib
import socket
import threading
from typing import Any

_NOBODY = "nobody waits for this connection any more"


class Attempt:
    """Tells the thread whether anybody still waits for its socket."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._disowned = False
        self._has_socket = False
        self._opening: socket.socket | None = None

    def watch(self, opening: socket.socket) -> None:
        """Called on the thread with a socket over which hands are still to be shaken.

        Raises:
            ConnectionAbortedError: nobody waits any more; the socket is the caller's to close.
        """
        with self._lock:
            self._opening = opening
            if self._disowned:
                raise ConnectionAbortedError(_NOBODY)

    def keep(self, inner: Any) -> None:
        """Called on the thread with the socket that it opened.

        Raises:
            ConnectionAbortedError: nobody waits any more; the socket is closed.
        """
        with self._lock:
            self._opening = None
            self._has_socket = not self._disowned
        if not self._has_socket:
            inner.close()
            raise ConnectionAbortedError(_NOBODY)

    def disown(self) -> bool:
        """Wait no more; returns whether there is a socket that has to be closed."""
        with self._lock:
            self._disowned = True
            if self._opening is not None:
                # The thread gets an error at once, instead of waiting for an answer.
                with contextlib.suppress(OSError):
                    self._opening.shutdown(socket.SHUT_RDWR)
            return self._has_socket
