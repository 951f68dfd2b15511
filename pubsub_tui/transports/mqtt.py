"""MQTT on aiomqtt, with the fast lane: version 5, or 3.1.1 where a broker wants that."""

from __future__ import annotations

import asyncio
import contextlib
import ssl
import time
from collections.abc import Coroutine, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar

import aiomqtt
from paho.mqtt.client import Client as Paho
from paho.mqtt.client import MQTTMessage
from paho.mqtt.properties import Properties

from pubsub_tui.connect_options import ConnectOptions
from pubsub_tui.message import Message
from pubsub_tui.transports import problems, seam, tls_problems
from pubsub_tui.transports.aliases import TopicAliases
from pubsub_tui.transports.aside import PropertiesAside
from pubsub_tui.transports.attempt import Attempt
from pubsub_tui.transports.base import (
    Capabilities,
    Cause,
    Encryption,
    Granted,
    Link,
    Outcome,
    Problem,
    Publication,
    Sink,
    Subscription,
    TransportError,
)
from pubsub_tui.transports.connack import Limits, limits_of
from pubsub_tui.transports.connecting import client_arguments
from pubsub_tui.transports.continuity import Continuity
from pubsub_tui.transports.copies import Copies
from pubsub_tui.transports.cutter import Cutter
from pubsub_tui.transports.dial import dial
from pubsub_tui.transports.example import example
from pubsub_tui.transports.fastlane import FastLane
from pubsub_tui.transports.keepalive import find_silence
from pubsub_tui.transports.plain_way import let_paho_go, transport_of
from pubsub_tui.transports.publish_check import complaint, packet_size
from pubsub_tui.transports.publisher import Publisher
from pubsub_tui.transports.subscriber import Subscriber
from pubsub_tui.way import PLAIN, Way

SILENCE_SECONDS = 2.0
"""How long a broker may take to answer a CONNECT of version 5 before 3.1.1 is tried."""
ANSWER_SECONDS = 10.0
_CONNACK_SECONDS = 8.0
"""Less than aiomqtt's own patience, which can not tell silence from a host that is away."""
CLOSE_SECONDS = 2.0

_T = TypeVar("_T")
_NAMES = {5: "MQTT 5", 4: "MQTT 3.1.1"}
_TRY_OLDER = {Cause.VERSION, Cause.CLOSED, Cause.TIMEOUT}


@dataclass(frozen=True, slots=True)
class MqttOptions:
    """Where and how to connect.

    Attributes:
        version: 5 or 4 (3.1.1) to insist on one; None to try 5 first.
        connect: what is said and asked with the connection.
        read_only: refuse to publish anything.
        way: how the broker is reached.
    """

    host: str
    port: int = 1883
    username: str | None = None
    password: str | None = field(default=None, repr=False)
    version: int | None = None
    connect: ConnectOptions = field(default_factory=ConnectOptions)
    read_only: bool = False
    way: Way = PLAIN

    @property
    def endpoint(self) -> str:
        """The broker as people write it."""
        return self.way.endpoint(self.host, self.port)

    @property
    def example(self) -> str:
        """How to publish from another terminal; no secret is in it."""
        return example(self.host, self.port, self.way)


