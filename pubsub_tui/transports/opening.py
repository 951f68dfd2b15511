"""One attempt to open a connection with one version of MQTT."""

from __future__ import annotations

import asyncio
import contextlib
import ssl
from typing import Any

import aiomqtt
from paho.mqtt.properties import Properties

from pubsub_tui.transports import problems, seam, stages, tls_problems
from pubsub_tui.transports.attempt import Attempt
from pubsub_tui.transports.base import Cause, Encryption, Problem, Sink, TransportError
from pubsub_tui.transports.connack import Limits, limits_of
from pubsub_tui.transports.connecting import client_arguments
from pubsub_tui.transports.continuity import Continuity
from pubsub_tui.transports.dial import dial
from pubsub_tui.transports.fastlane import FastLane
from pubsub_tui.transports.incoming import Incoming
from pubsub_tui.transports.mqtt_options import MqttOptions
from pubsub_tui.transports.plain_way import let_paho_go, transport_of

SILENCE_SECONDS = 2.0
"""How long a broker may take to answer a CONNECT of version 5 before 3.1.1 is tried."""
ANSWER_SECONDS = 10.0
CONNACK_SECONDS = 8.0
"""Less than aiomqtt's own patience, which can not tell silence from a host that is away."""
CLOSE_SECONDS = 2.0

NAMES = {5: "MQTT 5", 4: "MQTT 3.1.1"}
_AUTH = 0xF0


