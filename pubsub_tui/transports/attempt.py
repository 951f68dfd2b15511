"""One try to connect on the thread that paho blocks: it can not be cancelled, only disowned."""

from __future__ import annotations

import threading
from typing import Any


class Attempt:
    """Tells the thread whether anybody still waits for its socket."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._disowned = False
        self._has_socket = False

    def keep(self, inner: Any) -> None:
        """Called on the thread with the socket that it opened.

        Raises:
            ConnectionAbortedError: nobody waits any more; the socket is closed.
        """
        with self._lock:
            self._has_socket = not self._disowned
        if not self._has_socket:
            inner.close()
            raise ConnectionAbortedError("nobody waits for this connection any more")

    def disown(self) -> bool:
        """Wait no more; returns whether there is a socket that has to be closed."""
        with self._lock:
            self._disowned = True
            return self._has_socket
