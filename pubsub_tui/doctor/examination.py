"""One examination of a broker: over connections of its own, and nothing that was there is changed.

What is published goes to a topic of its own and is not retained; with read-only, nothing is.
"""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections import Counter
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace

from pubsub_tui.doctor import advice, port
from pubsub_tui.doctor.abilities import Abilities
from pubsub_tui.doctor.conversation import Conversation
from pubsub_tui.doctor.finding import Finding
from pubsub_tui.doctor.hiding import hider
from pubsub_tui.doctor.record import Record
from pubsub_tui.doctor.report import Report, without_secrets
from pubsub_tui.doctor.round_trip import TIMES, RoundTrip, middle
from pubsub_tui.doctor.step import STEP_SECONDS
from pubsub_tui.doctor.trying import connected
from pubsub_tui.message import Message
from pubsub_tui.topic_filter import selects_sys
from pubsub_tui.transports import problems
from pubsub_tui.transports.base import (
    Cause,
    Granted,
    Link,
    Problem,
    Publication,
    Subscription,
    Transport,
    TransportError,
)
from pubsub_tui.transports.mqtt_options import MqttOptions
from pubsub_tui.transports.opening import NAMES

_SYS_SECONDS = 2.0
"""A broker that tells of itself has figures ready for who subscribes."""
_STAY_SECONDS = 3.0
"""Another client that was pushed out is back by then."""
_EXPIRES_SOON = 30
_MOST_FILTERS = 20
_NO_RETAINED = 2
_OTHER = {5: 4, 4: 5}
_OTHER_SECONDS = 2.0
"""To a version that it does not speak, a broker may say nothing at all."""
_OTHER_VERSION = frozenset({Cause.VERSION, Cause.CLOSED, Cause.TIMEOUT})
"""What an old broker does to a version that it does not speak."""
_SYS = Subscription("$SYS/#")


