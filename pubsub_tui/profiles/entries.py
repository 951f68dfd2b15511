"""The lists and tables inside a profile: subscriptions, plots, decoders and filters."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from typing import Any, TypeVar

from pubsub_tui.profiles.table import Table, plain_key, unknown
from pubsub_tui.settings import PlottedValue, SavedSubscription
from pubsub_tui.toml_places import Step
from pubsub_tui.topic_filter import complaint, pattern_complaint

T = TypeVar("T")
Way = tuple[Step, ...]
_OF_SUBSCRIPTION = (
    "filter",
    "qos",
    "no-local",
    "retain-as-published",
    "retain-handling",
    "alias",
    "mark",
    "paused",
)
_OF_PLOT = ("topic", "value")


def subscriptions(table: Table) -> tuple[SavedSubscription, ...]:
    """What the profile subscribes to. Raises ProfileError."""
    return _each(table, "subscriptions", _subscription)


def plots(table: Table) -> tuple[PlottedValue, ...]:
    """What is plotted from the start. Raises ProfileError."""
    from pubsub_tui.model.plot.collection import MOST_PINNED

    found = _each(table, "plots", _plot)
    if len(found) > MOST_PINNED:
        words = f"only {MOST_PINNED} values can be plotted at once"
        raise table.error(("plots", MOST_PINNED), words)
    return found


def decoders(table: Table) -> dict[str, str]:
    """Names of decoders as they are known, by topic filter. Raises ProfileError."""
    from pubsub_tui.decode.registry import find_decoder

    return {
        topics: _decoder(table, topics, name, find_decoder)
        for topics, name in _texts(table, "decoders").items()
    }


def filters(table: Table) -> dict[str, str]:
    """Texts of filters by name. Raises ProfileError."""
    from pubsub_tui.model.filter import parse

    found = dict(_texts(table, "filters"))
    for name, text in found.items():
        try:
            parse(text)
        except ValueError as error:
            words = f"the filter {name!r} is not valid: {str(error).rstrip('.')}"
            raise table.error(("filters", name), words) from None
    return found


def check_filter(table: Table, way: Way, topics: str) -> None:
    """Raises ProfileError for what can not be subscribed to."""
    problem = complaint(topics)
    if problem is not None:
        raise table.error(way, f"the topic filter {topics[:200]!r} is not valid: {problem}")


def check_pattern(table: Table, way: Way, topics: str) -> None:
    """Raises ProfileError for what no topic can match."""
    problem = pattern_complaint(topics)
    if problem is not None:
        raise table.error(way, f"the topic filter {topics[:200]!r} is not valid: {problem}")


def _each(table: Table, key: str, read: Callable[[Table, Way, object], T]) -> tuple[T, ...]:
    if key not in table:
        return ()
    items = table[key]
    if not isinstance(items, list):
        raise table.error((key,), f"{key} has to be a list, [ … ]")
    return tuple(read(table, (key, index), item) for index, item in enumerate(items))


def _subscription(table: Table, way: Way, item: object) -> SavedSubscription:
    fields = _fields(table, way, item, "filter", _OF_SUBSCRIPTION)
    check_filter(table, way, fields["filter"])
    said: dict[str, Any] = {}
    for key, value in fields.items():
        if key in ("no-local", "retain-as-published", "paused"):
            _check_kind(table, way, key, isinstance(value, bool), "true or false")
        elif key in ("qos", "retain-handling"):
            number = isinstance(value, int) and not isinstance(value, bool)
            _check_kind(table, way, key, number and 0 <= value <= 2, "0, 1 or 2")
        elif key == "alias":
            _check_kind(table, way, key, isinstance(value, str), "a text in quotes")
        elif key == "mark":
            from pubsub_tui.subscriptions import MARKS  # Late, as it brings asyncio.

            right = isinstance(value, str) and (value in MARKS) and len(value) <= 1
            _check_kind(table, way, key, right, "a letter from A to F, in quotes")
        if key != "filter":
            said[key.replace("-", "_")] = value
    if said.get("no_local") and fields["filter"].startswith("$share/"):
        raise table.error((*way, "no-local"), "no-local and $share do not go together")
    return SavedSubscription(fields["filter"], **said)


def _plot(table: Table, way: Way, item: object) -> PlottedValue:
    from pubsub_tui.model.filter.parser import parse_path

    fields = _fields(table, way, item, "topic", _OF_PLOT)
    topic, value = fields["topic"], fields.get("value", "")
    problem = complaint(topic)
    if problem is None and not set(topic).isdisjoint("+#"):
        problem = "a number is plotted of one topic, without wildcards"
    if problem is not None:
        raise table.error(way, f"the topic {topic[:200]!r} can not be plotted: {problem}")
    _check_kind(table, way, "value", isinstance(value, str), "a text in quotes")
    try:
        return PlottedValue(topic, parse_path(value) if value else ())
    except ValueError as error:
        words = f"the value {value[:80]!r} can not be read: {str(error).rstrip('.')}"
        raise table.error((*way, "value"), words) from None


def _check_kind(table: Table, way: Way, key: str, right: bool, words: str) -> None:
    if not right:
        raise table.error((*way, key), f"{key} has to be {words}")


def _fields(
    table: Table, way: Way, item: object, first: str, known: Collection[str]
) -> dict[str, Any]:
    """An item that is a text, or a table with such a text, by its keys as they are known."""
    fields = {first: item} if isinstance(item, str) else item
    if not isinstance(fields, dict):
        raise table.error(way, f"it has to be a {first} in quotes, or {{ {first} = … }}")
    plain: dict[str, Any] = {}
    for key, value in fields.items():
        if plain_key(key) not in known:
            raise table.error((*way, key), unknown(plain_key(key), known))
        if plain_key(key) in plain:
            raise table.error((*way, key), f"{plain_key(key)!r} is there twice")
        plain[plain_key(key)] = value
    if not isinstance(plain.get(first), str):
        raise table.error(way, f"it needs {first} = a text in quotes")
    return plain


def _texts(table: Table, key: str) -> Mapping[str, str]:
    if key not in table:
        return {}
    texts = table[key]
    if not isinstance(texts, dict):
        raise table.error((key,), f"{key} has to be a table, [profiles.{table.name}.{key}]")
    for each, value in texts.items():
        if not isinstance(value, str):
            raise table.error((key, each), f"{each!r} has to be a text in quotes")
    return texts


def _decoder(table: Table, topics: str, name: str, find: Callable[[str], str]) -> str:
    check_pattern(table, ("decoders", topics), topics)
    try:
        return find(name)
    except ValueError as error:
        raise table.error(("decoders", topics), str(error).rstrip(".")) from None
