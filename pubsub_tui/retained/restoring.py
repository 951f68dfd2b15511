"""Publishes the messages of an undo file again, where the broker keeps none now."""

from __future__ import annotations

import asyncio
import enum
from collections.abc import Iterator
from dataclasses import dataclass

from pubsub_tui.line import Line, MakeTransport, opened
from pubsub_tui.properties import without_delivery
from pubsub_tui.retained.asking import QUIET_SECONDS, sizes_of
from pubsub_tui.retained.removal import NOT_KEPT
from pubsub_tui.retained.sending import PER_SECOND, Sent, send_all
from pubsub_tui.retained.undo_reading import Contents, whole_messages
from pubsub_tui.retained.wanted import Wanted
from pubsub_tui.transports.base import Publication, TransportError


class Step(enum.Enum):
    """Where it stands."""

    READY = "ready"
    LOOKING = "asking the broker"
    PUBLISHING = "publishing"
    VERIFYING = "asking the broker again"
    DONE = "done"


@dataclass(slots=True)
class Told:
    """What is to be told at the end.

    Attributes:
        newer: topics that keep a message now, which is left alone.
        bare: messages whose properties MQTT 3.1.1 does not carry.
        lowered: messages whose QoS the broker does not take, published with a lower one.
        missing: of those accepted, how many the broker does not keep; None when not known.
    """

    newer: int = 0
    bare: int = 0
    lowered: int = 0
    missing: int | None = None


class Restoring:
    """One undo file brought back. What goes wrong is ``failure``, a sentence.

    Attributes:
        sent: how far it came; None before.
        lost: there was no connection, or it was lost.
    """

    def __init__(
        self,
        make_transport: MakeTransport,
        contents: Contents,
        *,
        per_second: float = PER_SECOND,
        quiet: float = QUIET_SECONDS,
    ) -> None:
        self._make_transport = make_transport
        self.contents = contents
        self._per_second = per_second
        self._quiet = quiet
        self._stopped = False
        self.step = Step.READY
        self.sent: Sent | None = None
        self.told = Told()
        self.failure = ""
        self.lost = False

    def stop(self) -> None:
        """Publish no more; what is under way is waited for."""
        self._stopped = True

    async def run(self, *, damaged_too: bool = False) -> None:
        """Publish all whole messages; of a damaged file only when ``damaged_too`` says so."""
        contents = self.contents
        if contents.damage and not damaged_too:
            damage = ", ".join(contents.damage)
            self.failure = f"{contents.path} is damaged: {damage}. Nothing was published."
        else:
            try:
                await self._restore()
            except TransportError as error:
                self.lost = True
                self.failure = error.problem.what
            except OSError as error:
                self.failure = f"{contents.path} can not be read: {error.strerror or error}."
        self.step = Step.DONE

    async def _restore(self) -> None:
        self.step = Step.LOOKING
        kept: dict[str, int] = {}
        async with opened(self._make_transport) as line:
            if not line.link.capabilities.retain:
                self.failure = NOT_KEPT
                return
            # Without an answer nothing would be known to be newer, and all be overwritten.
            self.failure = await self._ask(line, kept)
        if self.failure:
            return
        self.step = Step.PUBLISHING
        topics = await asyncio.to_thread(self._topics_not_in, kept)
        self.told.newer = self.contents.whole - len(topics)
        self.sent = sent = Sent(len(topics))
        async with opened(self._make_transport) as line:
            publications = self._publications(line, topics)
            await send_all(line, publications, sent, lambda: self._stopped, self._per_second)
            line.check()
            self.step = Step.VERIFYING
            kept.clear()
            self.failure = await self._ask(line, kept)
        if not self.failure:
            there = len(topics & kept.keys())
            self.told.missing = max(0, sent.accepted - there)

    async def _ask(self, line: Line, kept: dict[str, int]) -> str:
        header = self.contents.header
        wanted = Wanted(header.topic_filter if header is not None else "#")
        refusal = await sizes_of(line, wanted, kept, self._quiet)
        return f"The broker does not tell what it keeps: {refusal}." if refusal else ""

    def _topics_not_in(self, kept: dict[str, int]) -> set[str]:
        return {
            message.topic
            for message in whole_messages(self.contents.path)
            if message.topic not in kept
        }

    def _publications(self, line: Line, topics: set[str]) -> Iterator[Publication]:
        able = line.link.capabilities
        for message in whole_messages(self.contents.path):
            if message.topic not in topics:
                continue
            block = _sendable(message.properties)
            if block is not None and not able.properties:
                self.told.bare += 1
                block = None
            qos = min(message.qos, able.max_qos)
            self.told.lowered += qos < message.qos
            yield Publication(message.topic, message.payload, qos, True, block)


def _sendable(block: bytes | None) -> bytes | None:
    try:
        return None if block is None else without_delivery(block)
    except ValueError:
        # Whoever publishes it says what is wrong, and it is counted as refused.
        return block
