"""A transport fed by hand: for tests and pictures, without a network."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence

from msgspec.structs import replace

from pubsub_tui.message import Message
from pubsub_tui.transports.base import (
    Capabilities,
    Granted,
    Link,
    Outcome,
    Problem,
    Publication,
    Sink,
    Subscription,
    TransportError,
)

EXAMPLE = "mosquitto_pub -h localhost -t hello -m world"


class ScriptedTransport:
    """Does what it is told; see `Transport`.

    Attributes:
        problem: why `connect` fails; None lets it succeed.
        broken: why `subscribe` fails; None lets it succeed.
        refusals: the broker's reason by topic filter that it refuses.
        outcome: what becomes of a publication.
        published: every publication, oldest first.
        unread: what `backlog` tells, in bytes.
        kept: the retained messages by topic, which several transports may share; a subscription
            brings them, and publishing changes them.
        retain: whether the broker keeps retained messages.
        copies: what `repeated` tells.
        came: what `brought` tells, by topic filter.
        subscribed, unsubscribed: every subscription and filter asked for, oldest first.
    """

    def __init__(
        self,
        *,
        protocol: str = "MQTT 5",
        problem: Problem | None = None,
        refusals: Mapping[str, str] | None = None,
        kept: dict[str, Message] | None = None,
        retain: bool = True,
    ) -> None:
        self.protocol = protocol
        self.problem = problem
        self.broken: Problem | None = None
        self.refusals = dict(refusals or {})
        self.outcome = Outcome(True, "acknowledged", 0.004)
        self.published: list[Publication] = []
        self.unread = 0
        self.kept = kept if kept is not None else {}
        self.retain = retain
        self.copies = 0
        self.came: dict[str, int] = {}
        self.subscribed: list[Subscription] = []
        self.unsubscribed: list[str] = []
        self._sink: Sink | None = None
        self._lost: asyncio.Future[Problem] | None = None

    def feed(self, batch: list[Message]) -> None:
        """Let messages arrive."""
        if self._sink is None:
            raise RuntimeError("not connected")
        self._sink(batch)

    def lose(self, problem: Problem) -> None:
        """Lose the connection."""
        if self._lost is None or self._lost.done():
            raise RuntimeError("not connected")
        self._lost.set_result(problem)

    async def connect(self, sink: Sink) -> Link:
        """See `Transport.connect`."""
        if self.problem is not None:
            raise TransportError(self.problem)
        self._sink = sink
        self._lost = asyncio.get_running_loop().create_future()
        new = self.protocol == "MQTT 5"
        capabilities = Capabilities("scripted", retain=self.retain, properties=new, identifiers=new)
        return Link(self.protocol, "pubsub-tui-scripted", capabilities, EXAMPLE)

    async def subscribe(self, subscriptions: Sequence[Subscription]) -> list[Granted]:
        """See `Transport.subscribe`."""
        if self.broken is not None:
            raise TransportError(self.broken)
        self.subscribed += subscriptions
        answers = []
        for each in subscriptions:
            refusal = self.refusals.get(each.topic_filter)
            qos = each.qos if refusal is None else None
            answers.append(Granted(each.topic_filter, qos, refusal or ""))
            if qos is not None:
                self._bring(each)
        return answers

    async def unsubscribe(self, topic_filters: Sequence[str]) -> None:
        """See `Transport.unsubscribe`."""
        self.unsubscribed += topic_filters

    async def publish(self, publication: Publication) -> Outcome:
        """See `Transport.publish`."""
        self.published.append(publication)
        if publication.retain and self.outcome.accepted:
            self._keep(publication)
        return self.outcome

    def _bring(self, subscription: Subscription) -> None:
        """Deliver the retained messages that a subscription asks for."""
        batch = [
            replace(message, qos=min(message.qos, subscription.qos))
            for topic, message in self.kept.items()
            if _matches(subscription.topic_filter, topic)
        ]
        if batch:
            self.feed(batch)

    def _keep(self, publication: Publication) -> None:
        topic = publication.topic
        self.kept.pop(topic, None)
        if publication.payload:
            self.kept[topic] = Message(
                topic,
                publication.payload,
                publication.qos,
                True,
                properties=publication.properties,
            )

    async def wait_closed(self) -> Problem:
        """See `Transport.wait_closed`."""
        if self._lost is None:
            raise RuntimeError("not connected")
        return await self._lost

    def repeated(self) -> int:
        """See `Transport.repeated`."""
        return self.copies

    def brought(self, topic_filter: str) -> int | None:
        """See `Transport.brought`."""
        return self.came.get(topic_filter)

    def backlog(self) -> int:
        """See `Transport.backlog`."""
        return self.unread

    async def close(self) -> None:
        """See `Transport.close`."""
        self._sink = None


def _matches(topic_filter: str, topic: str) -> bool:
    """Whether they match; of the wildcards only # is known."""
    if topic_filter == "#":
        return not topic.startswith("$")
    if topic_filter.endswith("/#"):
        return f"{topic}/".startswith(topic_filter[:-1])
    return topic == topic_filter