class Examination:
    """Steps, findings and abilities as they come; `report` may be asked at any moment.

    Attributes:
        record: the steps.
        finished: whether nothing more comes.
    """

    def __init__(
        self,
        options: MqttOptions,
        asked: Sequence[Subscription],
        seconds: float = STEP_SECONDS,
        before: Sequence[Problem] = (),
    ) -> None:
        """Nothing happens before `run`.

        Args:
            options: a client id in them is used, and pushes out who has it.
            asked: the subscriptions to try.
            seconds: the longest that each step may take.
            before: what another connection to the broker has met with, the newest last.
        """
        self._options = options
        self._asked = list(asked)
        self._seconds = seconds
        self._before = before
        self._round_trip = RoundTrip()
        self._sys_came = asyncio.Event()
        self._findings: list[Finding] = []
        self._abilities: Abilities | None = None
        self._connected = False
        self.record = Record()
        self.finished = False

    def report(self) -> Report:
        """All that is known by now, without secrets."""
        found = Report(
            self._options.endpoint,
            self._options.username,
            tuple(self.record.steps),
            tuple(self._findings),
            self._abilities,
            connected=self._connected,
            finished=self.finished,
        )
        return without_secrets(found, hider(self._options))

    async def run(self) -> None:
        """Examine it; what is found to be wrong is no error."""
        try:
            opened = await self._connect()
            if opened is not None:
                await self._ask(*opened)
        finally:
            self._tell_of_before()
            self.finished = True

    async def _connect(self) -> tuple[Transport, Link, int] | None:
        """The open connection and its version, or a finding that says why there is none."""
        insisted = self._options.version
        version = insisted or 5
        try:
            return *await self._open(version), version
        except TransportError as error:
            problem = error.problem
        stage = self.record.steps[-1].name
        if problem.cause in _OTHER_VERSION and stage == "CONNECT":
            other = _OTHER[version]
            if insisted is None:
                with contextlib.suppress(TransportError):
                    return *await self._open(other), other
            elif await self._speaks(other):
                names = NAMES[version], NAMES[other]
                endpoint = self._options.endpoint
                self._findings.append(advice.other_version(*names, endpoint, problem.said))
                return None
        found = await port.look(self._options, problem, stage, self.record, self._seconds)
        self._findings.append(found or advice.from_problem(problem, self._options))
        return None

    async def _open(self, version: int) -> tuple[Transport, Link]:
        options = replace(self._options, version=version)
        return await connected(options, self.record, self._seconds, self._take)

    async def _speaks(self, version: int) -> bool | None:
        """Whether the broker speaks that version; None when it can not be told."""
        self.record.aim = f"Trying {NAMES[version]}, too"
        seconds = min(_OTHER_SECONDS, self._seconds)
        aside = replace(self._options, version=version, connect=self._options.connect.aside())
        try:
            transport, _ = await connected(aside, self.record, seconds, lambda batch: None)
        except TransportError as error:
            if error.problem.cause in _OTHER_VERSION:
                return False
            return True if error.problem.said is not None else None
        await transport.close()
        return True

    async def _ask(self, transport: Transport, link: Link, version: int) -> None:
        """Find out what can be done over an open connection."""
        self._connected = True
        began, named = time.monotonic(), self._options.connect.client_id
        speaks: dict[str, bool | None] = {NAMES[version]: True}
        self._abilities = Abilities(link.limits, version == 5, speaks)
        self._note_link(link)
        try:
            async with self._conversation(transport) as conversation:
                await self._subscribe(conversation)
                await self._measure(conversation)
                if named is not None:
                    left = _STAY_SECONDS - (time.monotonic() - began)
                    await self._stay(conversation, left, named)
        except TransportError as error:
            problem = await self._explained(error.problem, version)
            self._findings.append(advice.from_problem(problem, self._options))
        speaks[NAMES[_OTHER[version]]] = await self._other_spoken(version)
        self._abilities = replace(self._abilities, versions=dict(sorted(speaks.items())))

    @asynccontextmanager
    async def _conversation(self, transport: Transport) -> AsyncIterator[Conversation]:
        """Talk over an open connection, which is closed then."""
        lost = asyncio.ensure_future(transport.wait_closed())
        try:
            yield Conversation(transport, lost, self.record, self._seconds)
        finally:
            lost.cancel()
            await asyncio.gather(lost, return_exceptions=True)
            await transport.close()

    async def _explained(self, problem: Problem, version: int) -> Problem:
        """Why a connection was closed without a word, when it was made with the user's own id.

        One with another id that stays tells that it is the id: MQTT 3.1.1 has no word for that.
        """
        name = self._options.connect.client_id
        if problem.cause is not Cause.CLOSED or name is None:
            return problem
        self.record.aim = "Trying a client id of its own"
        connect = self._options.connect.aside()
        aside = replace(self._options, version=version, connect=connect)
        try:
            transport, link = await connected(aside, self.record, self._seconds, lambda batch: None)
            async with self._conversation(transport) as conversation:
                await self._stay(conversation, _STAY_SECONDS, link.client_id)
        except TransportError:
            return problem
        return problems.pushed_out(self._options.endpoint, name, made_up=False)

    async def _other_spoken(self, version: int) -> bool | None:
        """Whether it speaks the other version, too; 5 was tried before 3.1.1 is fallen back to."""
        if version == 4 and self._options.version is None:
            return False
        return await self._speaks(_OTHER[version])

    def _note_link(self, link: Link) -> None:
        encryption = link.encryption
        if encryption is not None:
            if not encryption.verified:
                self._findings.append(advice.insecure())
            certificate = encryption.certificate
            days = certificate.days_left(time.time()) if certificate is not None else None
            if days is not None and 0 <= days < _EXPIRES_SOON:
                self._findings.append(advice.expires_soon(days))
        if link.left_out:
            self._findings.append(advice.left_out(link.protocol, link.left_out))

    async def _subscribe(self, conversation: Conversation) -> None:
        """Try what was asked for, and whether the broker tells of itself."""
        asks_sys = False
        for each in self._asked[:_MOST_FILTERS]:
            if each.topic_filter == _SYS.topic_filter:
                asks_sys = True
            elif each.topic_filter.startswith("$share/"):
                conversation.skip(
                    each.topic_filter, "not tried: it would take messages from its group"
                )
            else:
                quiet = replace(each, retain_handling=_NO_RETAINED)
                granted = await conversation.subscribe(quiet)
                self._judge(each, granted)
        if len(self._asked) > _MOST_FILTERS:
            left = len(self._asked) - _MOST_FILTERS
            conversation.skip(f"{left} more", f"only the first {_MOST_FILTERS} are tried")
        await self._ask_sys(conversation, asked=asks_sys)

    def _judge(self, asked: Subscription, granted: Granted) -> None:
        name = asked.topic_filter
        if granted.qos is None:
            refused_all = name == "#"
            found = (
                advice.refused_all(granted.refusal)
                if refused_all
                else advice.refused_filter(name, granted.refusal)
            )
            self._findings.append(found)
        elif granted.qos < asked.qos:
            self._findings.append(advice.lower_qos(name, asked.qos, granted.qos))

    async def _ask_sys(self, conversation: Conversation, *, asked: bool) -> None:
        granted = await conversation.subscribe(_SYS, keep=True)
        words = granted.refusal
        if granted.qos is not None:
            seconds = min(_SYS_SECONDS, self._seconds)
            if not await conversation.wait(self._sys_came, seconds):
                words = f"nothing came within {seconds:g} s"
            await conversation.unsubscribe(_SYS.topic_filter)
        assert self._abilities is not None
        self._abilities = replace(self._abilities, sys=not words)
        if words:
            self._findings.append(advice.no_sys(words, asked=asked and granted.qos is None))
        elif not any(selects_sys(each.topic_filter) for each in self._asked) and any(
            each.topic_filter == "#" for each in self._asked
        ):
            self._findings.append(advice.hash_and_sys())

    async def _measure(self, conversation: Conversation) -> None:
        """The round trip of each QoS that the broker has."""
        if self._options.read_only:
            self._note_times({}, "not measured: read-only, so nothing is published")
            return
        granted = await conversation.subscribe(Subscription(self._round_trip.topic, 2), keep=True)
        if granted.qos is None:
            self._note_times(
                {}, f"not measured: the subscription to it was refused: {granted.refusal}"
            )
            return
        times: dict[int, float] = {}
        assert self._abilities is not None
        for qos in range(self._abilities.limits.max_qos + 1):
            took = await self._round_trips(conversation, qos)
            if took is not None:
                times[qos] = took
        self._note_times(times, "" if times else "not measured; see the findings")

    async def _round_trips(self, conversation: Conversation, qos: int) -> float | None:
        """The one in the middle of several; None when a message does not come back."""
        trip = self._round_trip
        self.record.begin("PUBLISH", f"QoS {qos}, to itself")
        times = []
        for _ in range(TIMES):
            publication = Publication(trip.topic, trip.next_payload(), qos)
            began = time.perf_counter()
            outcome = await conversation.answer(conversation.transport.publish(publication))
            if not outcome.accepted:
                self.record.fail(outcome.reason)
                self._add_once(advice.not_published(outcome.reason))
                return None
            took = await trip.came(began, min(_SYS_SECONDS, self._seconds))
            if took is None:
                self.record.fail("it did not come back")
                self._add_once(advice.not_returned(qos, min(_SYS_SECONDS, self._seconds)))
                return None
            times.append(took)
        self.record.done(f"{middle(times) * 1000:,.1f} ms there and back, the middle of {TIMES}")
        return middle(times)

    async def _stay(self, conversation: Conversation, seconds: float, client_id: str) -> None:
        """Stay for a while, to see whether another client wants the same id."""
        self.record.begin("stay", f"connected as {client_id}")
        if seconds > 0:
            await conversation.wait(asyncio.Event(), seconds)
        self.record.done("nobody else wanted the client id")

    def _note_times(self, times: dict[int, float], why_not: str) -> None:
        assert self._abilities is not None
        self._abilities = replace(self._abilities, round_trips=times, not_measured=why_not)

    def _add_once(self, finding: Finding) -> None:
        if all(each.name != finding.name for each in self._findings):
            self._findings.append(finding)

    def _tell_of_before(self) -> None:
        """What the other connection met with, unless that was found here, too."""
        found = {each.name for each in self._findings}
        counts = Counter(each.cause for each in self._before if each.cause in advice.LASTING)
        newest = {each.cause: each for each in self._before}
        for cause, times in counts.items():
            finding = advice.from_problem(newest[cause], self._options)
            if finding.name not in found:
                often = f" This happened {times} times lately." if times > 1 else ""
                self._findings.append(replace(finding, what=f"Earlier: {finding.what}{often}"))

    def _take(self, batch: list[Message]) -> None:
        if not self._sys_came.is_set() and any(
            message.topic.startswith("$SYS") for message in batch
        ):
            self._sys_came.set()
        self._round_trip.take(batch)
