"""Opens the way to a broker: what connects, and what is laid over it. It blocks."""

from __future__ import annotations

import socket
import ssl
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from pubsub_tui.transports import stages, tls_problems
from pubsub_tui.transports.base import Cause, Certificate, Encryption, Problem
from pubsub_tui.transports.certificate import chain_of
from pubsub_tui.transports.dial_error import DialError
from pubsub_tui.transports.pem import PemError
from pubsub_tui.transports.tcp import connect_tcp
from pubsub_tui.transports.tls import KeyLocked, encryption_of, make_context
from pubsub_tui.transports.tls_stream import TlsStream
from pubsub_tui.transports.unix_socket import connect_unix
from pubsub_tui.transports.websocket import open_websocket
from pubsub_tui.way import Tls, Way, endpoint_name

CONNECT_SECONDS = 5.0
HANDSHAKE_SECONDS = 8.0
"""For each step of the handshakes of TLS and WebSocket."""
_UNTOLD = stages.Untold()


@dataclass(frozen=True, slots=True)
class Opened:
    """A socket for the fast lane, which still blocks, and how it is encrypted."""

    socket: Any
    encryption: Encryption | None = None


def dial(
    host: str,
    port: int,
    way: Way,
    watch: Callable[[socket.socket], None] = lambda opening: None,
    told: stages.Stages = _UNTOLD,
) -> Opened:
    """Connect, and shake hands with all that lies between.

    Args:
        watch: gets the socket before hands are shaken, to end that by shutting it down.
        told: hears of each stage.

    Raises:
        DialError: it did not work, and what is to be said of it.
        OSError: the network's own errors.
    """
    context = _context(way.tls) if way.tls is not None else None
    inner = _connect(host, port, way, told)
    try:
        watch(inner)
        inner.settimeout(HANDSHAKE_SECONDS)
        upper: Any = inner
        encryption = None
        if context is not None and way.tls is not None:
            told.begin(stages.TLS, f"as {way.tls.sni or host}")
            upper = _secure(inner, context, host, port, way, way.tls)
            encryption = encryption_of(upper.tls)
            told.done(f"{encryption.version}, {encryption.cipher}")
        if way.websocket is not None:
            told.begin(stages.WEBSOCKET, way.websocket.path.partition("?")[0])
            upper = open_websocket(
                upper, host, port, secure=encryption is not None, asked=way.websocket
            )
            told.done()
        return Opened(upper, encryption)
    except BaseException:
        inner.close()
        raise


def _context(tls: Tls) -> ssl.SSLContext:
    try:
        return make_context(tls)
    except KeyLocked as error:
        hint = "Enter it, or have it read with --key-password-file."
        raise DialError(Problem(Cause.KEY, _sentence(error), hint)) from None
    except PemError as error:
        raise DialError(Problem(Cause.FILES, _sentence(error))) from None


def _connect(host: str, port: int, way: Way, told: stages.Stages) -> socket.socket:
    if way.unix is not None:
        told.begin(stages.UNIX, way.unix)
        inner = connect_unix(way.unix, CONNECT_SECONDS)
        told.done()
        return inner
    if way.proxy is not None:
        # Imported late: it takes a while, and few go through one.
        from pubsub_tui.transports.proxied import connect_through

        told.begin(stages.PROXY, endpoint_name(way.proxy.host, way.proxy.port))
        inner = connect_through(way.proxy, host, port)
        told.done()
    else:
        inner = connect_tcp(host, port, CONNECT_SECONDS, told)
    # A publication must not wait for the acknowledgement of the one before it.
    inner.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return inner


def _secure(
    inner: socket.socket, context: ssl.SSLContext, host: str, port: int, way: Way, tls: Tls
) -> TlsStream:
    endpoint = way.endpoint(host, port)
    name = tls.sni or host
    try:
        secure = TlsStream(inner, context, name)
        secure.shake_hands()
        return secure
    except ssl.SSLCertVerificationError as error:
        problem = tls_problems.unverified(error, endpoint, name, lambda: _look(host, port, way))
    except OSError as error:
        problem = tls_problems.failed(error, endpoint, with_certificate=tls.cert is not None)
    except ValueError as error:
        problem = Problem(Cause.TLS, f"TLS can not be asked for {name!r}: {error}.")
    raise DialError(problem)


def _look(host: str, port: int, way: Way) -> tuple[Certificate, ...]:
    """The certificates that were not trusted: fetched anew, over a connection that ends then.

    The first handshake stops before it can be read, and what is wrong with it is in it.
    """
    assert way.tls is not None
    try:
        inner = _connect(host, port, way, _UNTOLD)
        with inner:
            inner.settimeout(HANDSHAKE_SECONDS)
            context = make_context(Tls(insecure=True, alpn=way.tls.alpn, oldest=way.tls.oldest))
            secure = TlsStream(inner, context, way.tls.sni or host)
            secure.shake_hands()
            return chain_of(secure.tls)
    except (OSError, ValueError):
        return ()


def _sentence(error: PemError) -> str:
    text = str(error)
    return f"{text[0].upper()}{text[1:]}."
