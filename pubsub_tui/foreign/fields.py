"""Fields of an object of JSON, each taken as what it should be, or not at all."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from pubsub_tui.address import host_complaint
from pubsub_tui.foreign.connection import ForeignSubscription
from pubsub_tui.topic_filter import complaint

_MOST_SECONDS = 0xFFFF_FFFF


class Fields:
    """What is of another type than expected counts as not there, as in the programs themselves."""

    def __init__(self, table: object) -> None:
        self._table: Mapping[str, Any] = table if isinstance(table, dict) else {}

    def text(self, name: str) -> str:
        """A text without its outer blanks; empty when there is none that is Unicode."""
        value = self._table.get(name)
        if not isinstance(value, str) or any("\ud800" <= char <= "\udfff" for char in value):
            return ""
        return value.strip()

    def number(self, name: str, least: int, most: int) -> int | None:
        """A whole number in a range, which may be written as a text."""
        value = self._table.get(name)
        if isinstance(value, str) and value.isascii() and value.isdecimal() and len(value) < 12:
            value = int(value)
        if isinstance(value, bool) or not isinstance(value, int):
            return None
        return value if least <= value <= most else None

    def seconds(self, name: str) -> int | None:
        """A time that MQTT can carry."""
        return self.number(name, 1, _MOST_SECONDS)

    def flag(self, name: str) -> bool | None:
        """True or false; None when neither stands there."""
        value = self._table.get(name)
        return value if isinstance(value, bool) else None

    def fields(self, name: str) -> Fields:
        """The fields of an object in it."""
        return Fields(self._table.get(name))

    def list(self, name: str) -> list[Fields]:
        """The fields of the objects of a list in it."""
        value = self._table.get(name)
        return [Fields(each) for each in value] if isinstance(value, list) else []


def usable(found: Iterable[ForeignSubscription], left_out: list[str]) -> list[ForeignSubscription]:
    """Those that a broker would take, once each; what is wrong with others is added."""
    by_filter: dict[str, ForeignSubscription] = {}
    for each in found:
        problem = complaint(each.topic_filter)
        if problem is None:
            by_filter.setdefault(each.topic_filter, each)
        else:
            left_out.append(f"the subscription to {each.topic_filter!r}: {problem}")
    return list(by_filter.values())


def url_of(scheme: str, host: str, port: int, path: str) -> str | None:
    """A URL; None when there can be no such host."""
    if not host or host_complaint(host) is not None or set(host) & set("/@?#%[]"):
        return None
    if any(char <= " " or char == "\x7f" for char in host + path):
        return None
    bracketed = f"[{host}]" if ":" in host else host
    return f"{scheme}://{bracketed}:{port}{path}"
