"""The URL of a broker, without what is not to be kept or shown in it."""

from __future__ import annotations

from urllib.parse import urlsplit, urlunsplit

from pubsub_tui.address import Address

MASK = "•••"


def without_password(url: str, mask: str = "") -> str:
    """The same URL without its password, or with a mask in its place; one that is none is kept."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return url
    login, at, host = parts.netloc.rpartition("@")
    name, colon, password = login.partition(":")
    if not password:
        return url
    masked = f"{colon}{mask}" if mask else ""
    return urlunsplit(parts._replace(netloc=f"{name}{masked}{at}{host}"))


def without_topic(url: str, address: Address) -> str:
    """The same URL without the topic filter that its address has."""
    if address.topic_filter is None:
        return url
    return urlunsplit(urlsplit(url)._replace(path=""))
