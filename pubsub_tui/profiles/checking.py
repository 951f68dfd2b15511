"""From a table of the file to a profile, checked key by key."""

from __future__ import annotations

from typing import Any, cast

from pubsub_tui.address import Address, host_complaint
from pubsub_tui.profiles.entries import (
    check_filter,
    check_pattern,
    decoders,
    filters,
    plots,
    subscriptions,
)
from pubsub_tui.profiles.options import converted, option_keys
from pubsub_tui.profiles.profile import Profile, colour_of
from pubsub_tui.profiles.sources import check_headers, secret_sources, taken_apart
from pubsub_tui.profiles.table import Table
from pubsub_tui.settings import SavedSubscription


def profile_of(table: Table) -> Profile:
    """The profile that a table describes. Raises ProfileError."""
    options = _options(table)
    sources = secret_sources(table)
    urls, address = taken_apart(table, sources)
    return Profile(
        table.name,
        table.path,
        {**options, **urls},
        {key: table.line(key) for key in table.written},
        table.checked("colour", _colour) if "colour" in table else None,
        (*_of_url(table, address), *subscriptions(table)),
        sources,
        decoders(table) if "decoders" in table else {},
        plots(table) if "plots" in table else (),
        filters(table) if "filters" in table else {},
        table.values,
    )


def _options(table: Table) -> dict[str, object]:
    options: dict[str, object] = {}
    for key, action in option_keys().items():
        if key in table:

            def convert(value: object, action: Any = action) -> object:
                return converted(action, value, table.path.parent)

            options[action.dest] = table.checked(key, convert)
    for topics in cast(list[str], options.get("exclude", [])):
        check_pattern(table, ("exclude",), topics)
    check_headers(table, cast(list[str], options.get("ws_header", [])))
    if "host" in options:
        _check_host(table, str(options["host"]))
    return options


def _check_host(table: Table, host: str) -> None:
    problem = host_complaint(host)
    if not set(host).isdisjoint("/@"):
        problem = "a URL is written as url"
    if problem is not None:
        # It is not repeated: it may hold a password.
        raise table.error(("host",), f"host can not be used: {problem}")


def _of_url(table: Table, address: Address | None) -> tuple[SavedSubscription, ...]:
    if address is None or address.topic_filter is None:
        return ()
    check_filter(table, ("url",), address.topic_filter)
    return (SavedSubscription(address.topic_filter),)


def _colour(value: object) -> str:
    if not isinstance(value, str):
        raise ValueError("it has to be a text in quotes, such as 'red' or '#c62828'")
    return colour_of(value)
