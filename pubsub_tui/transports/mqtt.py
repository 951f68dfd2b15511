"""MQTT on aiomqtt, with the fast lane: version 5, or 3.1.1 where a broker wants that."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Coroutine, Sequence
from dataclasses import replace
from typing import Any, TypeVar

import aiomqtt

from pubsub_tui.transports import problems, seam, stages
from pubsub_tui.transports.base import (
    Capabilities,
    Cause,
    Granted,
    Link,
    Outcome,
    Problem,
    Publication,
    Sink,
    Subscription,
    TransportError,
)
from pubsub_tui.transports.connack import Limits
from pubsub_tui.transports.continuity import Continuity
from pubsub_tui.transports.fastlane import FastLane
from pubsub_tui.transports.incoming import Incoming
from pubsub_tui.transports.keepalive import find_silence
from pubsub_tui.transports.mqtt_options import MqttOptions
from pubsub_tui.transports.opening import ANSWER_SECONDS, CLOSE_SECONDS, NAMES, Opening
from pubsub_tui.transports.publish_check import complaint, packet_size
from pubsub_tui.transports.publisher import Publisher
from pubsub_tui.transports.subscriber import Subscriber

_T = TypeVar("_T")
_TRY_OLDER = {Cause.VERSION, Cause.CLOSED, Cause.TIMEOUT}


class MqttTransport:
    """One connection to one MQTT broker; see `Transport`."""

    def __init__(
        self,
        options: MqttOptions,
        continuity: Continuity | None = None,
        told: stages.Stages | None = None,
        patience: float | None = None,
    ) -> None:
        """Not connected yet.

        Args:
            continuity: what the transport before has left, if there was one.
            told: hears of each stage of connecting.
            patience: seconds that the broker has to answer a CONNECT; None for the usual.
        """
        self._options = options
        self._told = told or stages.Untold()
        self._patience = patience
        self._opening: Opening | None = None
        self._continuity = continuity or Continuity(options.connect.client_id)
        self._client: aiomqtt.Client | None = None
        self._incoming: Incoming | None = None
        self._limits = Limits()
        self._fast = False
        self._publisher: Publisher | None = None
        self._subscriber: Subscriber | None = None
        self._version = 5
        self._silent: Problem | None = None
        self._watching: asyncio.Task[None] | None = None
        self._opened_at = 0.0
        self._loop = asyncio.get_running_loop()

    async def connect(self, sink: Sink) -> Link:
        """See `Transport.connect`."""
        asked = self._options.version
        versions = [asked] if asked is not None else [5, 4]
        older = {Cause.VERSION} if self._continuity.spoke_5 else _TRY_OLDER
        for version in versions:
            try:
                opening = Opening(
                    self._options, self._continuity, version, sink, self._told, self._patience
                )
                await opening.run()
                break
            except TransportError as error:
                if version == versions[-1] or error.problem.cause not in older:
                    self._continuity.explained()
                    raise
        self._begin(opening, version)
        return self._describe(opening)

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
            return Outcome(False, f"{NAMES[self._version]} has no properties; nothing was sent")
        if self._limits.packet_size is not None and complaint(publication) is None:
            size = packet_size(publication, self._version)
            if size > self._limits.packet_size:
                reason = f"it takes {size:,} bytes; this broker takes {self._limits.packet_size:,}"
                return Outcome(False, f"{reason}; nothing was sent")
        return await self._publisher.publish(publication)

    async def wait_closed(self) -> Problem:
        """See `Transport.wait_closed`."""
        client, incoming = self._connected()
        try:
            async for message in client.messages:
                # Only the plain way gets here: the fast lane's messages are not queued.
                incoming.plain(message)
        except aiomqtt.MqttError as error:
            return self._why_lost(error.__cause__)
        return self._why_lost(None)

    def _why_lost(self, error: BaseException | None) -> Problem:
        endpoint, continuity = self._options.endpoint, self._continuity
        if self._silent is not None:
            continuity.explained()
            return self._silent
        words = self._opening.last_words if self._opening is not None else None
        plain = problems.lost(error, endpoint, words)
        if problems.is_taken_over(error):
            say = problems.taken_over
        elif plain.cause is not Cause.CLOSED:
            continuity.explained()
            return plain
        elif continuity.pushed_out(time.monotonic() - self._opened_at):
            say = problems.pushed_out
        else:
            return plain
        problem = replace(say(endpoint, continuity.client_id, continuity.made_up), said=plain.said)
        if continuity.made_up:
            continuity.take_another_id()
        return problem

    def repeated(self) -> int:
        """See `Transport.repeated`."""
        return self._incoming.copies.repeated if self._incoming is not None else 0

    def brought(self, topic_filter: str) -> int | None:
        """See `Transport.brought`."""
        return self._subscriber.brought(topic_filter) if self._subscriber is not None else None

    def backlog(self) -> int:
        """See `Transport.backlog`."""
        lane = self._incoming.lane if self._incoming is not None else None
        return lane.backlog() if lane is not None and self._client is not None else 0

    async def close(self) -> None:
        """See `Transport.close`."""
        client, self._client = self._client, None
        if self._publisher is not None:
            self._publisher.abandon()
            self._publisher = None
        self._subscriber = None
        if self._watching is not None:
            self._watching.cancel()
            self._watching = None
        if client is None or self._incoming is None:
            return
        if self._fast and self._options.connect.persistent:
            self._continuity.kept.unfinished = seam.unfinished(client)
            self._continuity.kept.aside = self._incoming.aside
        try:
            await asyncio.wait_for(client.__aexit__(None, None, None), CLOSE_SECONDS)
        except (TimeoutError, aiomqtt.MqttError):
            seam.drop_socket(client)

    def _begin(self, opening: Opening, version: int) -> None:
        """Work on a connection that is open."""
        self._opening = opening
        self._client = client = opening.client
        self._incoming = incoming = opening.incoming
        self._limits, self._fast, self._version = opening.limits, opening.fast, version
        self._opened_at = time.monotonic()
        if opening.end is not None:
            seam.tell_lost(client, opening.end)
        self._continuity.spoke_5 = version == 5
        self._publisher = Publisher(seam.paho_of(client), ANSWER_SECONDS)
        incoming.watch_packet = self._publisher.watch_packet
        self._subscriber = Subscriber(
            client,
            incoming.copies,
            self._continuity.kept.held,
            options=version == 5,
            identifiers=version == 5 and self._limits.identifiers,
        )
        keepalive = self._limits.keepalive
        if keepalive is None:
            keepalive = self._options.connect.keepalive
        if incoming.lane is not None and keepalive:
            self._watching = self._loop.create_task(self._watch(client, incoming.lane, keepalive))

    def _describe(self, opening: Opening) -> Link:
        limits, asked = self._limits, self._options.connect
        return Link(
            NAMES[self._version],
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
            opening.encryption,
            self._options.way.stages,
        )

    async def _watch(self, client: aiomqtt.Client, lane: FastLane, keepalive: int) -> None:
        """Give the link up when nothing comes any more."""
        last = await find_silence(keepalive, lambda: seam.ping(client), lambda: lane.received_at)
        silent_for = max(0.0, time.time() - last)
        self._silent = problems.went_silent(self._options.endpoint, silent_for)
        seam.give_up(client)

    def _subscribed(self) -> Subscriber:
        if self._subscriber is None:
            raise TransportError(problems.lost(None, self._options.endpoint))
        return self._subscriber

    def _connected(self) -> tuple[aiomqtt.Client, Incoming]:
        if self._client is None or self._incoming is None:
            raise TransportError(problems.lost(None, self._options.endpoint))
        return self._client, self._incoming

    async def _asked(self, answer: Coroutine[Any, Any, _T]) -> _T:
        try:
            return await answer
        except aiomqtt.MqttError as error:
            raise TransportError(problems.lost(error, self._options.endpoint)) from None
