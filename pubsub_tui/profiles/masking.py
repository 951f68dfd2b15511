"""What a profile says, as it may be shown: without its secrets."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pubsub_tui.link_options import is_secret_header
from pubsub_tui.profiles.secret import SECRET_KEYS, Means
from pubsub_tui.profiles.table import plain_key
from pubsub_tui.profiles.url import MASK, masked_url


def masked(table: Mapping[str, Any]) -> dict[str, Any]:
    """A table, right or wrong, with a mask in the place of each secret."""
    return {key: masked_value(key, value) for key, value in table.items()}


def masked_value(key: str, value: object) -> Any:
    """The same of one value, by its key."""
    key = plain_key(key)
    _, means = SECRET_KEYS.get(key, (None, None))
    if means is Means.TEXT and value is not None:
        return MASK
    if isinstance(value, list):
        return [masked_value(key, each) for each in value]
    if not isinstance(value, str):
        return value
    if key == "ws-header" and not value.startswith("@"):
        name, equals, _ = value.partition("=")
        return f"{name}={MASK}" if equals and is_secret_header(name) else value
    if key in ("url", "proxy") and not value.startswith("@"):
        return masked_url(value)
    # A URL that was taken for a host.
    return MASK if key == "host" and "@" in value else value


def is_secret(key: str, value: object) -> bool:
    """Whether a value of a profile holds a secret."""
    return bool(masked_value(key, value) != value)
