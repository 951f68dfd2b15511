"""Subscribes on one connection, with identifiers where filters overlap."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import aiomqtt
from paho.mqtt.packettypes import PacketTypes
from paho.mqtt.properties import Properties
from paho.mqtt.reasoncodes import ReasonCode
from paho.mqtt.subscribeoptions import SubscribeOptions

from pubsub_tui.topic_filter import overlap
from pubsub_tui.transports.base import Granted, Subscription
from pubsub_tui.transports.copies import Copies

_NEVER = 2
"""Retain handling: no retained messages are sent."""
_AT_ONCE = 8
"""Requests that wait for their answers; aiomqtt warns of more than ten."""


@dataclass(slots=True)
class Held:
    """Subscriptions that the broker has, and the identifiers of those that have one."""

    subscriptions: dict[str, Subscription] = field(default_factory=dict)
    numbers: dict[str, int] = field(default_factory=dict)
    last_number: int = 0

    def filters(self) -> dict[int, str]:
        """The filters by their identifiers."""
        return {number: name for name, number in self.numbers.items()}


class Subscriber:
    """What the broker is subscribed to.

    Only filters that overlap get an identifier, as a message with one takes longer to receive:
    it is taken out again, and the message compared with those that came before.
    """

    def __init__(
        self,
        client: aiomqtt.Client,
        copies: Copies,
        held: Held,
        *,
        options: bool,
        identifiers: bool,
    ) -> None:
        """Begin with what the broker has.

        Args:
            options: True for MQTT 5.
            identifiers: whether the broker has them.
        """
        self._client = client
        self._copies = copies
        self._options = options
        self._identifiers = identifiers
        self._all = held
        self._held = held.subscriptions
        self._numbers = held.numbers

    async def subscribe(self, subscriptions: Sequence[Subscription]) -> list[Granted]:
        """Subscribe; one answer each, in order. Raises MqttError."""
        self._held.update((each.topic_filter, each) for each in subscriptions)
        asked = [each.topic_filter for each in subscriptions]
        again = [self._held[name] for name in self._give_numbers(asked)]
        # They replace what the broker has (3.8.4); their retained messages have come already.
        await self._ask_one_by_one([replace(each, retain_handling=_NEVER) for each in again])
        plain = [each for each in subscriptions if each.topic_filter not in self._numbers]
        numbered = [each for each in subscriptions if each.topic_filter in self._numbers]
        grants = [*await self._ask(plain), *await self._ask_one_by_one(numbered)]
        answers = {grant.topic_filter: grant for grant in grants}
        self._forget(name for name, grant in answers.items() if grant.qos is None)
        return [answers[name] for name in asked]

    async def unsubscribe(self, topic_filters: Sequence[str]) -> None:
        """Unsubscribe. Raises MqttError."""
        await self._client.unsubscribe(list(topic_filters))
        self._forget(topic_filters)

    def brought(self, topic_filter: str) -> int | None:
        """What came with the filter's identifier; None when it has none."""
        number = self._numbers.get(topic_filter)
        return None if number is None else self._copies.brought.get(number, 0)

    def _give_numbers(self, asked: Sequence[str]) -> list[str]:
        """Number what overlaps; returns the filters that the broker already has without one."""
        if not self._identifiers:
            return []
        overlapping = {
            name
            for new in asked
            for held in self._held
            if held != new and overlap(held, new)
            for name in (held, new)
        }
        fresh = [each for each in self._held if each in overlapping and each not in self._numbers]
        for each in fresh:
            self._all.last_number += 1
            self._numbers[each] = self._all.last_number
        self._expect()
        return [each for each in fresh if each not in asked]

    async def _ask_one_by_one(self, subscriptions: Sequence[Subscription]) -> list[Granted]:
        """A SUBSCRIBE carries one identifier for all its filters (3.8.2.1.2)."""
        grants: list[Granted] = []
        for start in range(0, len(subscriptions), _AT_ONCE):
            some = subscriptions[start : start + _AT_ONCE]
            for answer in await asyncio.gather(*(self._ask([each]) for each in some)):
                grants += answer
        return grants

    async def _ask(self, subscriptions: Sequence[Subscription]) -> list[Granted]:
        if not subscriptions:
            return []
        topics: list[Any] = [
            (each.topic_filter, _options(each) if self._options else each.qos)
            for each in subscriptions
        ]
        properties = None
        number = self._numbers.get(subscriptions[0].topic_filter)
        if number is not None:
            properties = Properties(PacketTypes.SUBSCRIBE)
            properties.SubscriptionIdentifier = number
        codes: Sequence[ReasonCode | int] = await self._client.subscribe(
            topics, properties=properties
        )
        return [
            _granted(each.topic_filter, code)
            for each, code in zip(subscriptions, codes, strict=True)
        ]

    def _forget(self, topic_filters: Iterable[str]) -> None:
        for each in topic_filters:
            self._held.pop(each, None)
            self._numbers.pop(each, None)
        self._expect()

    def _expect(self) -> None:
        self._copies.expect(self._all.filters())


def _options(subscription: Subscription) -> SubscribeOptions:
    return SubscribeOptions(
        qos=subscription.qos,
        noLocal=subscription.no_local,
        retainAsPublished=subscription.retain_as_published,
        retainHandling=subscription.retain_handling,
    )


def _granted(topic_filter: str, code: ReasonCode | int) -> Granted:
    value = code.value if isinstance(code, ReasonCode) else code
    if value < 0x80:
        return Granted(topic_filter, value)
    return Granted(topic_filter, None, str(code).lower(), value)
