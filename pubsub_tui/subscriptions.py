"""The list of subscriptions, and keeping the broker in line with it."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, replace

from pubsub_tui.transports.base import Granted, Subscription, Transport

MARKS = "ABCDEF"
"""Letters that mark topics, each with a colour of its own."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A subscription as the user has it in the list.

    Attributes:
        alias: what the user calls it; may be empty.
        mark: one of `MARKS`, or empty.
        paused: not subscribed to until it is resumed.
    """

    subscription: Subscription
    alias: str = ""
    mark: str = ""
    paused: bool = False

    @property
    def topic_filter(self) -> str:
        """The filter as the broker gets it, ``$share/GROUP/`` included."""
        return self.subscription.topic_filter


class Subscriptions:
    """Changed at any time; `agree` asks the broker for the difference.

    Attributes:
        entries: replaced, never changed. No filter is in it twice.
    """

    def __init__(self, subscriptions: Sequence[Subscription | Entry]) -> None:
        """Begin with these; of several with the same filter the last holds, as with a broker."""
        entries = (each if isinstance(each, Entry) else Entry(each) for each in subscriptions)
        by_filter = {each.topic_filter: each for each in entries}
        self.entries: tuple[Entry, ...] = tuple(by_filter.values())
        self._asked: dict[str, Subscription] = {}
        self._answers: dict[str, Granted] = {}
        self._agreeing = asyncio.Lock()

    @property
    def active(self) -> list[Subscription]:
        """What the broker is to be subscribed to."""
        return [each.subscription for each in self.entries if not each.paused]

    @property
    def granted(self) -> tuple[Granted, ...]:
        """The broker's answers, in the order of the list."""
        answers = self._answers
        names = (each.topic_filter for each in self.entries)
        return tuple(answers[name] for name in names if name in answers)

    def find(self, topic_filter: str) -> Entry | None:
        """The entry with that filter."""
        return next((each for each in self.entries if each.topic_filter == topic_filter), None)

    def put(self, entry: Entry, instead_of: str | None = None) -> None:
        """Add an entry, or put it in the place of the one with another filter.

        Raises:
            ValueError: its filter is already in the list.
        """
        if entry.topic_filter != instead_of and self.find(entry.topic_filter) is not None:
            raise ValueError("it is already in the list")
        if instead_of is None:
            self.entries = (*self.entries, entry)
        else:
            self.entries = tuple(
                entry if each.topic_filter == instead_of else each for each in self.entries
            )

    def remove(self, topic_filter: str) -> None:
        """Take an entry out; nothing happens when there is none."""
        self.entries = tuple(each for each in self.entries if each.topic_filter != topic_filter)

    def pause(self, topic_filter: str, paused: bool) -> None:
        """Pause an entry, or resume it."""
        entry = self.find(topic_filter)
        if entry is not None:
            self.put(replace(entry, paused=paused), topic_filter)

    def begin(self, *, resumed: bool = False) -> None:
        """A new connection, on which nothing has been asked for yet.

        Args:
            resumed: the broker has kept the session, and what was asked for in it. With QoS 0 it
                has kept no messages, so that is asked for again: retained messages tell the rest.
        """
        wanted = {each.topic_filter for each in self.active}
        self._asked = {
            name: each
            for name, each in self._asked.items()
            if resumed and (each.qos or name not in wanted)
        }
        self._answers = {name: each for name, each in self._answers.items() if name in self._asked}
        # Whoever still waits for an answer on the connection before holds the other one.
        self._agreeing = asyncio.Lock()

    async def agree(self, transport: Transport) -> None:
        """Ask for what is missing and give up what is too much, until nothing is left to do.

        Raises:
            TransportError: the link is gone, or the broker did not answer.
        """
        asked, answers = self._asked, self._answers
        async with self._agreeing:
            while True:
                wanted = {each.topic_filter: each for each in self.active}
                surplus = [each for each in asked if each not in wanted]
                missing = [each for name, each in wanted.items() if asked.get(name) != each]
                if surplus:
                    await transport.unsubscribe(surplus)
                    for name in surplus:
                        del asked[name]
                        del answers[name]
                elif missing:
                    for grant in await transport.subscribe(missing):
                        answers[grant.topic_filter] = grant
                    asked.update((each.topic_filter, each) for each in missing)
                else:
                    return
