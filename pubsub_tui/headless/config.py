"""``pubsub-tui config``: what holds, by command line, environment, profile and configuration."""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from pubsub_tui.connect_settings import (
    SecretPlace,
    broker_settings,
    key_password_place,
    password_place,
    proxy_password_place,
)
from pubsub_tui.headless import exit_codes
from pubsub_tui.profiles.joining import Joined, given_of
from pubsub_tui.profiles.masking import masked_value
from pubsub_tui.profiles.options import option_keys
from pubsub_tui.profiles.profile import Profile
from pubsub_tui.profiles.secret import KEY_PASSWORD, PASSWORD, PROXY_PASSWORD, Secret, SecretSource
from pubsub_tui.profiles.url import MASK
from pubsub_tui.sanitize import sanitize
from pubsub_tui.settings import PlottedValue, SavedSubscription, Settings

_COMMAND_LINE, _DEFAULT, _FILE = "command line", "default", "config.toml"


@dataclass(frozen=True, slots=True)
class Value:
    """A value that holds, without secrets, and where it comes from."""

    key: str
    value: Any
    origin: str


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """See `commands.CommandModule`."""
    parser.add_argument("--json", action="store_true", help="print it as JSON")


def run(asked: argparse.Namespace, settings: Settings) -> int:
    """See `commands.CommandModule`."""
    values = list(merged(asked.joined, settings))
    if asked.json:
        rows = {each.key: {"value": each.value, "origin": each.origin} for each in values}
        print(json.dumps(rows, indent=2, default=str))
        return exit_codes.DONE
    widest = max(len(each.key) for each in values)
    for each in values:
        print(f"{each.key:<{widest}}  {sanitize(_written(each.value))}  ({sanitize(each.origin)})")
    return exit_codes.DONE


def merged(joined: Joined, settings: Settings) -> Iterator[Value]:
    """All values.

    Args:
        settings: those of command line and configuration file, without the connection's.
    """
    yield from _connection(joined, broker_settings(joined, settings))
    yield _subscriptions(joined)
    given, profile = given_of(joined.asked), joined.profile
    theme = settings.theme
    yield Value("theme", theme, _screen_origin("theme" in given, theme is not None))
    changed = settings.history_bytes != Settings().history_bytes
    yield Value("history", settings.history_bytes, _screen_origin("history" in given, changed))
    for key in ("keys", "decoders", "filters"):
        mine = {} if profile is None or key == "keys" else getattr(profile, key)
        for name, text in {**getattr(settings, key), **mine}.items():
            origin = _of_profile(profile, key) if name in mine and profile else _FILE
            yield Value(f"{key}.{name}", text, origin)
    if profile is not None:
        if profile.colour is not None:
            yield Value("colour", profile.colour, _of_profile(profile, "colour"))
        if profile.plots:
            plots = [_plot(each) for each in profile.plots]
            yield Value("plots", plots, _of_profile(profile, "plots"))


def _connection(joined: Joined, settings: Settings) -> Iterator[Value]:
    asked = joined.asked
    effective = {"host": settings.host, "port": settings.port, "username": settings.username}
    effective["keepalive"] = settings.connect.keepalive
    url_origin = _origin(joined, "url", "url")
    if asked.url is not None:
        yield Value("url", masked_value("url", asked.url), url_origin)
    for key, action in option_keys().items():
        value, origin = getattr(asked, action.dest), _origin(joined, action.dest, key)
        if key in effective:
            value = effective[key]
            in_url = (
                asked.url is not None and key != "keepalive" and getattr(asked, action.dest) is None
            )
            origin = url_origin if in_url and value is not None else origin
        yield Value(key, masked_value(key, _plain(value)), origin)
    yield _secret(joined, PASSWORD, password_place(joined, settings))
    yield _secret(joined, KEY_PASSWORD, key_password_place(joined, settings))
    yield _secret(joined, PROXY_PASSWORD, proxy_password_place(joined, settings))


def _secret(joined: Joined, secret: Secret, place: SecretPlace) -> Value:
    origin = place.origin
    if isinstance(place.source, SecretSource) and joined.profile is not None:
        source = place.source
        origin = f"{origin}, line {source.line}: {secret.name}{source.means.value}"
    return Value(secret.name, MASK if origin else None, origin or _DEFAULT)


def _subscriptions(joined: Joined) -> Value:
    asked = joined.asked
    if asked.topic:
        return Value("subscriptions", list(asked.topic), _COMMAND_LINE)
    if joined.subscriptions and joined.profile is not None:
        found = [_subscription(each) for each in joined.subscriptions]
        return Value("subscriptions", found, _of_profile(joined.profile, "subscriptions"))
    return Value("subscriptions", ["#", "$SYS/#"], _DEFAULT)


def _subscription(saved: SavedSubscription) -> Any:
    """As in the file of profiles: a filter alone, or with what is said of it."""
    said = {
        key.replace("_", "-"): each
        for key, each in asdict(saved).items()
        if key != "topic_filter" and each != getattr(SavedSubscription(""), key)
    }
    return {"filter": saved.topic_filter, **said} if said else saved.topic_filter


def _plot(plotted: PlottedValue) -> Any:
    from pubsub_tui.model.filter.written import written_path

    if not plotted.path:
        return plotted.topic
    return {"topic": plotted.topic, "value": written_path(plotted.path)}


def _origin(joined: Joined, name: str, key: str) -> str:
    if name in given_of(joined.asked):
        return _COMMAND_LINE
    if name in joined.taken and joined.profile is not None:
        return _of_profile(joined.profile, key)
    return _DEFAULT


def _of_profile(profile: Profile, key: str) -> str:
    line = profile.lines.get(key)
    if line is None and key == "subscriptions":  # It is the URL that names a topic filter.
        line = profile.lines.get("url")
    return f"profile {profile.name}" + (f", line {line}" if line else "")


def _screen_origin(given: bool, configured: bool) -> str:
    return _COMMAND_LINE if given else _FILE if configured else _DEFAULT


def _plain(value: object) -> Any:
    return str(value) if isinstance(value, Path) else value


def _written(value: object) -> str:
    if value is None:
        return "–"
    return value if isinstance(value, str) else json.dumps(value, default=str, ensure_ascii=False)
