"""A request over a connection of its own: subscribed, sent, and waited for."""

from __future__ import annotations

import asyncio
import contextlib
import enum
import time

from pubsub_tui.line import Line, MakeTransport, opened
from pubsub_tui.properties import response_topic
from pubsub_tui.requests import (
    NEEDS_REPLY_TOPIC,
    Exchange,
    Response,
    make_request,
    new_reply_topic,
    reply_topic_complaint,
)
from pubsub_tui.transports.base import Outcome, Publication, Subscription, TransportError

_NO_RETAINED = 2
_SETTLING_SECONDS = 1.0


class Stage(enum.Enum):
    """How far it is, and when it is over, why."""

    OPENING = "connecting and subscribing"
    WAITING = "the request is sent"
    ANSWERED = "there are responses, and nothing more is waited for"
    TIMED_OUT = "no response came in time"
    REFUSED = "the broker did not accept the request"
    LOST = "the connection was lost while waiting"
    UNSENT = "nothing was sent"
    GIVEN_UP = "it was given up before a response had come"


class Inquiry:
    """One request. It is sent once, whatever happens.

    It has a connection of its own. The session's subscriptions stay as they are, and what they
    bring of request and response is counted once, as always; here the response comes by one
    subscription, so that no copy of it has to be told from a second answer, and with nothing
    else to read before it, so that the time it took is that of request and response. When the
    connection is closed, the subscription ends with it.

    Attributes:
        seconds: how long responses are waited for, from when the request is sent.
        stage: see `Stage`.
        problem: why nothing was sent, or why the connection was lost; a sentence.
        exchange: None while the reply topic is not settled.
    """

    def __init__(
        self,
        make_transport: MakeTransport,
        publication: Publication,
        reply_topic: str | None,
        seconds: float,
        own_topic: str | None = None,
    ) -> None:
        """Nothing is done before `run`.

        Args:
            reply_topic: where the response comes; None is the response topic that the publication
                has, else one of our own, and with MQTT 3.1.1 has to be chosen first.
            own_topic: that of our own; None makes one up.
        """
        self._make_transport = make_transport
        self._publication = publication
        self._reply_topic = reply_topic
        self._own_topic = own_topic
        self._line: Line | None = None
        self.seconds = seconds
        self.stage = Stage.OPENING
        self.problem = ""
        self.exchange: Exchange | None = None

    @property
    def over(self) -> bool:
        """Whether nothing more comes of it."""
        return self.stage not in (Stage.OPENING, Stage.WAITING)

    @property
    def responses(self) -> list[Response]:
        """See `Exchange.responses`."""
        return self.exchange.responses if self.exchange is not None else []

    @property
    def outcome(self) -> Outcome | None:
        """See `Exchange.outcome`."""
        return self.exchange.outcome if self.exchange is not None else None

    @property
    def sent(self) -> bool:
        """Whether the request was handed to the connection."""
        return self.exchange is not None and self.exchange.started is not None

    @property
    def left(self) -> float:
        """Seconds for which it will be waited."""
        if self.exchange is None or self.exchange.started is None:
            return self.seconds
        return max(0.0, self.exchange.started + self.seconds - time.perf_counter())

    def wait_for(self, seconds: float) -> None:
        """Wait longer or shorter, counted from when it was sent; nothing changes what is over."""
        if not self.over:
            self.seconds = seconds
        if self._line is not None:
            self._line.news.set()

    def give_up(self) -> None:
        """Whoever ran it waits no more."""
        if not self.over:
            self.stage = Stage.ANSWERED if self.responses else Stage.GIVEN_UP

    async def run(self) -> None:
        """Do all of it; what goes wrong is told by ``stage`` and ``problem``."""
        try:
            async with opened(self._make_transport) as line:
                self._line = line
                await self._ask(line)
        except TransportError as error:
            self._unsent(error.problem.what)
        finally:
            self._line = None

    async def _ask(self, line: Line) -> None:
        with_properties = line.link.capabilities.properties
        topic = self._settle_topic(with_properties)
        problem = reply_topic_complaint(topic, self._publication.topic) if topic else None
        if not topic or problem is not None:
            self._unsent(f"The reply topic: {problem}." if problem else f"{NEEDS_REPLY_TOPIC}.")
            return
        request = make_request(self._publication, topic, with_properties=with_properties)
        exchange = self.exchange = Exchange(request)
        line.take = exchange.take
        qos = self._publication.qos
        wanted = Subscription(topic, qos, retain_handling=_NO_RETAINED)
        granted = await line.transport.subscribe([wanted])
        line.check()
        if granted[0].qos is None:
            self._unsent(f"The broker refused the subscription to {topic}: {granted[0].refusal}.")
            return
        await self._send_and_wait(line, exchange)

    def _settle_topic(self, with_properties: bool) -> str:
        """Where the response comes; empty when that has to be chosen first."""
        if self._reply_topic or not with_properties:
            return self._reply_topic or ""
        written = response_topic(self._publication.properties or b"")
        return written or self._own_topic or new_reply_topic()

    async def _send_and_wait(self, line: Line, exchange: Exchange) -> None:
        self.stage = Stage.WAITING
        sending = asyncio.ensure_future(exchange.send(line.transport.publish))
        sending.add_done_callback(lambda _: line.news.set())
        try:
            # The task sends it, and the time runs from then.
            await asyncio.sleep(0)
            while self._goes_on(line, exchange):
                await self._wait(line)
            if line.problem is not None:
                await asyncio.wait({sending}, timeout=_SETTLING_SECONDS)
        finally:
            sending.cancel()
            await asyncio.gather(sending, return_exceptions=True)
        self._conclude(line, exchange)

    def _goes_on(self, line: Line, exchange: Exchange) -> bool:
        line.news.clear()
        refused = exchange.outcome is not None and not exchange.outcome.accepted
        over = exchange.complete or (refused and not exchange.responses)
        return not over and line.problem is None and self.left > 0

    async def _wait(self, line: Line) -> None:
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(self.left):
                await line.news.wait()

    def _conclude(self, line: Line, exchange: Exchange) -> None:
        if line.problem is not None:
            self.problem = line.problem.what
        if exchange.responses:
            self.stage = Stage.ANSWERED
        elif line.problem is not None:
            self.stage = Stage.LOST
        elif exchange.outcome is not None and not exchange.outcome.accepted:
            self.stage = Stage.REFUSED
        else:
            self.stage = Stage.TIMED_OUT

    def _unsent(self, why: str) -> None:
        self.stage = Stage.UNSENT
        self.problem = f"{why} Nothing was sent."
