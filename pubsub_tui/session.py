"""The one joiner: a transport's messages into a sink, and its connection kept up."""

from __future__ import annotations

import asyncio
import contextlib
import enum
import math
import random
import time
from collections import deque
from collections.abc import Callable, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, replace

from pubsub_tui.backoff import taken_over_seconds, wait_seconds
from pubsub_tui.settings import ProfileMark
from pubsub_tui.subscriptions import Entry, Subscriptions
from pubsub_tui.topic_filter import selects_sys
from pubsub_tui.transports.base import (
    Cause,
    Granted,
    Link,
    Outcome,
    Problem,
    Publication,
    Sink,
    Subscription,
    Transport,
    TransportError,
)


class Phase(enum.Enum):
    """Where the connection stands."""

    CONNECTING = "connecting"
    ONLINE = "online"
    WAITING = "waiting"
    NEEDS_PASSWORD = "password needed"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True)
class ConnectionState:
    """All there is to say about the connection, as one value.

    Attributes:
        endpoint: the broker as the user named it, without secrets.
        link: the open connection; None when not online.
        attempt: failed attempts since the last success.
        retry_at: when the next attempt is due (seconds of the session's clock), while waiting.
        problem: why the last attempt failed or the connection was lost.
        granted: the broker's answer to each subscription that is not paused.
        lost: how often an open connection was lost.
        gap: seconds without a connection between the one before and this one, while online.
    """

    phase: Phase
    endpoint: str
    link: Link | None = None
    attempt: int = 0
    retry_at: float | None = None
    problem: Problem | None = None
    granted: tuple[Granted, ...] = ()
    lost: int = 0
    gap: float | None = None

    @property
    def refused(self) -> tuple[Granted, ...]:
        """The subscriptions that the broker refused."""
        return tuple(grant for grant in self.granted if grant.qos is None)


@dataclass(frozen=True, slots=True)
class Credentials:
    """What a transport logs in with; ``key_password`` opens the key of its certificate."""

    password: str | None = None
    username: str | None = None
    key_password: str | None = None

    def __repr__(self) -> str:
        return "Credentials(…)"


MakeTransport = Callable[[Credentials], Transport]
Surroundings = Callable[[], AbstractAsyncContextManager[str]]
"""What has to run around the session, such as a broker of its own; gives the endpoint's name."""

WRONG_LOGIN = frozenset({Cause.CREDENTIALS, Cause.NOT_AUTHORIZED, Cause.KEY})
"""Trying again changes nothing: somebody has to say something else."""
_TROUBLES = 20
SHORT_SECONDS = 10.0
"""Links that last no longer make the waits between them grow, as failed attempts do."""