class Opening:
    """Makes the client, and waits for what the broker answers.

    Attributes:
        incoming: takes what comes.
        fast: whether the fast lane is on.
        limits: what the broker said of itself.
        encryption: None when it is not encrypted.
        end: why the link ended; it may before anyone listens.
        last_words: the properties of what the broker said last, when it ended or refused it.
    """

    def __init__(
        self,
        options: MqttOptions,
        continuity: Continuity,
        version: int,
        sink: Sink,
        told: stages.Stages,
        patience: float | None = None,
    ) -> None:
        """Nothing happens before `run`.

        Args:
            told: hears of each stage.
            patience: seconds for the answer to CONNECT; None for the usual.
        """
        self._options = options
        self._told = told
        self._asked_patience = patience
        self._continuity = continuity
        self._version = version
        self._attempt = Attempt()
        self._loop = asyncio.get_running_loop()
        self._opened = asyncio.Event()
        self._ended = asyncio.Event()
        self._asked_more = False
        self.incoming = Incoming(sink, version, self._watch_packet)
        self.limits = Limits()
        self.encryption: Encryption | None = None
        self.end: object | None = None
        self.last_words: Properties | None = None
        self.client = self._make_client()

    async def run(self) -> None:
        """Connect, or leave nothing behind. Raises TransportError."""
        client = self.client
        entering = asyncio.ensure_future(client.__aenter__())
        opened = asyncio.ensure_future(self._opened.wait())
        ended = asyncio.ensure_future(self._ended.wait())
        patience = self._patience()
        connected = False
        first = asyncio.FIRST_COMPLETED
        try:
            # How long a socket may take to open is paho's to say; our patience is with the answer.
            await asyncio.wait({entering, opened}, return_when=first)
            await asyncio.wait({entering, ended}, timeout=patience, return_when=first)
            if entering.done():
                entering.result()
                connected = True
                self._told.done()
                return
            raise TransportError(self._no_answer(patience))
        except (aiomqtt.MqttError, OSError, ValueError) as error:
            problem = self._told_on_the_wire() or problems.from_exception(
                error, self._options.endpoint, self.last_words
            )
            if problem.cause is Cause.FILTERED and self._opened.is_set():
                # aiomqtt's own patience has run out, and does not say with what.
                problem = problems.silent(self._options.endpoint, ANSWER_SECONDS)
            raise TransportError(problem) from None
        finally:
            opened.cancel()
            ended.cancel()
            if not connected:
                await self._leave_nothing(entering)

    def _make_client(self) -> aiomqtt.Client:
        options = self._options
        versions = aiomqtt.ProtocolVersion
        client = aiomqtt.Client(
            options.way.unix or options.host,
            options.port,
            transport=transport_of(options.way),
            username=options.username,
            password=options.password,
            identifier=self._continuity.client_id,
            protocol=versions.V5 if self._version == 5 else versions.V311,
            timeout=ANSWER_SECONDS,
            **client_arguments(options.connect, self._version),
        )
        self.fast = seam.install(client, self._wrap, self._open_socket)
        seam.on_connack(client, self._read_connack, self._note_words)
        seam.on_disconnect(client, self._note_end)
        seam.on_open(client, lambda: self._loop.call_soon_threadsafe(self._opened.set))
        if self.fast:
            seam.paho_of(client).on_message = self.incoming.from_paho
        else:
            let_paho_go(seam.paho_of(client), options.way)
        return client

    def _open_socket(self) -> Any:
        """Called by paho on the thread that connects."""
        options = self._options
        watch = self._attempt.watch
        opened = dial(options.host, options.port, options.way, watch, self._told)
        self.encryption = opened.encryption
        return opened.socket

    def _wrap(self, inner: Any) -> FastLane:
        """Called by paho on the thread that connects."""
        self._attempt.keep(inner)
        self._told.begin(stages.CONNECT, NAMES[self._version])
        return self.incoming.wrap(inner, self._ended.set)

    def _read_connack(self, session_present: bool, properties: Properties | None) -> None:
        """What comes next on the wire may belong to the session that was kept."""
        self.limits = limits_of(session_present, properties)
        if self.fast:
            seam.leave_keepalive_to_us(self.client)
        if not session_present:
            self._continuity.forget()
            return
        kept = self._continuity.kept
        self.incoming.copies.expect(kept.held.filters())
        if self.fast:
            self.incoming.aside.take_over(kept.aside)
            seam.go_on(self.client, kept.unfinished)

    def _note_words(self, properties: Properties | None) -> None:
        self.last_words = properties

    def _note_end(self, reason: object, properties: Properties | None) -> None:
        self.end = reason
        if properties is not None and not properties.isEmpty():
            self.last_words = properties

    def _watch_packet(self, packet: bytes) -> None:
        if packet[0] == _AUTH and self._options.connect.auth_method is not None:
            self._asked_more = True
            self._ended.set()

    def _patience(self) -> float:
        if self._asked_patience is not None:
            return self._asked_patience
        falls_back = self._version == 5 and self._options.version is None
        falls_back = falls_back and not self._continuity.spoke_5
        return SILENCE_SECONDS if falls_back else CONNACK_SECONDS

    def _no_answer(self, patience: float) -> Problem:
        endpoint = self._options.endpoint
        told = self._told_on_the_wire()
        if told is not None:
            return told
        if self._ended.is_set():
            return problems.closed_early(endpoint)
        return problems.silent(endpoint, patience)

    def _told_on_the_wire(self) -> Problem | None:
        """What the first bytes tell, or the last alert: more than paho's error does."""
        lane, endpoint = self.incoming.lane, self._options.endpoint
        if lane is None:
            return None
        if self._asked_more:
            return problems.wants_dialogue(endpoint)
        unlike = problems.not_mqtt(endpoint, lane.first_bytes)
        tls = self._options.way.tls
        if unlike is not None or tls is None or not isinstance(lane.error, ssl.SSLError):
            return unlike
        # What the server thinks of our certificate: with TLS 1.3 it comes after the handshake.
        return tls_problems.failed(lane.error, endpoint, with_certificate=tls.cert is not None)

    async def _leave_nothing(self, entering: asyncio.Future[aiomqtt.Client]) -> None:
        entering.cancel()
        with contextlib.suppress(asyncio.CancelledError, aiomqtt.MqttError, OSError, ValueError):
            await entering
        if self._attempt.disown():
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._opened.wait(), CLOSE_SECONDS)
        seam.drop_socket(self.client)
