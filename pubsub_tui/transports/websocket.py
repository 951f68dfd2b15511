"""MQTT inside a WebSocket (RFC 6455; MQTT 5.0, section 6), as a socket for the fast lane.

paho has one, which reads each frame in three calls, begins large frames anew with every read, and
answers a ping in a way that servers have to refuse.
"""

from __future__ import annotations

import base64
import contextlib
import hashlib
import os
import ssl
from typing import Any

from pubsub_tui.transports import frames
from pubsub_tui.transports.base import Cause, Problem
from pubsub_tui.transports.dial_error import DialError
from pubsub_tui.transports.http_head import Head, NotHttp, read_head
from pubsub_tui.way import WebSocket, endpoint_name

LARGEST_FRAME = 64 * 1024
"""Of what is sent: many servers take no larger ones."""
LARGEST_SEND = 16 * LARGEST_FRAME
"""Paho copies what is left of a packet for each call."""
_GUID = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11"
_NORMAL = (1000).to_bytes(2, "big")
_LONGEST_REASON = 60


class WebSocketStream:
    """Carries a stream of bytes in binary frames, whose borders mean nothing (section 6.0)."""

    def __init__(self, inner: Any) -> None:
        """``inner`` has shaken hands."""
        self._inner = inner
        self._unframer = frames.Unframer()
        self._ready = b""
        self._unsent = bytearray()
        self._accepted = 0
        self._ended = False

    def __getattr__(self, name: str) -> Any:
        return getattr(self._inner, name)

    def recv(self, size: int) -> bytes:
        """At most ``size`` bytes of payload; none at the end.

        Raises:
            BlockingIOError: no payload can be had now.
            OSError: the socket's own errors, and the server's against the protocol.
        """
        if not self._ready:
            if self._ended:
                return b""
            data = self._inner.recv(size)
            self._ended = not data
            self._ready = self._unframer.feed(data)
            self._answer()
            if not self._ready:
                if self._ended:
                    return b""
                raise BlockingIOError
        served, self._ready = self._ready[:size], self._ready[size:]
        return served

    def pending(self) -> int:
        """Bytes that can be had although the socket may not be readable; 1 for the end."""
        if self._ready or self._ended:
            return len(self._ready) or 1
        inner_pending = getattr(self._inner, "pending", None)
        return int(inner_pending()) if inner_pending is not None else 0

    def send(self, data: bytes) -> int:
        """Send frames with the beginning of ``data``; returns how much of it that was.

        Raises:
            BlockingIOError: it is not sent whole; the same has to be sent again.
            OSError: the socket's own errors.
        """
        if not self._accepted:
            begun = bytes(data[:LARGEST_SEND])
            for at in range(0, len(begun), LARGEST_FRAME):
                self._unsent += frames.frame(frames.BINARY, begun[at : at + LARGEST_FRAME])
            self._accepted = len(begun)
        self._flush()
        accepted, self._accepted = self._accepted, 0
        return accepted

    def close(self) -> None:
        """Say good-bye, if that can be done at once, and close the socket."""
        if not self._ended:
            self._unsent += frames.frame(frames.CLOSE, _NORMAL)
            with contextlib.suppress(OSError, ValueError):
                self._flush()
        self._inner.close()

    def _answer(self) -> None:
        """Answer pings and the closing of the other side (sections 5.5.1 and 5.5.2)."""
        for opcode, payload in self._unframer.controls:
            if opcode == frames.PING:
                self._unsent += frames.frame(frames.PONG, payload)
            elif opcode == frames.CLOSE:
                self._unsent += frames.frame(frames.CLOSE, payload[:2])
                self._ended = True
        if self._unframer.controls:
            self._unframer.controls.clear()
            # What can not be sent now goes out before the next packet.
            with contextlib.suppress(BlockingIOError, ssl.SSLWantReadError, ssl.SSLWantWriteError):
                self._flush()

    def _flush(self) -> None:
        while self._unsent:
            sent = self._inner.send(self._unsent)
            if not sent:
                raise BlockingIOError
            del self._unsent[:sent]


def open_websocket(
    inner: Any, host: str, port: int, *, secure: bool, asked: WebSocket
) -> WebSocketStream:
    """Shake hands over a socket that blocks (section 4.1).

    Raises:
        DialError: the server opens no WebSocket there.
        OSError: the socket's own errors.
    """
    key = base64.b64encode(os.urandom(16)).decode()
    usual = 443 if secure else 80
    name = endpoint_name(host, port)
    headers = {
        "Host": name.removesuffix(f":{port}") if port == usual else name,
        "Upgrade": "websocket",
        "Connection": "Upgrade",
        "Sec-WebSocket-Key": key,
        "Sec-WebSocket-Version": "13",
        "Sec-WebSocket-Protocol": "mqtt",
    }
    own = {name.lower() for name, _ in asked.headers}
    lines = [f"{name}: {value}" for name, value in headers.items() if name.lower() not in own]
    lines += [f"{name}: {value}" for name, value in asked.headers]
    request = "\r\n".join([f"GET {asked.path} HTTP/1.1", *lines, "", ""])
    path = asked.path.partition("?")[0]
    try:
        inner.sendall(request.encode("latin-1"))
        head = read_head(inner)
    except NotHttp:
        raise DialError(_no_http(name)) from None
    except TimeoutError:
        raise DialError(_silent(name)) from None
    except ConnectionError:
        raise DialError(_no_http(name)) from None
    if head.status != 101:
        raise DialError(_refused(name, path, head))
    digest = hashlib.sha1((key + _GUID).encode(), usedforsecurity=False).digest()
    if head.headers.get("sec-websocket-accept") != base64.b64encode(digest).decode():
        raise DialError(_no_http(name))
    return WebSocketStream(inner)


def _no_http(endpoint: str) -> Problem:
    return Problem(
        Cause.NO_WEBSOCKET,
        f"{endpoint} does not speak WebSocket.",
        "Check the port: plain MQTT is reached with mqtt://, MQTT over TLS with mqtts://.",
    )


def _silent(endpoint: str) -> Problem:
    return Problem(
        Cause.TIMEOUT,
        f"{endpoint} did not answer the request for a WebSocket in time.",
        "Check the port; with TLS it is wss://.",
    )


def _refused(endpoint: str, path: str, head: Head) -> Problem:
    what = (
        f"{endpoint} opened no WebSocket at {path}: {head.status} {head.reason[:_LONGEST_REASON]}"
    )
    hint = "Check the path, and whether it wants TLS: usual are /mqtt, /ws and /."
    if head.status in (401, 403):
        hint = "It wants a login of its own: give it with --ws-header."
    elif 300 <= head.status < 400 and "location" in head.headers:
        hint = f"It points to {head.headers['location'].partition('?')[0][:200]}"
    return Problem(Cause.WEBSOCKET, f"{what.rstrip()}.", hint)
