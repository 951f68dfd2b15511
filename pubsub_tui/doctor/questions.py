"""What is asked of a broker that let us in: subscriptions, what it tells of itself, round trips."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Sequence
from dataclasses import replace

from pubsub_tui.doctor import advice
from pubsub_tui.doctor.conversation import Conversation
from pubsub_tui.doctor.finding import Finding
from pubsub_tui.doctor.round_trip import TIMES, RoundTrip, middle
from pubsub_tui.message import Message
from pubsub_tui.topic_filter import selects_sys
from pubsub_tui.transports.base import Granted, Publication, Subscription

_SECONDS = 2.0
"""What comes at all comes by then: a message to ourselves, or figures to who subscribes."""
_MOST_FILTERS = 20
_NO_RETAINED = 2
_SYS = Subscription("$SYS/#")
_ALL = "#"


class Questions:
    """Asks, and keeps what came of it.

    Attributes:
        sys: whether the broker tells of itself; None when that was not found out.
        round_trips: seconds by QoS.
        not_measured: why there are none.
    """

    def __init__(
        self, asked: Sequence[Subscription], seconds: float, findings: list[Finding]
    ) -> None:
        """What is found goes into ``findings``; nothing takes longer than so many seconds."""
        self._asked = asked
        self._seconds = min(_SECONDS, seconds)
        self._findings = findings
        self._trip = RoundTrip()
        self._sys_came = asyncio.Event()
        self.sys: bool | None = None
        self.round_trips: dict[int, float] = {}
        self.not_measured = ""

    def take(self, batch: list[Message]) -> None:
        """What arrives."""
        if not self._sys_came.is_set() and any(each.topic.startswith("$SYS/") for each in batch):
            self._sys_came.set()
        self._trip.take(batch)

    async def subscribe(self, conversation: Conversation) -> None:
        """Try what was asked for. Raises TransportError."""
        for each in self._asked[:_MOST_FILTERS]:
            name = each.topic_filter
            if name.startswith("$share/"):
                conversation.skip(name, "not tried: it would take messages from its group")
            elif name != _SYS.topic_filter:
                quiet = replace(each, retain_handling=_NO_RETAINED)
                self._judge(each, await conversation.subscribe(quiet))
        left = len(self._asked) - _MOST_FILTERS
        if left > 0:
            conversation.skip(f"{left} more", f"only the first {_MOST_FILTERS} are tried")

    async def ask_sys(self, conversation: Conversation) -> None:
        """Find out whether the broker tells of itself. Raises TransportError."""
        granted = await conversation.subscribe(_SYS, keep=True)
        why_not = granted.refusal
        if granted.qos is not None:
            if not await conversation.wait(self._sys_came, self._seconds):
                why_not = f"nothing came within {self._seconds:g} s"
            await conversation.unsubscribe(_SYS.topic_filter)
        self.sys = not why_not
        names = [each.topic_filter for each in self._asked]
        if why_not:
            # Who asks for all topics too asks for what there is, as the dashboard does by itself.
            insisted = granted.qos is None and _SYS.topic_filter in names and _ALL not in names
            self._findings.append(advice.no_sys(why_not, asked=insisted))
        elif _ALL in names and not any(map(selects_sys, names)):
            self._findings.append(advice.hash_and_sys())

    async def measure(self, conversation: Conversation, max_qos: int) -> None:
        """The round trip of each QoS that the broker has. Raises TransportError."""
        own = Subscription(self._trip.topic, max_qos)
        granted = await conversation.subscribe(own, keep=True)
        if granted.qos is None:
            self.not_measured = f"not measured: its subscription was refused: {granted.refusal}"
            return
        for qos in range(max_qos + 1):
            took = await self._round_trips_at(conversation, qos)
            if took is not None:
                self.round_trips[qos] = took
        if not self.round_trips:
            self.not_measured = "not measured: no message came back"

    async def _round_trips_at(self, conversation: Conversation, qos: int) -> float | None:
        """The one in the middle of several; None when a message does not come back."""
        conversation.record.begin("PUBLISH", f"QoS {qos}, to itself")
        times = []
        for _ in range(TIMES):
            publication = Publication(self._trip.topic, self._trip.next_payload(), qos)
            began = time.perf_counter()
            outcome = await conversation.answer(conversation.transport.publish(publication))
            if not outcome.accepted:
                conversation.record.fail(outcome.reason)
                self._add_once(advice.not_published(outcome.reason))
                return None
            took = await self._trip.came(began, self._seconds)
            if took is None:
                conversation.record.fail("it did not come back")
                self._add_once(advice.not_returned(qos, self._seconds))
                return None
            times.append(took)
        told = f"{middle(times) * 1000:,.1f} ms there and back"
        conversation.record.done(told)
        return middle(times)

    def _judge(self, asked: Subscription, granted: Granted) -> None:
        name = asked.topic_filter
        if granted.qos is None:
            self._findings.append(advice.refused(granted))
        elif granted.qos < asked.qos:
            self._findings.append(advice.lower_qos(name, asked.qos, granted.qos))

    def _add_once(self, finding: Finding) -> None:
        if all(each.name != finding.name for each in self._findings):
            self._findings.append(finding)
