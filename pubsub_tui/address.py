"""A broker's address as a URL: ``mqtt://user@host:1883/site/%23``."""

from __future__ import annotations

from dataclasses import dataclass, field
from urllib.parse import SplitResult, unquote, urlsplit

from pubsub_tui.way import Proxy

SCHEMES = {"mqtt": 1883, "mqtts": 8883, "ws": 80, "wss": 443}
"""The schemes that can be connected to over a network, and their usual ports."""
UNIX = "mqtt+unix"
_PROXIES = {"http": 8080, "socks5h": 1080}
_SECURE = ("mqtts", "wss")


class AddressError(ValueError):
    """A URL that can not be used; the text says why and what to do."""


@dataclass(frozen=True, slots=True)
class Address:
    """Where to connect to.

    Attributes:
        topic_filter: of mqtt and mqtts; None when the URL has no path.
        path: of ws and wss with its query, which may be secret, or of a Unix socket.
    """

    scheme: str
    host: str
    port: int
    username: str | None = None
    password: str | None = field(default=None, repr=False)
    topic_filter: str | None = None
    path: str | None = field(default=None, repr=False)

    @property
    def secure(self) -> bool:
        """Whether the scheme stands for TLS."""
        return self.scheme in _SECURE


def parse_url(url: str) -> Address:
    """Read a URL. Raises AddressError, whose text never repeats a password.

    The path, percent-decoded and without its first slash, is a topic filter: write ``#`` as
    ``%23``. With ws and wss it is the path of the request, as it stands; with mqtt+unix it is
    that of the socket.
    """
    if "://" not in url:
        named = "it" if "@" in url else repr(url)
        raise AddressError(f"{named} is not a URL: write mqtt://HOST:PORT, or --host HOST")
    if any(char < " " or char == "\x7f" for char in url):
        raise AddressError("the URL holds a control character: write a tab, say, as %09")
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        raise AddressError(
            "the URL's host or port can not be read: write mqtt://HOST:PORT, IPv6 in brackets"
        ) from None
    if parts.scheme == UNIX:
        return _unix(url, parts)
    if parts.scheme not in SCHEMES:
        known = ", ".join(f"{scheme}://" for scheme in (*SCHEMES, UNIX))
        raise AddressError(f"the scheme {parts.scheme}:// is not known: use {known}")
    host = unquote(parts.hostname or "")
    if not host:
        raise AddressError("the URL names no host: write mqtt://HOST:PORT")
    complaint = host_complaint(host)
    if complaint is not None:
        raise AddressError(f"the URL's host can not be used: {complaint}")
    websocket = parts.scheme in ("ws", "wss")
    # The parts do not tell an empty fragment from none.
    if "#" in url or ("?" in url and not websocket):
        raise AddressError("# and ? in a URL's topic filter are written %23 and %3F")
    if "@" in parts.path:  # It may be the rest of a password.
        raise AddressError("a / in a URL's login is written %2F, and an @ in its topic filter %40")
    if websocket and not (url.isascii() and url.isprintable() and " " not in url):
        raise AddressError("the URL of a WebSocket holds what has to be percent-encoded")
    if port == 0:
        raise AddressError("port 0 can not be connected to: MQTT is usually on 1883")
    return _address(parts, host, port)


def host_complaint(host: str) -> str | None:
    """What is wrong with a host name or IP address, in one clause; None when it may be right."""
    if not host:
        return "it is empty"
    if any(char.isspace() or not char.isprintable() for char in host):
        return "it holds a space or a control character"
    if "[" in host or "]" in host:
        return "brackets are written in a URL only"
    labels = host.removesuffix(".").split(".")
    if not all(0 < len(label) < 64 for label in labels):
        return "what is between its dots has to be 1 to 63 characters long"
    return None


def _address(parts: SplitResult, host: str, port: int | None) -> Address:
    place = (parts.scheme, host, port or SCHEMES[parts.scheme], *_login(parts))
    if parts.scheme in ("ws", "wss"):
        query = f"?{parts.query}" if parts.query else ""
        path = parts.path or ("/" if query else "")
        return Address(*place, path=path + query or None)
    return Address(*place, topic_filter=unquote(parts.path.removeprefix("/")) or None)


def _login(parts: SplitResult) -> tuple[str | None, str | None]:
    return (
        unquote(parts.username) if parts.username is not None else None,
        unquote(parts.password) if parts.password is not None else None,
    )


def _unix(url: str, parts: SplitResult) -> Address:
    path = unquote(parts.path)
    if parts.hostname or parts.port is not None:
        raise AddressError(f"a Unix socket has no host: write {UNIX}:///PATH, with three slashes")
    if "#" in url or "?" in url:
        raise AddressError("# and ? in the path of a Unix socket are written %23 and %3F")
    if "@" in parts.path:
        raise AddressError("a / in a URL's login is written %2F, and an @ in its path %40")
    if path in ("", "/") or "\0" in path:
        raise AddressError(f"the URL names no socket: write {UNIX}:///PATH")
    return Address(UNIX, "localhost", SCHEMES["mqtt"], *_login(parts), path=path)


def parse_proxy(url: str) -> Proxy:
    """Read the URL of a proxy. Raises AddressError, whose text never repeats a password."""
    usage = "write http://HOST:PORT or socks5h://HOST:PORT"
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        raise AddressError(f"the proxy's host or port can not be read: {usage}") from None
    if parts.scheme not in _PROXIES or "://" not in url:
        # A proxy that takes addresses only would let the local network see the name looked up.
        raise AddressError(f"the proxy's scheme is not known: {usage}")
    host = unquote(parts.hostname or "")
    complaint = host_complaint(host)
    if complaint is not None:
        raise AddressError(f"the proxy's host can not be used: {complaint}")
    if port == 0 or parts.path not in ("", "/") or parts.query or parts.fragment:
        raise AddressError(f"a proxy has a host and a port only: {usage}")
    username, password = _login(parts)
    return Proxy(parts.scheme, host, port or _PROXIES[parts.scheme], username or None, password)