class Session:
    """Keeps one broker connected and its messages going to a sink until `close`.

    A new transport is made for every attempt. ``state`` is replaced, never changed, and
    ``on_change`` is called with each new one. After a change of ``subscriptions``, call `agree`;
    every new connection gets them as they are then.

    Attributes:
        retain_as_published: whether live messages keep their RETAIN flag, but for ``$SYS``.
        insecure: nobody checks who answers, which has to be seen at all times.
        production: whether others depend on the broker, so that more is asked about.
        address: tells host and port.
        troubles: what this connection has met with lately, the newest last.
        profile: the name of the connection, if it has one.
    """

    def __init__(
        self,
        make_transport: MakeTransport,
        sink: Sink,
        subscriptions: Sequence[Subscription | Entry],
        endpoint: str,
        read_only: bool = False,
        insecure: bool = False,
        production: bool = False,
        profile: ProfileMark | None = None,
        spread: random.Random | None = None,
        surroundings: Surroundings | None = None,
        clock: Callable[[], float] = time.monotonic,
        login: Credentials | None = None,
        on_change: Callable[[ConnectionState], None] = lambda state: None,
        make_another: MakeTransport | None = None,
        take_another_id: Callable[[], None] | None = None,
        address: Callable[[], tuple[str, int]] = lambda: ("", 0),
    ) -> None:
        """Not connected before `run`.

        Args:
            make_another: makes transports that can be open beside the session's own; None when
                those of ``make_transport`` can.
            take_another_id: has ``make_transport`` make up a client id; None when it can not.
            address: the broker's host and port, once they are known.
        """
        self._make_transport = make_transport
        self._make_another = make_another or make_transport
        self._take_another_id = take_another_id
        self.address = address
        self.troubles: deque[Problem] = deque(maxlen=_TROUBLES)
        self._sink = sink
        self.subscriptions = Subscriptions(subscriptions)
        self.retain_as_published = False
        self.login = login or Credentials()
        self._transport: Transport | None = None
        self._retry = asyncio.Event()
        self._spread = spread or random.Random()
        self._surroundings = surroundings
        self._clock = clock
        self._closing = False
        self._task: asyncio.Task[object] | None = None
        self._ended = asyncio.Event()
        self._login_failed = False
        self._repeated_before = 0
        self._short_links = 0
        self._takeovers = 0
        self._lost_at: float | None = None
        self.read_only = read_only
        self.insecure = insecure
        self.production = production
        self.profile = profile
        self._on_change = on_change
        self._state = ConnectionState(Phase.CONNECTING, endpoint)

    @property
    def state(self) -> ConnectionState:
        """Where the connection stands."""
        return self._state

    @state.setter
    def state(self, state: ConnectionState) -> None:
        self._state = state
        self._on_change(state)

    async def run(self) -> None:
        """Connect, and connect again whenever the link is lost, until cancelled or closed."""
        self._task = asyncio.current_task()
        try:
            if self._surroundings is None:
                await self._stay_connected()
            else:
                async with self._surroundings() as endpoint:
                    self.state = replace(self.state, endpoint=endpoint)
                    await self._stay_connected()
        finally:
            self.state = replace(self.state, phase=Phase.CLOSED, link=None, retry_at=None)
            self._ended.set()

    async def close(self) -> None:
        """Say good-bye to the broker and end `run`, whatever it is waiting for."""
        self._closing = True
        await self._drop_transport()
        if self._task is not None and not self._ended.is_set():
            self._task.cancel()
            await self._ended.wait()

    def retry_now(self) -> None:
        """End the wait between two attempts."""
        self._retry.set()

    @property
    def pushed_out(self) -> bool:
        """Whether another client takes our place again and again, by an id that is not ours."""
        return self._takeovers > 0 and self._take_another_id is not None

    def take_another_id(self) -> None:
        """Leave the client id to the other one: connect with one that is made up, at once."""
        if self._take_another_id is not None:
            self._take_another_id()
            self._takeovers = 0
            self.retry_now()

    def log_in(self, login: Credentials) -> None:
        """Use that login from now on, and try at once."""
        self.login = login
        # Said here, as a refusal may come before anyone looked at the attempt.
        self.state = replace(self.state, phase=Phase.CONNECTING, attempt=0)
        self._retry.set()

    def seconds_to_retry(self) -> int | None:
        """Whole seconds until the next attempt to connect; None when not waiting for one."""
        due = self.state.retry_at
        return None if due is None else max(0, math.ceil(due - self._clock()))

    def another_transport(self) -> Transport:
        """One more connection to the same broker, as the same user; not open yet.

        What has to be told from the session's own traffic is asked over it.
        """
        return self._make_another(self.login)

    async def agree(self) -> None:
        """Bring the broker in line with ``subscriptions``; offline, the next connection does.

        Raises:
            TransportError: the link is gone, or the broker did not answer.
        """
        transport, link = self._transport, self.state.link
        if transport is not None and link is not None:
            await self._agree(transport, link)
            granted = self.subscriptions.granted
            if transport is self._transport and granted != self.state.granted:
                self.state = replace(self.state, granted=granted)

    def repeated(self) -> int:
        """Copies left out since the start, as overlapping filters had brought them again."""
        now = self._transport.repeated() if self._transport is not None else 0
        return self._repeated_before + now

    def brought(self, topic_filter: str) -> int | None:
        """What came by a subscription on this connection; None when nothing tells."""
        return self._transport.brought(topic_filter) if self._transport is not None else None

    def backlog(self) -> int:
        """Bytes that have arrived and are not read yet."""
        return self._transport.backlog() if self._transport is not None else 0

    async def publish(self, publication: Publication) -> Outcome:
        """Publish. Whatever goes wrong with the link is an Outcome that says so."""
        transport = self._transport
        if transport is None or self.state.phase is not Phase.ONLINE:
            return Outcome(False, "not connected; nothing was sent")
        started = time.monotonic()
        try:
            return await transport.publish(publication)
        except TransportError as error:
            return Outcome(False, error.problem.what, time.monotonic() - started)

    async def _stay_connected(self) -> None:
        try:
            while not self._closing:
                await self._attempt()
                if not self._closing:
                    await self._wait()
        finally:
            await self._drop_transport()

    async def _attempt(self) -> None:
        """Connect once, and stay as long as the link lasts."""
        self.state = replace(self.state, phase=Phase.CONNECTING, retry_at=None, link=None)
        self._transport = transport = self._make_transport(self.login)
        online_at: float | None = None
        try:
            link = await transport.connect(self._sink)
            self.subscriptions.begin(resumed=bool(link.resumed))
            await self._agree(transport, link)
            online_at = self._clock()
            self.state = replace(
                self.state,
                phase=Phase.ONLINE,
                link=link,
                attempt=0,
                problem=None,
                granted=self.subscriptions.granted,
                gap=None if self._lost_at is None else online_at - self._lost_at,
            )
            problem = await transport.wait_closed()
        except TransportError as error:
            problem = error.problem
        finally:
            await self._drop_transport()
        self.troubles.append(problem)
        self._login_failed = online_at is None and problem.cause in WRONG_LOGIN
        self._takeovers = self._takeovers + 1 if problem.cause is Cause.TAKEN_OVER else 0
        if online_at is not None:
            self._note_loss(problem, online_at)
        self.state = replace(
            self.state,
            problem=problem,
            link=None,
            attempt=self.state.attempt + 1,
            lost=self.state.lost + (online_at is not None),
        )

    def _note_loss(self, problem: Problem, online_at: float) -> None:
        now = self._clock()
        self._short_links = self._short_links + 1 if now - online_at < SHORT_SECONDS else 0
        self._lost_at = now - problem.silent_for

    async def _agree(self, transport: Transport, link: Link) -> None:
        self.retain_as_published = link.capabilities.properties and all(
            each.retain_as_published
            for each in self.subscriptions.active
            if not selects_sys(each.topic_filter)
        )
        await self.subscriptions.agree(transport)

    async def _wait(self) -> None:
        self._retry.clear()
        if self._login_failed:
            self.state = replace(self.state, phase=Phase.NEEDS_PASSWORD, retry_at=None)
            await self._retry.wait()
            return
        if self._takeovers:
            seconds = taken_over_seconds(self._takeovers, self._spread)
        else:
            seconds = wait_seconds(max(self.state.attempt, self._short_links), self._spread)
        self.state = replace(self.state, phase=Phase.WAITING, retry_at=self._clock() + seconds)
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self._retry.wait(), seconds)

    async def _drop_transport(self) -> None:
        transport, self._transport = self._transport, None
        if transport is not None:
            self._repeated_before += transport.repeated()
            await transport.close()
