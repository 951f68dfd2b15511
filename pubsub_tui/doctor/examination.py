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
from pubsub_tui.doctor.questions import Questions
from pubsub_tui.doctor.record import Record
from pubsub_tui.doctor.report import Report, without_secrets
from pubsub_tui.doctor.step import STEP_SECONDS
from pubsub_tui.doctor.trying import connected
from pubsub_tui.transports import problems
from pubsub_tui.transports.base import (
    Cause,
    Link,
    Problem,
    Subscription,
    Transport,
    TransportError,
)
from pubsub_tui.transports.mqtt_options import MqttOptions
from pubsub_tui.transports.opening import NAMES

_STAY_SECONDS = 3.0
"""Another client that was pushed out is back by then."""
_EXPIRES_SOON = 30
_OTHER = {5: 4, 4: 5}
_OTHER_SECONDS = 2.0
"""To a version that it does not speak, a broker may say nothing at all."""
_OTHER_VERSION = frozenset({Cause.VERSION, Cause.CLOSED, Cause.TIMEOUT})
"""What an old broker does to a version that it does not speak."""


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
        self._seconds = seconds
        self._before = before
        self._findings: list[Finding] = []
        self._questions = Questions(asked, seconds, self._findings)
        self._link: Link | None = None
        self._versions: dict[str, bool | None] = {}
        self.record = Record()
        self.finished = False

    def report(self) -> Report:
        """All that is known by now, without secrets."""
        found = Report(
            self._options.endpoint,
            self._options.username,
            tuple(self.record.steps),
            tuple(self._findings),
            self._abilities(),
            connected=self._link is not None,
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
        return await connected(options, self.record, self._seconds, self._questions.take)

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
        began, named = time.monotonic(), self._options.connect.client_id
        self._link = link
        self._versions[NAMES[version]] = True
        self._note_link(link)
        questions = self._questions
        try:
            async with self._conversation(transport) as conversation:
                await questions.subscribe(conversation)
                await questions.ask_sys(conversation)
                if self._options.read_only:
                    questions.not_measured = "not measured: read-only, so nothing is published"
                else:
                    await questions.measure(conversation, link.limits.max_qos)
                if named is not None:
                    left = _STAY_SECONDS - (time.monotonic() - began)
                    await conversation.stay(named, left)
        except TransportError as error:
            problem = await self._explained(error.problem, version)
            self._findings.append(advice.from_problem(problem, self._options, let_in=True))
        self._versions[NAMES[_OTHER[version]]] = await self._other_spoken(version)

    def _abilities(self) -> Abilities | None:
        link, questions = self._link, self._questions
        if link is None:
            return None
        return Abilities(
            link.limits,
            link.capabilities.properties,
            dict(sorted(self._versions.items())),
            questions.sys,
            dict(questions.round_trips),
            questions.not_measured,
        )

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
                await conversation.stay(link.client_id, _STAY_SECONDS)
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

    def _tell_of_before(self) -> None:
        """What the other connection met with, unless that was found here, too."""
        found = {each.name for each in self._findings}
        counts = Counter(each.cause for each in self._before if each.cause in advice.LASTING)
        newest = {each.cause: each for each in self._before}
        for cause, times in counts.items():
            finding = advice.from_problem(newest[cause], self._options, let_in=True)
            if finding.name not in found:
                goes_on = cause is Cause.TAKEN_OVER and cause is self._before[-1].cause
                self._findings.append(advice.earlier(finding, times, goes_on=goes_on))
