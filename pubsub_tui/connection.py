"""From settings to a session: which transport, where to, subscribed to what."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import replace

from pubsub_tui.session import ConnectionState, Credentials, Session
from pubsub_tui.settings import Settings
from pubsub_tui.topic_filter import selects_sys
from pubsub_tui.transports.base import Sink, Subscription, Transport
from pubsub_tui.way import Way, endpoint_name

EVERYTHING = ("#", "$SYS/#")
"""``#`` leaves out topics that begin with ``$`` (MQTT 5.0, section 4.7.2)."""


def subscriptions(settings: Settings) -> tuple[Subscription, ...]:
    """The subscriptions that were asked for; everything when none was named.

    Retained messages are marked when they come live, too. Not so below ``$SYS``, where the
    flag tells a broker's figure of unknown age from one that has just come.
    """
    topic_filters = settings.topic_filters or EVERYTHING
    return tuple(
        Subscription(each, settings.qos, retain_as_published=not selects_sys(each))
        for each in topic_filters
    )


def make_session(
    settings: Settings,
    sink: Sink,
    on_change: Callable[[ConnectionState], None] = lambda state: None,
) -> Session:
    """A session that connects to the broker of the settings once it runs."""
    return Session(
        lambda credentials: _mqtt(settings, settings.host, settings.port, credentials),
        sink,
        subscriptions(settings),
        endpoint=broker_name(settings),
        read_only=settings.read_only,
        insecure=settings.way.insecure,
        login=Credentials(settings.password, settings.username),
        on_change=on_change,
    )


def make_demo_session(settings: Settings, sink: Sink) -> Session:
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
        lambda credentials: _mqtt(settings, "127.0.0.1", port, credentials),
        sink,
        subscriptions(settings),
        endpoint="the demo",
        read_only=settings.read_only,
        surroundings=demo,
    )


def make_transport(settings: Settings) -> Transport:
    """One connection to the broker of the settings, for what subscribes to nothing."""
    login = Credentials(settings.password, settings.username)
    return _mqtt(settings, settings.host, settings.port, login)


def broker_name(settings: Settings) -> str:
    """The broker of the settings as people write it."""
    return settings.way.endpoint(settings.host, settings.port)


def _mqtt(settings: Settings, host: str, port: int, credentials: Credentials) -> Transport:
    # Imported late, so that the first paint need not wait for paho and aiomqtt.
    from pubsub_tui.transports.mqtt import MqttOptions, MqttTransport

    return MqttTransport(
        MqttOptions(
            host,
            port,
            username=credentials.username,
            password=credentials.password,
            version=4 if settings.demo else settings.mqtt_version,
            read_only=settings.read_only,
            way=_unlocked(settings.way, credentials.key_password),
        )
    )


def _unlocked(way: Way, key_password: str | None) -> Way:
    """The way with the password of the key that was asked for on screen."""
    if way.tls is None or key_password is None:
        return way
    return replace(way, tls=replace(way.tls, key_password=key_password))