class MqttTransport:
    """One connection to one MQTT broker; see `Transport`."""

    def __init__(self, options: MqttOptions, continuity: Continuity | None = None) -> None:
        """``continuity`` is what the transport before has left, if there was one."""
        self._options = options
        self._continuity = continuity or Continuity(options.connect.client_id)
        self._client: aiomqtt.Client | None = None
        self._publisher: Publisher | None = None
        self._subscriber: Subscriber | None = None
        self._copies = Copies()
        self._lane: FastLane | None = None
        self._encryption: Encryption | None = None
        self._sink: Sink | None = None
        self._aliases = TopicAliases()
        self._aside = PropertiesAside()
        self._attempt = Attempt()
        self._fast = False
        self._version = 5
        self._limits = Limits()
        self._silent: Problem | None = None
        self._watching: asyncio.Task[None] | None = None
        self._opened_at = 0.0
        self._end: object | None = None
        self._loop = asyncio.get_running_loop()
        self._opened = asyncio.Event()
        self._ended = asyncio.Event()

    async def connect(self, sink: Sink) -> Link:
        """See `Transport.connect`."""
        self._sink = sink
        asked = self._options.version
        versions = [asked] if asked is not None else [5, 4]
        older = {Cause.VERSION} if self._continuity.spoke_5 else _TRY_OLDER
        for version in versions:
            try:
                await self._open(version)
                break
            except TransportError as error:
                if version == versions[-1] or error.problem.cause not in older:
                    self._continuity.explained()
                    raise
        return self._describe()

    def _describe(self) -> Link:
        limits, asked = self._limits, self._options.connect
        return Link(
            _NAMES[self._version],
            limits.client_id or self._continuity.client_id,
            Capabilities(
                "mqtt",
                max_qos=limits.max_qos,
                retain=limits.retain,
                properties=self._version == 5,
                identifiers=self._version == 5 and limits.identifiers,
            ),
            self._options.example,
            limits,
            limits.session_present if asked.persistent else None,
            tuple(asked.needs_version_5) if self._version != 5 else (),
            self._encryption,
            self._options.way.stages,
        )

    async def subscribe(self, subscriptions: Sequence[Subscription]) -> list[Granted]:
        """See `Transport.subscribe`."""
        return await self._asked(self._subscribed().subscribe(subscriptions))

    async def unsubscribe(self, topic_filters: Sequence[str]) -> None:
        """See `Transport.unsubscribe`."""
        await self._asked(self._subscribed().unsubscribe(topic_filters))

    async def publish(self, publication: Publication) -> Outcome:
        """See `Transport.publish`. This is the one place that read-only closes."""
        if self._options.read_only:
            return Outcome(False, "read-only: publishing is switched off")
        if self._publisher is None:
            return Outcome(False, "not connected; nothing was sent")
        if publication.properties and self._version != 5:
            return Outcome(False, f"{_NAMES[self._version]} has no properties; nothing was sent")
        if self._limits.packet_size is not None and complaint(publication) is None:
            size = packet_size(publication, self._version)
            if size > self._limits.packet_size:
                reason = f"it takes {size:,} bytes; this broker takes {self._limits.packet_size:,}"
                return Outcome(False, f"{reason}; nothing was sent")
        return await self._publisher.publish(publication)

    async def wait_closed(self) -> Problem:
        """See `Transport.wait_closed`."""
        try:
            async for message in self._connected().messages:
                # Only the plain way gets here: the fast lane's messages are not queued.
                self._deliver_plain(message)
        except aiomqtt.MqttError as error:
            return self._why_lost(error.__cause__)
        return self._why_lost(None)

    def _why_lost(self, error: BaseException | None) -> Problem:
        endpoint, continuity = self._options.endpoint, self._continuity
        if self._silent is not None:
            continuity.explained()
            return self._silent
        plain = problems.lost(error, endpoint)
        if problems.is_taken_over(error):
            say = problems.taken_over
        elif plain.cause is not Cause.CLOSED:
            continuity.explained()
            return plain
        elif continuity.pushed_out(time.monotonic() - self._opened_at):
            say = problems.pushed_out
        else:
            return plain
        problem = say(endpoint, continuity.client_id, continuity.made_up)
        if continuity.made_up:
            continuity.take_another_id()
        return problem

    def repeated(self) -> int:
        """See `Transport.repeated`."""
        return self._copies.repeated

    def brought(self, topic_filter: str) -> int | None:
        """See `Transport.brought`."""
        return self._subscriber.brought(topic_filter) if self._subscriber is not None else None

    def backlog(self) -> int:
        """See `Transport.backlog`."""
        return self._lane.backlog() if self._lane is not None else 0

    async def close(self) -> None:
        """See `Transport.close`."""
        client, self._client = self._client, None
        if self._publisher is not None:
            self._publisher.abandon()
            self._publisher = None
        self._subscriber = None
        self._lane = None
        if self._watching is not None:
            self._watching.cancel()
            self._watching = None
        if client is None:
            return
        if self._fast and self._options.connect.persistent:
            self._continuity.kept.unfinished = seam.unfinished(client)
            self._continuity.kept.aside = self._aside
        try:
            await asyncio.wait_for(client.__aexit__(None, None, None), CLOSE_SECONDS)
        except (TimeoutError, aiomqtt.MqttError):
            seam.drop_socket(client)

    async def _open(self, version: int) -> None:
        """Connect with one version of MQTT, or leave nothing behind."""
        self._version = version
        client = self._make_client(version)
        entering = asyncio.ensure_future(client.__aenter__())
        opened = asyncio.ensure_future(self._opened.wait())
        ended = asyncio.ensure_future(self._ended.wait())
        patience = self._patience(version)
        connected = False
        first = asyncio.FIRST_COMPLETED
        try:
            # How long a socket may take to open is paho's to say; our patience is with the answer.
            await asyncio.wait({entering, opened}, return_when=first)
            await asyncio.wait({entering, ended}, timeout=patience, return_when=first)
            if entering.done():
                entering.result()
                connected = True
                return
            raise TransportError(self._no_answer(patience))
        except (aiomqtt.MqttError, OSError, ValueError) as error:
            told = self._unlike_mqtt() or self._refused_by_tls()
            problem = told or problems.from_exception(error, self._options.endpoint)
            raise TransportError(problem) from None
        finally:
            opened.cancel()
            ended.cancel()
            if not connected:
                await self._leave_nothing(client, entering)
            else:
                self._begin(client)

    def _begin(self, client: aiomqtt.Client) -> None:
        """Work on a connection that is open."""
        self._client = client
        self._opened_at = time.monotonic()
        if self._end is not None:
            seam.tell_lost(client, self._end)
        self._continuity.spoke_5 = self._version == 5
        self._publisher = Publisher(seam.paho_of(client), ANSWER_SECONDS)
        self._subscriber = Subscriber(
            client,
            self._copies,
            self._continuity.kept.held,
            options=self._version == 5,
            identifiers=self._version == 5 and self._limits.identifiers,
        )
        keepalive = self._limits.keepalive
        if keepalive is None:
            keepalive = self._options.connect.keepalive
        if self._lane is not None and keepalive:
            self._watching = self._loop.create_task(self._watch(client, self._lane, keepalive))

    async def _watch(self, client: aiomqtt.Client, lane: FastLane, keepalive: int) -> None:
        """Give the link up when nothing comes any more."""
        last = await find_silence(keepalive, lambda: seam.ping(client), lambda: lane.received_at)
        silent_for = max(0.0, time.time() - last)
        self._silent = problems.went_silent(self._options.endpoint, silent_for)
        seam.give_up(client)

    def _make_client(self, version: int) -> aiomqtt.Client:
        options = self._options
        self._opened = asyncio.Event()
        self._ended = asyncio.Event()
        self._end = None
        self._lane = None
        self._limits = Limits()
        protocol = aiomqtt.ProtocolVersion.V5 if version == 5 else aiomqtt.ProtocolVersion.V311
        client = aiomqtt.Client(
            options.way.unix or options.host,
            options.port,
            transport=transport_of(options.way),
            username=options.username,
            password=options.password,
            identifier=self._continuity.client_id,
            protocol=protocol,
            timeout=ANSWER_SECONDS,
            **client_arguments(options.connect, version),
        )
        self._attempt = attempt = Attempt()
        self._fast = seam.install(
            client,
            lambda inner: self._wrap(inner, attempt),
            lambda: self._open_socket(attempt),
        )
        seam.on_connack(client, lambda *connack: self._read_connack(client, *connack))
        seam.on_disconnect(client, self._note_end)
        seam.on_open(client, lambda: self._loop.call_soon_threadsafe(self._opened.set))
        if self._fast:
            seam.paho_of(client).on_message = self._deliver_from_paho
        else:
            let_paho_go(seam.paho_of(client), options.way)
        return client

    def _open_socket(self, attempt: Attempt) -> Any:
        """Called by paho on the thread that connects."""
        options = self._options
        opened = dial(options.host, options.port, options.way, attempt.watch)
        self._encryption = opened.encryption
        return opened.socket

    def _wrap(self, inner: Any, attempt: Attempt) -> FastLane:
        """Called by paho on the thread that connects."""
        attempt.keep(inner)
        self._aliases = TopicAliases()
        self._aside = PropertiesAside()
        self._lane = FastLane(
            inner,
            Cutter(with_properties=self._version == 5, aliases=self._aliases),
            self._take,
            on_packet=self._watch_packet,
            for_paho=self._aside.strip if self._version == 5 else None,
            on_end=self._ended.set,
        )
        return self._lane

    def _patience(self, version: int) -> float:
        falls_back = version == 5 and self._options.version is None
        falls_back = falls_back and not self._continuity.spoke_5
        return SILENCE_SECONDS if falls_back else _CONNACK_SECONDS

    def _no_answer(self, patience: float) -> Problem:
        endpoint = self._options.endpoint
        if self._ended.is_set():
            told = self._unlike_mqtt() or self._refused_by_tls()
            return told or problems.closed_early(endpoint)
        return self._unlike_mqtt() or problems.silent(endpoint, patience)

    def _unlike_mqtt(self) -> Problem | None:
        first = self._lane.first_bytes if self._lane is not None else b""
        return problems.not_mqtt(self._options.endpoint, first)

    def _refused_by_tls(self) -> Problem | None:
        """What the server thinks of our certificate: with TLS 1.3 it comes after the handshake."""
        error = self._lane.error if self._lane is not None else None
        tls = self._options.way.tls
        if tls is None or not isinstance(error, ssl.SSLError):
            return None
        endpoint = self._options.endpoint
        return tls_problems.failed(error, endpoint, with_certificate=tls.cert is not None)

    async def _leave_nothing(
        self, client: aiomqtt.Client, entering: asyncio.Future[aiomqtt.Client]
    ) -> None:
        entering.cancel()
        with contextlib.suppress(asyncio.CancelledError, aiomqtt.MqttError, OSError, ValueError):
            await entering
        if self._attempt.disown():
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._opened.wait(), CLOSE_SECONDS)
        seam.drop_socket(client)
        self._lane = None

    def _subscribed(self) -> Subscriber:
        if self._subscriber is None:
            raise TransportError(problems.lost(None, self._options.endpoint))
        return self._subscriber

    def _connected(self) -> aiomqtt.Client:
        if self._client is None:
            raise TransportError(problems.lost(None, self._options.endpoint))
        return self._client

    async def _asked(self, answer: Coroutine[Any, Any, _T]) -> _T:
        try:
            return await answer
        except aiomqtt.MqttError as error:
            raise TransportError(problems.lost(error, self._options.endpoint)) from None

    def _deliver_plain(self, message: aiomqtt.Message) -> None:
        self._take([seam.plain_message(message)])

    def _deliver_from_paho(self, _: Paho, __: Any, message: MQTTMessage) -> None:
        received_at = self._lane.received_at if self._lane is not None else 0.0
        block = self._aside.block_of(message.mid)
        self._take([seam.to_message(message, received_at, self._aliases, block)])

    def _take(self, batch: list[Message]) -> None:
        assert self._sink is not None
        batch = self._copies.take(batch)
        if batch:
            self._sink(batch)

    def _read_connack(
        self, client: aiomqtt.Client, session_present: bool, properties: Properties | None
    ) -> None:
        """What comes next on the wire may belong to the session that was kept."""
        self._limits = limits_of(session_present, properties)
        if self._fast:
            seam.leave_keepalive_to_us(client)
        if not session_present:
            self._continuity.forget()
            return
        kept = self._continuity.kept
        self._copies.expect(kept.held.filters())
        if self._fast:
            self._aside.take_over(kept.aside)
            seam.go_on(client, kept.unfinished)

    def _note_end(self, reason: object) -> None:
        self._end = reason

    def _watch_packet(self, packet: bytes) -> None:
        if self._publisher is not None:
            self._publisher.watch_packet(packet)
