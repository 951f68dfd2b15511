"""A broker's address as a URL: ``mqtt://user@host:1883/site/%23``."""

from __future__ import annotations

from dataclasses import dataclass, field
from urllib.parse import SplitResult, unquote, urlsplit

SCHEMES = {"mqtt": 1883}
"""The schemes that can be connected to, and their usual ports."""


class AddressError(ValueError):
    """A URL that can not be used; the text says why and what to do."""


@dataclass(frozen=True, slots=True)
class Address:
    """Where to connect to. ``topic_filter`` is None when the URL has no path."""

    scheme: str
    host: str
    port: int
    username: str | None = None
    password: str | None = field(default=None, repr=False)
    topic_filter: str | None = None


def parse_url(url: str) -> Address:
    """Read a URL. Raises AddressError, whose text never repeats a password.

    The path, percent-decoded and without its first slash, is a topic filter: write ``#`` as
    ``%23``.
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
    if parts.scheme not in SCHEMES:
        known = ", ".join(f"{scheme}://" for scheme in SCHEMES)
        raise AddressError(f"the scheme {parts.scheme}:// is not known: use {known}")
    host = unquote(parts.hostname or "")
    if not host:
        raise AddressError("the URL names no host: write mqtt://HOST:PORT")
    complaint = host_complaint(host)
    if complaint is not None:
        raise AddressError(f"the URL's host can not be used: {complaint}")
    if "#" in url or "?" in url:  # The parts do not tell an empty fragment from none.
        raise AddressError("# and ? in a URL's topic filter are written %23 and %3F")
    if "@" in parts.path:  # It may be the rest of a password.
        raise AddressError("a / in a URL's login is written %2F, and an @ in its topic filter %40")
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
    path = unquote(parts.path.removeprefix("/"))
    return Address(
        parts.scheme,
        host,
        port or SCHEMES[parts.scheme],
        unquote(parts.username) if parts.username is not None else None,
        unquote(parts.password) if parts.password is not None else None,
        path or None,
    )
