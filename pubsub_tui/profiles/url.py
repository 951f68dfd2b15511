"""The URL of a broker, without what is not to be kept or shown in it."""

from __future__ import annotations

from urllib.parse import urlsplit, urlunsplit

from pubsub_tui.address import Address

MASK = "•••"


def without_password(url: str) -> str:
    """The same URL without its password."""
    return _with(url, "")


def masked_url(url: str) -> str:
    """The same with a mask in the place of its password, and of a query, which may be a token.

    Of what is none, as of a URL that was written wrongly, nothing is left but a mask.
    """
    masked = _with(url, f":{MASK}")
    head, question, query = masked.partition("?")
    return f"{head}?{MASK}" if question and query else masked


def _with(url: str, password: str) -> str:
    try:
        parts = urlsplit(url)
    except ValueError:
        return MASK
    login, at, host = parts.netloc.rpartition("@")
    name, _, written = login.partition(":")
    if "@" in url and not (at and "@" not in parts.path + parts.query + parts.fragment):
        return MASK
    return urlunsplit(parts._replace(netloc=f"{name}{password}{at}{host}")) if written else url


def without_topic(url: str, address: Address) -> str:
    """The same URL without the topic filter that its address has."""
    if address.topic_filter is None:
        return url
    return urlunsplit(urlsplit(url)._replace(path=""))
