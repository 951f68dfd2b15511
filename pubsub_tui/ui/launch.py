"""From settings to the running dashboard, and back to an exit code."""

from __future__ import annotations

import logging
import sys
import traceback
from collections.abc import Iterable
from functools import partial
from pathlib import Path

from pubsub_tui import paths
from pubsub_tui.connection import examination_beside, make_demo_session, make_session
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
from pubsub_tui.ui.profile_files import Places
from pubsub_tui.ui.screens.connections import ConnectionsScreen
from pubsub_tui.ui.themes import Themes

_log = logging.getLogger(__name__)


def run_dashboard(settings: Settings | None, themes: Themes, base: Settings) -> int:
    """Show the dashboard until the user leaves.

    Args:
        settings: None to let the connection be chosen first.
        base: what is not about a connection, for one that is chosen.

    Raises:
        SchemaError: a schema of the settings can not be used; nothing has begun then.

    Returns:
        The exit code: 0, or 1 when the program itself failed, which it says on stderr.
    """
    log_path = log_to_file()
    app = make_app(settings, themes, base)
    app.run()
    failure = app.failure
    if failure is None:
        return app.return_code or 0
    _log.error("The dashboard ended: %s", "".join(traceback.format_exception(failure)))
    where = f" Details are in {log_path}." if log_path is not None else ""
    print(f"pubsub-tui: {type(failure).__name__}: {failure}.{where}", file=sys.stderr)
    return 1


def make_app(settings: Settings | None, themes: Themes, base: Settings | None = None) -> PubSubApp:
    """The app with its session and traffic, not running yet; see `run_dashboard`.

    Raises:
        SchemaError: a schema of the settings can not be used.
    """
    first = settings or base or Settings()
    schemas = read_schemas(first.schemas)
    look = Look(
        themes.loaded,
        first.theme or themes.default,
        first.keys,
        (*first.remarks, *themes.failed),
        first.filters,
    )
    places = Places(paths.profiles_file(), paths.profile_uses_file())
    elsewhere = Elsewhere(
        lambda: ConnectionsScreen(base or first, places, first.keys),
        lambda chosen: _connect(chosen, schemas),
    )
    connections = [_connect(settings, schemas)] if settings is not None else []
    return PubSubApp(connections, look, SentHistory(SentFile(paths.sent_file())), elsewhere)


def _connect(settings: Settings, schemas: ByTopic[Schema]) -> Connection:
    """What the connection of the settings needs."""
    traffic = Traffic(settings.history_bytes)
    make = make_demo_session if settings.demo else make_session
    decoding = Decoding(traffic, Pins(settings.decoders, paths.config_file()), schemas)
    for each in dict.fromkeys(settings.excludes):
        traffic.excludes.add(each)
    # At once, not with the next frame: what comes first on a new connection stands below the gap.
    session = make(settings, traffic.add, lambda at: traffic.hear(at.link is not None, at.gap))
    return Connection(
        session,
        traffic,
        decoding,
        examine=partial(examination_beside, settings),
        filters=settings.filters,
        plots=settings.plots,
    )


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
