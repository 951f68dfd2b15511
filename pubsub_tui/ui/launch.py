"""From settings to the running dashboard, and back to an exit code."""

from __future__ import annotations

import gc
import logging
import sys
import traceback
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path

from textual.screen import Screen

from pubsub_tui import paths
from pubsub_tui.connection import (
    broker_name,
    examination_beside,
    make_demo_session,
    make_session,
)
from pubsub_tui.decode.protobuf_schema import Schema, SchemaError, read_schema
from pubsub_tui.model.filter.by_topic import ByTopic
from pubsub_tui.model.traffic import Traffic
from pubsub_tui.outgoing.sent_file import SentFile
from pubsub_tui.outgoing.sent_history import SentHistory
from pubsub_tui.settings import ProtobufSource, Settings
from pubsub_tui.ui.app import Look, PubSubApp
from pubsub_tui.ui.connections import Connection
from pubsub_tui.ui.decoding import Decoding
from pubsub_tui.ui.elsewhere import Elsewhere
from pubsub_tui.ui.pins import Pins
from pubsub_tui.ui.themes import Themes

_log = logging.getLogger(__name__)


def run_dashboard(settings: Sequence[Settings], themes: Themes, base: Settings) -> int:
    """Show the dashboard until the user leaves.

    Args:
        settings: of each connection; without any, the first one is chosen on screen.
        base: what is not about a connection, for those that are chosen.

    Raises:
        SchemaError: a schema of the settings can not be used; nothing has begun then.

    Returns:
        The exit code: 0, or 1 when the program itself failed, which it says on stderr.
    """
    log_path = log_to_file()
    app = make_app(settings, themes, base)
    gc.freeze()  # What is imported stays.
    app.run()
    failure = app.failure
    if failure is None:
        return app.return_code or 0
    _log.error("The dashboard ended: %s", "".join(traceback.format_exception(failure)))
    where = f" Details are in {log_path}." if log_path is not None else ""
    print(f"pubsub-tui: {type(failure).__name__}: {failure}.{where}", file=sys.stderr)
    return 1


def make_app(
    settings: Sequence[Settings], themes: Themes, base: Settings | None = None
) -> PubSubApp:
    """The app with a session for each of the settings, not running yet. Raises SchemaError.

    Theme, keys and schemas are those of the first, and the filters of all are offered to each.
    What each has of ``history_bytes`` is shared out evenly, so that all together take no more
    than one would. One that is chosen later has as much as ``base`` says.
    """
    base = replace(base or Settings(), demo=False)
    first = settings[0] if settings else base
    remarks = dict.fromkeys(remark for each in settings for remark in each.remarks)
    look = Look(
        themes.loaded,
        first.theme or themes.default,
        first.keys,
        (*remarks, *themes.failed),
        {
            name: text
            for each in reversed(settings or [base])
            for name, text in each.filters.items()
        },
    )
    schemas = read_schemas(first.schemas)
    # Those with the same decoders share what is pinned while they run.
    pins: dict[frozenset[tuple[str, str]], Pins] = {}
    connections = []
    for each, name in zip(settings, names(settings), strict=True):
        pinned = frozenset(each.decoders.items())
        pins.setdefault(pinned, Pins(each.decoders, paths.config_file()))
        share = each.history_bytes // len(settings)
        connections.append(_connect(each, share, name, pins[pinned], schemas))
    elsewhere = Elsewhere(
        lambda: _chooser(base, first.keys),
        lambda chosen: _connect_to(chosen, pins, schemas),
    )
    return PubSubApp(connections, look, SentHistory(SentFile(paths.sent_file())), elsewhere)


def _chooser(base: Settings, keys: Mapping[str, str]) -> Screen[Settings | None]:
    from pubsub_tui.ui.profile_files import Places
    from pubsub_tui.ui.screens.connections import ConnectionsScreen

    places = Places(paths.profiles_file(), paths.profile_uses_file())
    return ConnectionsScreen(base, places, keys)


def _connect_to(
    settings: Settings, pins: dict[frozenset[tuple[str, str]], Pins], schemas: ByTopic[Schema]
) -> Connection:
    """A connection that was chosen on screen."""
    pinned = frozenset(settings.decoders.items())
    pins.setdefault(pinned, Pins(settings.decoders, paths.config_file()))
    (name,) = names([settings])
    return _connect(settings, settings.history_bytes, name, pins[pinned], schemas)


def _connect(
    settings: Settings,
    history_bytes: int,
    name: str | None,
    pins: Pins,
    schemas: ByTopic[Schema],
) -> Connection:
    traffic = Traffic(history_bytes)
    for each in dict.fromkeys(settings.excludes):
        traffic.excludes.add(each)
    make = make_demo_session if settings.demo else make_session
    # At once, not with the next frame: what comes first on a new connection stands below the gap.
    session = make(settings, traffic.add, lambda at: traffic.hear(at.link is not None, at.gap))
    return Connection(
        session,
        traffic,
        Decoding(traffic, pins, schemas),
        name,
        examine=partial(examination_beside, settings),
        plots=settings.plots,
        filters=settings.filters,
    )


def names(settings: Sequence[Settings]) -> list[str | None]:
    """What tells connections apart that would be called the same; None where the address does."""
    found = [each.profile.name if each.profile is not None else None for each in settings]
    called = [name or broker_name(each) for name, each in zip(found, settings, strict=True)]
    for index, each in enumerate(settings):
        if called.count(called[index]) > 1 and each.username:
            found[index] = f"{each.username}@{called[index]}"
    return found


def read_schemas(sources: Iterable[ProtobufSource]) -> ByTopic[Schema]:
    """The schemas by topic filter.

    Raises:
        SchemaError: one can not be used: shown without it, payloads would look as if they were
            decoded by it. The text says where it was asked for, and why.
    """
    found: list[tuple[str, Schema]] = []
    for source in sources:
        try:
            schema = read_schema(source.file, source.message)
        except SchemaError as error:
            raise SchemaError(f"{source.place}: {error}") from None
        found += [(topics, schema) for topics in source.topics]
    return ByTopic(found)


def log_to_file() -> Path | None:
    """Send warnings to the log file instead of the screen; None when it can not be written."""
    path = paths.log_file()
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handler: logging.Handler = logging.FileHandler(path, encoding="utf-8", delay=True)
        path.touch()
    except OSError:
        handler = logging.NullHandler()
        path = None  # type: ignore[assignment]
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s: %(message)s"))
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(logging.WARNING)
    return path
