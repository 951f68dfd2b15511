"""One repeat: publishes each message when it is due, and counts what became of them."""

from __future__ import annotations

import asyncio
import contextlib
import enum
import logging
import time
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import replace
from random import Random

from pubsub_tui.outgoing.pace import Pace
from pubsub_tui.outgoing.problem import OutgoingError, wrong
from pubsub_tui.outgoing.publications import MOST_UNDER_WAY, Item, Upcoming
from pubsub_tui.outgoing.reached import Reached
from pubsub_tui.repeats.plan import Plan
from pubsub_tui.repeats.share import STRETCH, Share
from pubsub_tui.transports.base import Outcome, Publication

_LOOK_SECONDS = 0.1
"""How soon a connection that is back is noticed."""
_log = logging.getLogger(__name__)

Publish = Callable[[Publication], Awaitable[Outcome]]


class State(enum.Enum):
    """Where a repeat stands."""

    RUNNING = "running"
    PAUSED = "paused"
    WAITING = "waiting"
    DONE = "done"
    STOPPED = "stopped"
    FAILED = "failed"


class Run:
    """Runs until all is published, it is stopped, or a message can not be made.

    Attributes:
        sent: how many were published; each is accepted, refused, unanswered or under way.
        accepted: sent (QoS 0) or acknowledged.
        refused: not accepted, for certain.
        unanswered: it may have been delivered, and was not sent again.
        last_refusal: what was said of the last that was not accepted; not yet safe to draw.
        last_reason: what was said of the last at all.
        failure: why it failed; not yet safe to draw.
        total: how many there are; None for no end.
    """

    def __init__(
        self,
        plan: Plan,
        publish: Publish,
        linked: Callable[[], bool],
        share: Share,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """Nothing is published before `run`; ``linked`` tells whether there is a connection."""
        self.name = plan.name
        self.schedule = plan.schedule
        self.total = plan.total
        self.sent = self.accepted = self.refused = self.unanswered = 0
        self.last_refusal = self.last_reason = self.failure = ""
        self._plan = plan
        self._publish = publish
        self._linked = linked
        self._share = share
        self._clock = clock
        self._reached = Reached(plan.schedule.every)
        self._first = self._last = 0.0
        self._pace = Pace(replace(plan.schedule, times=None), clock(), Random())
        self._paused = self._cut_off = False
        self._missed = 0
        self._ended: State | None = None
        self._news = asyncio.Event()
        self._under_way: set[asyncio.Task[None]] = set()
        self._mistake: BaseException | None = None
        self._worked_from = 0.0

    @property
    def state(self) -> State:
        """Where it stands."""
        if self._ended is not None:
            return self._ended
        if self._paused:
            return State.PAUSED
        return State.RUNNING if self._linked() else State.WAITING

    @property
    def ended(self) -> bool:
        """Whether nothing more is published."""
        return self._ended is not None

    @property
    def under_way(self) -> int:
        """How many wait for their acknowledgement."""
        return self.sent - self.accepted - self.refused - self.unanswered

    @property
    def missed(self) -> int:
        """How many were due without a connection. They came later, and not all at once."""
        return self._missed + (self._pace.passed(self._clock()) if self._cut_off else 0)

    def rate(self) -> float | None:
        """Messages a second: of the last seconds, and at the end of all; None if it has none."""
        if self._ended is None:
            return self._reached.rate(self._clock()) if self.state is State.RUNNING else None
        seconds = self._last - self._first
        return (self.sent - 1) / seconds if self.sent > 1 and seconds > 0 else None

    def pause(self, paused: bool) -> None:
        """Stand still, or go on."""
        self._paused = paused
        self._news.set()

    def stop(self) -> None:
        """Publish nothing more; what is under way is still waited for."""
        if self._ended is None:
            self._ended = State.STOPPED
            self._news.set()

    async def run(self) -> None:
        """Publish all. Cancelling stops it, and waits for nothing."""
        self._worked_from = time.thread_time()
        with contextlib.closing(self._plan.upcoming) as upcoming:
            try:
                await self._publish_all(upcoming)
            except asyncio.CancelledError:
                self.stop()
                for task in self._under_way:
                    task.cancel()
                raise
            except Exception as error:
                _log.error("a repeat failed", exc_info=error)
                self._fail(f"by a mistake of pubsub-tui: {error!r}")
            finally:
                self._share.leave(self)
        if self._ended is None:
            self._ended = State.DONE
            self.total = self.sent

    async def _publish_all(self, upcoming: Iterable[Upcoming]) -> None:
        try:
            for each in upcoming:
                if not await self._is_time():
                    break
                item = each.make()
                obstacle = self._plan.allow(item)
                if obstacle is not None:
                    raise wrong(each.label, obstacle)
                self._send(each.label, item)
        except OutgoingError as error:
            # Said at once, whatever the broker still has to say of those before it.
            self._fail(str(error))
        while self._under_way:
            await self._wait(None)
        self._check()

    async def _is_time(self) -> bool:
        """Return True when the next is due and there is room for it; False when it is stopped."""
        while self._ended is None:
            self._check()
            now = self._clock()
            if self._paused or not self._linked():
                self._stand_still(now)
                await self._wait(None if self._paused else _LOOK_SECONDS)
                continue
            self._settle_missed(now)
            self._pace.go_on(now)
            if len(self._under_way) >= MOST_UNDER_WAY:
                await self._wait(None)
            elif (seconds := self._pace.seconds(now)) > 0:
                self._share.leave(self)
                await self._wait(seconds)
                self._worked_from = time.thread_time()
            elif (worked := time.thread_time() - self._worked_from) >= STRETCH:
                await asyncio.sleep(self._share.rest(self, worked))
                self._worked_from = time.thread_time()
            else:
                return True
        self._settle_missed(self._clock())
        return False

    def _stand_still(self, now: float) -> None:
        cut_off = not self._paused
        if cut_off is not self._cut_off:
            # What a pause holds back was not missed.
            self._settle_missed(now)
            self._pace.go_on(now)
            self._cut_off = cut_off
        self._pace.hold(now)
        self._reached.begin_anew()
        self._share.leave(self)

    def _settle_missed(self, now: float) -> None:
        if self._cut_off:
            self._missed += self._pace.passed(now)
            self._cut_off = False

    async def _wait(self, seconds: float | None) -> None:
        """Return when something happened, or after so many seconds."""
        self._news.clear()
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await self._news.wait()

    def _send(self, label: str, item: Item) -> None:
        self._pace.advance()
        now = self._clock()
        self._reached.count(now)
        self._last = now - self._pace.held
        self.sent += 1
        if self.sent == 1:
            self._first = self._last
        task = asyncio.create_task(self._publish_one(label, item))
        self._under_way.add(task)
        task.add_done_callback(self._settled)

    async def _publish_one(self, label: str, item: Item) -> None:
        outcome = await self._publish(item.publication)
        self.last_reason = outcome.reason
        if outcome.accepted:
            self.accepted += 1
            return
        self.last_refusal = f"{label} to {item.topic}: {outcome.reason}"
        if outcome.unknown:
            self.unanswered += 1
        else:
            self.refused += 1

    def _settled(self, task: asyncio.Task[None]) -> None:
        self._under_way.discard(task)
        if not task.cancelled():
            self._mistake = self._mistake or task.exception()
        self._news.set()

    def _check(self) -> None:
        """Raise what went wrong in a task."""
        if self._mistake is not None:
            raise self._mistake

    def _fail(self, why: str) -> None:
        if self._ended is None:
            self._ended = State.FAILED
            self.failure = why
