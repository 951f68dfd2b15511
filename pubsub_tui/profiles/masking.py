"""What a profile says, as it may be shown: without its secrets."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pubsub_tui.profiles.secret import Means
from pubsub_tui.profiles.tables import SECRET_KEYS, plain_key
from pubsub_tui.profiles.url import MASK, without_password


def masked(table: Mapping[str, Any]) -> dict[str, Any]:
    """A table, right or wrong, with a mask in the place of each secret."""
    return {key: masked_value(key, value) for key, value in table.items()}


def masked_value(key: str, value: object) -> Any:
    """The same of one value, by its key."""
    _, means = SECRET_KEYS.get(plain_key(key), (None, None))
    if means is Means.TEXT and value is not None:
        return MASK
    if isinstance(value, list):
        return [masked_value(key, each) for each in value]
    return without_password(value, MASK) if isinstance(value, str) and "://" in value else value
