"""Which messages of a batch are meant: by the dashboard's filter, and by the retained flag."""

from __future__ import annotations

import time
from collections.abc import Callable

from pubsub_tui.message import Message
from pubsub_tui.model.filter import Filter, FilterError, parse
from pubsub_tui.settings import UsageError

Select = Callable[[list[Message]], list[Message]]


def read_filter(option: str, text: str | None) -> Filter | None:
    """The filter that an option holds; None for none. Raises UsageError."""
    if text is None:
        return None
    try:
        return parse(text)
    except FilterError as error:
        raise UsageError(f"{option} {text!r} is no filter. {error}") from None


def selection(chosen: Filter | None, retained: bool | None = None) -> Select:
    """What picks the messages out of a batch.

    Args:
        chosen: the filter; None for every message.
        retained: whether the messages must have the RETAIN flag, or must not; None for both.
    """

    def select(batch: list[Message]) -> list[Message]:
        if retained is not None:
            batch = [message for message in batch if message.retain is retained]
        if chosen is not None and not chosen.everything:
            now = time.time()
            matches = chosen.matches
            batch = [message for message in batch if matches(message, now)]
        return batch

    return select
