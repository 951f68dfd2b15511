"""Deletes retained messages: looks first, saves them, deletes at a measured pace, looks again."""

from __future__ import annotations

import asyncio
import enum
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from pubsub_tui.line import Line, MakeTransport, opened
from pubsub_tui.retained.asking import QUIET_SECONDS, sizes_of, whole_messages
from pubsub_tui.retained.sending import PER_SECOND, Sent, send_all
from pubsub_tui.retained.undo_file import UndoWriter
from pubsub_tui.retained.wanted import Wanted, complaint
from pubsub_tui.transports.base import Publication, TransportError

NOT_KEPT = "This broker keeps no retained messages: it said so when it accepted the connection."
_DELETE_QOS = 1
"""It is acknowledged, and the broker says there why it refused."""


class Stage(enum.Enum):
    """Where a removal stands."""

    LOOKING = "asking the broker"
    LISTED = "listed"
    SAVING = "writing the undo file"
    DELETING = "deleting"
    VERIFYING = "asking the broker again"
    DONE = "done"


class Removal:
    """One removal from the first question to the last. Call `look`, then perhaps `delete`.

    Attributes:
        found: size in bytes by topic, while and after it looked.
        size: theirs together, once all are listed.
        saved: how many are in the undo file.
        gone: how many kept nothing any more when they were to be saved.
        untold: the broker's reason by topic that it did not tell again; these are not touched.
        undo: the undo file, once it is whole and on the disk.
        sent: how far the deletion came; None before.
        remained: topics of those to delete that still keep a message; None when not known.
        others: topics that are meant too, and had not been listed; they are not touched.
        failure: why it ended early, as a sentence; empty when it did not.
        lost: there was no connection, or it was lost.
    """

    def __init__(
        self,
        make_transport: MakeTransport,
        wanted: Wanted,
        broker: str,
        folder: Path,
        *,
        per_second: float = PER_SECOND,
        quiet: float = QUIET_SECONDS,
        clock: Callable[[], float] = time.time,
    ) -> None:
        """``broker`` is the endpoint's name, and ``folder`` where undo files go."""
        self._make_transport = make_transport
        self.wanted = wanted
        self._broker = broker
        self._folder = folder
        self._per_second = per_second
        self._quiet = quiet
        self._clock = clock
        self._stopped = False
        self.stage = Stage.LOOKING
        self.found: dict[str, int] = {}
        self.size = 0
        self.saved = 0
        self.gone = 0
        self.untold: dict[str, str] = {}
        self.undo: Path | None = None
        self.sent: Sent | None = None
        self.remained: list[str] | None = None
        self.others = 0
        self.failure = ""
        self.lost = False

    async def look(self) -> None:
        """Ask the broker which messages there are. What goes wrong is ``failure``."""
        self.failure = complaint(self.wanted) or await self._look_into(self.found)
        self.size = sum(self.found.values())
        self.stage = Stage.DONE if self.failure else Stage.LISTED

    async def delete(self) -> None:
        """Save what was found, delete it, and ask again. What goes wrong is ``failure``."""
        try:
            topics = await self._save()
            if topics and not self._stopped:
                await self._delete(topics)
                await self._verify(topics)
        except TransportError as error:
            self.lost = True
            self.failure = error.problem.what
        except OSError as error:
            why = error.strerror or str(error)
            self.failure = f"The undo file can not be written in {self._folder}: {why}."
        self.stage = Stage.DONE

    def stop(self) -> None:
        """Delete no more. What is under way is waited for, and what remained is asked for."""
        self._stopped = True

    @property
    def stopped(self) -> bool:
        """Whether the user stopped it."""
        return self._stopped

    async def _look_into(self, found: dict[str, int]) -> str:
        """Returns why it could not look, as a sentence, else nothing."""
        try:
            async with opened(self._make_transport) as line:
                if not line.link.capabilities.retain:
                    return NOT_KEPT
                refusal = await sizes_of(line, self.wanted, found, self._quiet)
        except TransportError as error:
            self.lost = True
            return error.problem.what
        return f"The broker does not tell which there are: {refusal}." if refusal else ""

    async def _save(self) -> list[str]:
        """Write the undo file, of what the broker keeps now, and return whose is in it."""
        self.stage = Stage.SAVING
        topics: list[str] = []
        broker, topic_filter = self._broker, self.wanted.topic_filter
        with UndoWriter(self._folder, broker, topic_filter, self._clock()) as writer:
            async with opened(self._make_transport) as line:
                async for messages in whole_messages(line, self.found, self.untold, self._quiet):
                    await asyncio.to_thread(writer.add, messages)
                    topics += [message.topic for message in messages]
                    self.saved = len(topics)
                    if self._stopped:
                        return []
            self.gone = len(self.found) - len(topics) - len(self.untold)
            if topics:
                self.undo = await asyncio.to_thread(writer.finish)
        return topics

    async def _delete(self, topics: list[str]) -> None:
        self.stage = Stage.DELETING
        self.sent = sent = Sent(len(topics))
        async with opened(self._make_transport) as line:
            await send_all(
                line, _deletions(topics, line), sent, lambda: self._stopped, self._per_second
            )
            line.check()

    async def _verify(self, topics: list[str]) -> None:
        self.stage = Stage.VERIFYING
        left: dict[str, int] = {}
        self.failure = await self._look_into(left)
        if not self.failure:
            self.remained = [topic for topic in topics if topic in left]
            self.others = len(left.keys() - self.found.keys())


def _deletions(topics: list[str], line: Line) -> Iterator[Publication]:
    """An empty retained message deletes the one that is kept (MQTT 5.0, section 3.3.1.3)."""
    qos = min(_DELETE_QOS, line.link.capabilities.max_qos)
    return (Publication(topic, b"", qos, True) for topic in topics)
