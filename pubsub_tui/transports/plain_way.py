"""The way to a broker as paho goes it, for when its inside has changed and ours is not taken."""

from __future__ import annotations

from typing import Literal

from paho.mqtt.client import Client

from pubsub_tui.transports.base import Cause, Problem, TransportError
from pubsub_tui.transports.pem import PemError
from pubsub_tui.transports.tls import make_context
from pubsub_tui.way import Way


def transport_of(way: Way) -> Literal["tcp", "websockets", "unix"]:
    """Paho's name for what is below MQTT."""
    if way.unix is not None:
        return "unix"
    return "tcp" if way.websocket is None else "websockets"


def let_paho_go(paho: Client, way: Way) -> None:
    """Configure it for the same way, as far as it can.

    Raises:
        TransportError: it can not.
    """
    if way.proxy is not None or (way.tls is not None and way.tls.sni is not None):
        what = "The installed paho-mqtt has changed inside: it takes no --proxy and no --sni."
        raise TransportError(Problem(Cause.BROKER, what, "Install paho-mqtt 2.1."))
    if way.tls is not None:
        try:
            paho.tls_set_context(make_context(way.tls))
        except PemError as error:
            raise TransportError(Problem(Cause.FILES, f"TLS can not begin: {error}.")) from None
    if way.websocket is not None:
        paho.ws_set_options(way.websocket.path, dict(way.websocket.headers))
