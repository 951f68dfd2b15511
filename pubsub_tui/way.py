"""How a broker is reached: TLS, WebSocket, Unix socket and proxy, as plain values."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

WEBSOCKET_PATH = "/mqtt"
"""Where most brokers expect WebSocket; mosquitto takes any path."""


@dataclass(frozen=True, slots=True)
class Tls:
    """How the connection is encrypted, and who is trusted.

    Attributes:
        ca: a file of certificates in PEM, or a folder of such files; None for the system's.
        cert: this client's own certificate, with its chain, in PEM.
        key: its private key; None when the certificate's file holds that too.
        key_password: what the key is encrypted with.
        alpn: protocols to offer by ALPN, in order.
        sni: the name to ask for, which the certificate has to be for; None for the host.
        oldest: the oldest version of TLS that is accepted.
        insecure: accept any certificate, and so anyone who answers.
    """

    ca: Path | None = None
    cert: Path | None = None
    key: Path | None = None
    key_password: str | None = field(default=None, repr=False)
    alpn: tuple[str, ...] = ()
    sni: str | None = None
    oldest: str = "1.2"
    insecure: bool = False


@dataclass(frozen=True, slots=True)
class WebSocket:
    """MQTT inside a WebSocket (MQTT 5.0, section 6).

    Attributes:
        path: of the request, with its query; either may hold a token.
        headers: names and values to add to the request, which may be secret.
    """

    path: str = field(default=WEBSOCKET_PATH, repr=False)
    headers: tuple[tuple[str, str], ...] = field(default=(), repr=False)


@dataclass(frozen=True, slots=True)
class Proxy:
    """Who connects for us, and resolves the broker's name. ``scheme`` is http or socks5h."""

    scheme: str
    host: str
    port: int
    username: str | None = None
    password: str | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class Way:
    """The way to a broker; with nothing set it is plain TCP. ``unix`` is a socket's path."""

    tls: Tls | None = None
    websocket: WebSocket | None = None
    unix: str | None = None
    proxy: Proxy | None = None

    @property
    def insecure(self) -> bool:
        """Whether it is encrypted, but not known for whom."""
        return self.tls is not None and self.tls.insecure

    @property
    def stages(self) -> tuple[str, ...]:
        """What lies between, in words; encryption aside."""
        found: tuple[str, ...] = ()
        if self.websocket is not None:
            found += ("WebSocket",)
        if self.unix is not None:
            found += ("Unix socket",)
        if self.proxy is not None:
            found += (f"through the proxy {endpoint_name(self.proxy.host, self.proxy.port)}",)
        return found

    def endpoint(self, host: str, port: int) -> str:
        """The broker as people write it: host and port, or the path of its socket."""
        return self.unix if self.unix is not None else endpoint_name(host, port)


PLAIN = Way()


def endpoint_name(host: str, port: int) -> str:
    """Host and port as people write them."""
    return f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
