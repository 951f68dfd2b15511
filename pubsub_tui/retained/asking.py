"""Asks the broker which messages it keeps.

Only a new subscription brings retained messages (MQTT 5.0, section 3.3.1.3), and nothing marks
the last of them. A broker that sends them while it handles the SUBSCRIBE, as mosquitto does, is
done when it answers what was asked after it; others are done when nothing came for a while.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Mapping
from typing import TypeVar

from pubsub_tui.line import Line
from pubsub_tui.message import Message
from pubsub_tui.retained.wanted import Wanted
from pubsub_tui.transports.base import Cause, Granted, Problem, Subscription, TransportError

QUIET_SECONDS = 0.4
"""How long nothing has to come before the broker is taken to be done."""
_NEVER_SUBSCRIBED = "pubsub-tui/nothing"
"""To unsubscribe from it is answered, and changes nothing."""
_TOPICS_AT_ONCE = 100
"""Far below the 1,000 messages of QoS 1 and 2 that mosquitto queues for a client: it drops more."""
_BYTES_AT_ONCE = 8_000_000
_NAMES_AT_ONCE = 60_000
_MOST_OVERDUE = 30
"""Answers that may be overdue one after the other; each is waited for about ten seconds."""
_SILENT = Problem(Cause.TIMEOUT, "The broker sends messages, and answers nothing else.")
_REFUSED = "the broker refused the subscription"

_T = TypeVar("_T")


async def sizes_of(
    line: Line, wanted: Wanted, found: dict[str, int], quiet: float = QUIET_SECONDS
) -> str | None:
    """Which topics hold a retained message, and its size in bytes.

    Subscribed with QoS 0: no broker holds that back, and any number can be told.

    Args:
        found: filled as they come.

    Returns:
        The broker's reason when it refused the subscription, else None.

    Raises:
        TransportError: the connection was lost.
    """

    def take(batch: list[Message]) -> bool:
        came = False
        for message in batch:
            if message.retain and message.payload and wanted.means(message.topic):
                found[message.topic] = message.size
                came = True
        return came

    async with _subscribed(line, [Subscription(wanted.topic_filter)], take) as answers:
        refused = _refusals(answers)
        if not refused:
            await _until_quiet(line, lambda: False, quiet)
    return refused.get(wanted.topic_filter)


async def whole_messages(
    line: Line, sizes: Mapping[str, int], refused: dict[str, str], quiet: float = QUIET_SECONDS
) -> AsyncIterator[list[Message]]:
    """The retained messages of topics as the broker keeps them, with QoS and properties.

    A topic that keeps none any more is left out. Few are asked for at once, so that none is
    dropped in the broker's queue and little is held in memory.

    Args:
        sizes: the size to expect by topic.
        refused: filled with the broker's reason by topic that it does not tell.

    Raises:
        TransportError: the connection was lost.
    """
    for topics in _portions(sizes):
        yield await _portion(line, topics, refused, quiet)


async def _portion(
    line: Line, topics: list[str], refused: dict[str, str], quiet: float
) -> list[Message]:
    whole: dict[str, Message] = {}
    asked = set(topics)

    def take(batch: list[Message]) -> bool:
        came = {
            message.topic: message
            for message in batch
            if message.retain and message.payload and message.topic in asked
        }
        whole.update(came)
        return bool(came)

    async with _subscribed(line, [Subscription(topic, 2) for topic in topics], take) as answers:
        refusals = _refusals(answers)
        refused.update(refusals)
        expected = len(asked) - len(refusals)
        await _until_quiet(line, lambda: len(whole) == expected, quiet)
    return list(whole.values())


def _refusals(answers: list[Granted]) -> dict[str, str]:
    return {each.topic_filter: each.refusal or _REFUSED for each in answers if each.qos is None}


@contextlib.asynccontextmanager
async def _subscribed(
    line: Line, subscriptions: list[Subscription], take: Callable[[list[Message]], bool]
) -> AsyncIterator[list[Granted]]:
    """Subscribe for as long as the block lasts; what comes goes to ``take``."""
    line.check()
    line.take = take
    try:
        yield await _patiently(line, line.transport.subscribe(subscriptions)) or []
        topic_filters = [each.topic_filter for each in subscriptions]
        await _patiently(line, line.transport.unsubscribe(topic_filters))
    finally:
        line.ignore()


async def _patiently(line: Line, answer: Awaitable[_T]) -> _T | None:
    """An answer; None when it is overdue only because messages still come before it."""
    before = line.progress
    try:
        return await answer
    except TransportError:
        if line.problem is not None or line.progress == before:
            raise
        return None


async def _until_quiet(line: Line, complete: Callable[[], bool], quiet: float) -> None:
    """Wait until all is there, or nothing came for a while after a question was answered."""
    overdue = 0
    while not complete():
        line.check()
        line.news.clear()
        answered = await _patiently(line, _ask(line))
        if complete():
            return
        overdue = 0 if answered else overdue + 1
        if overdue == _MOST_OVERDUE:
            raise TransportError(_SILENT)
        if not answered:
            continue
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(quiet):
                await line.news.wait()
        if not line.news.is_set():
            return


async def _ask(line: Line) -> bool:
    await line.transport.unsubscribe([_NEVER_SUBSCRIBED])
    return True


def _portions(sizes: Mapping[str, int]) -> Iterator[list[str]]:
    """The topics in parts that one SUBSCRIBE and a little memory can hold."""
    portion: list[str] = []
    payloads = names = 0
    for topic, size in sizes.items():
        payloads += size
        names += 4 * len(topic)
        full = payloads > _BYTES_AT_ONCE or names > _NAMES_AT_ONCE
        if portion and (full or len(portion) == _TOPICS_AT_ONCE):
            yield portion
            portion = []
            payloads, names = size, 4 * len(topic)
        portion.append(topic)
    if portion:
        yield portion
