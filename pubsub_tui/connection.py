"""From settings to a session: which transport, where to, subscribed to what."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import TYPE_CHECKING

from pubsub_tui.session import ConnectionState, Credentials, MakeTransport, Session
from pubsub_tui.settings import SavedSubscription, Settings
from pubsub_tui.subscriptions import Entry
from pubsub_tui.topic_filter import selects_sys
from pubsub_tui.transports.base import Sink, Subscription, Transport
from pubsub_tui.way import Way, endpoint_name

if TYPE_CHECKING:
    from pubsub_tui.doctor.examination import Examination
    from pubsub_tui.transports.continuity import Continuity
    from pubsub_tui.transports.mqtt_options import MqttOptions

EVERYTHING = (SavedSubscription("#"), SavedSubscription("$SYS/#"))
"""``#`` leaves out topics that begin with ``$`` (MQTT 5.0, section 4.7.2)."""


def subscriptions(settings: Settings) -> tuple[Entry, ...]:
    """The subscriptions that were asked for; everything when none was.

    Retained messages are marked when they come live, too. Not so below ``$SYS``, where the
    flag tells a broker's figure of unknown age from one that has just come.
    """
    named = tuple(map(SavedSubscription, settings.topic_filters)) or settings.subscriptions
    return tuple(_entry(each, settings.qos) for each in named or EVERYTHING)


def _entry(saved: SavedSubscription, qos: int) -> Entry:
    marked = saved.retain_as_published
    return Entry(
        Subscription(
            saved.topic_filter,
            qos if saved.qos is None else saved.qos,
            saved.no_local,
            not selects_sys(saved.topic_filter) if marked is None else marked,
            saved.retain_handling,
        ),
        saved.alias,
        saved.mark,
        saved.paused,
    )


def make_session(
    settings: Settings,
    sink: Sink,
    on_change: Callable[[ConnectionState], None] = lambda state: None,
) -> Session:
    """A session that connects to the broker of the settings once it runs."""
    make = _Transports(settings, lambda: (settings.host, settings.port))
    return Session(
        make,
        sink,
        subscriptions(settings),
        endpoint=broker_name(settings),
        read_only=settings.read_only,
        insecure=settings.way.insecure,
        production=settings.production,
        profile=settings.profile,
        login=Credentials(settings.password, settings.username),
        on_change=on_change,
        make_another=_aside(settings, lambda: (settings.host, settings.port)),
        take_another_id=make.take_another_id,
        address=lambda: (settings.host, settings.port),
    )


def make_demo_session(
    settings: Settings,
    sink: Sink,
    on_change: Callable[[ConnectionState], None] = lambda state: None,
) -> Session:
    """A session that starts the demo's broker and fleet, and ends them with itself."""
    port = 0

    @asynccontextmanager
    async def demo() -> AsyncIterator[str]:
        nonlocal port
        from pubsub_tui.demo.process import start_demo

        async with await start_demo() as process:
            port = process.port
            yield f"demo on {endpoint_name('localhost', port)}"

    return Session(
        _Transports(settings, lambda: ("127.0.0.1", port)),
        sink,
        subscriptions(settings),
        endpoint="the demo",
        read_only=settings.read_only,
        production=settings.production,
        profile=settings.profile,
        surroundings=demo,
        on_change=on_change,
        make_another=_aside(settings, lambda: ("127.0.0.1", port)),
        address=lambda: ("127.0.0.1", port),
    )


def make_examination(settings: Settings, seconds: float) -> Examination:
    """An examination of the broker of the settings; each step may take so many seconds.

    The client id is used when one was named: whoever has it is pushed out.
    """
    from pubsub_tui.doctor.examination import Examination

    connect = replace(settings.connect.aside(), client_id=settings.connect.client_id)
    login = Credentials(settings.password, settings.username)
    options = _options(replace(settings, connect=connect), settings.host, settings.port, login)
    asked = tuple(each.subscription for each in subscriptions(settings) if not each.paused)
    return Examination(options, asked, seconds)


def examination_beside(settings: Settings, session: Session) -> Examination:
    """An examination of a session's broker, with a client id of its own."""
    from pubsub_tui.doctor.examination import Examination

    aside = replace(settings, connect=settings.connect.aside())
    options = _options(aside, *session.address(), session.login)
    active = tuple(session.subscriptions.active)
    return Examination(options, active, before=tuple(session.troubles))


def make_transports(settings: Settings) -> Callable[[], Transport]:
    """Makes connections to the broker of the settings, to be opened one after the other."""
    make = _Transports(settings, lambda: (settings.host, settings.port))
    login = Credentials(settings.password, settings.username)
    return lambda: make(login)


class _Transports:
    """Makes one transport after the other, each of which goes on where the one before ended."""

    def __init__(self, settings: Settings, address: Callable[[], tuple[str, int]]) -> None:
        self._settings = settings
        self._address = address
        self._continuity: Continuity | None = None

    def __call__(self, credentials: Credentials) -> Transport:
        return _mqtt(self._settings, *self._address(), credentials, self._goes_on())

    def take_another_id(self) -> None:
        """The next one has a client id that is made up."""
        self._goes_on().take_another_id()

    def _goes_on(self) -> Continuity:
        # Imported late, so that the first paint need not wait for paho and aiomqtt.
        from pubsub_tui.transports.continuity import Continuity

        self._continuity = self._continuity or Continuity(self._settings.connect.client_id)
        return self._continuity


def _aside(settings: Settings, address: Callable[[], tuple[str, int]]) -> MakeTransport:
    """Makes transports that may be open beside the session's, and beside each other."""
    other = replace(settings, connect=settings.connect.aside())
    return lambda credentials: _Transports(other, address)(credentials)


def broker_name(settings: Settings) -> str:
    """The broker of the settings as people write it."""
    return settings.way.endpoint(settings.host, settings.port)


def _mqtt(
    settings: Settings, host: str, port: int, credentials: Credentials, continuity: Continuity
) -> Transport:
    from pubsub_tui.transports.mqtt import MqttTransport

    return MqttTransport(_options(settings, host, port, credentials), continuity)


def _options(settings: Settings, host: str, port: int, credentials: Credentials) -> MqttOptions:
    from pubsub_tui.transports.mqtt_options import MqttOptions

    return MqttOptions(
        host,
        port,
        username=credentials.username,
        password=credentials.password,
        version=4 if settings.demo else settings.mqtt_version,
        connect=settings.connect,
        read_only=settings.read_only,
        way=_unlocked(settings.way, credentials.key_password),
    )


def _unlocked(way: Way, key_password: str | None) -> Way:
    """The way with the password of the key that was asked for on screen."""
    if way.tls is None or key_password is None:
        return way
    return replace(way, tls=replace(way.tls, key_password=key_password))
