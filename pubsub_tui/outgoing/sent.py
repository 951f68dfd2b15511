"""What was sent, newest first: to look it up, and to send it again."""

from __future__ import annotations

import secrets
from collections import deque
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import groupby

from pubsub_tui.outgoing.draft import Draft
from pubsub_tui.outgoing.properties import Properties
from pubsub_tui.transports.base import Outcome

MOST_ENTRIES = 1_000
MOST_BYTES = 4_000_000
"""Of all entries together; above either, the oldest leave."""
LONGEST_PAYLOAD = 65_536
"""Bytes of a payload as it is written; a longer one is not kept."""
_OTHERWISE = 200
"""Bytes of an entry without its texts, about."""


def _new_key() -> str:
    return secrets.token_hex(8)


@dataclass(frozen=True, slots=True)
class Sent:
    """A draft that was sent, and what became of it.

    What is not to be kept never gets in here: of a secret draft neither payload, nor correlation
    data, nor the values of user properties; of a very long payload nothing.

    Attributes:
        at: Unix time in seconds.
        endpoint: the broker as the session names it.
        draft: as it was written, with its variables and not their values.
        reason: the words for the outcome; of a repeat, for the last.
        seconds: how long the outcome took.
        count: messages; a repeat has more than one.
        accepted_count: so many of them were accepted.
        secret: the payload is missing, as it was marked secret.
        too_long: the payload is missing, as it was too long.
        key: tells it from all other entries, of all runs.
        searched: what a search looks at, case-folded.
        size: in bytes, about.
    """

    at: float
    endpoint: str
    draft: Draft
    reason: str
    seconds: float = 0.0
    count: int = 1
    accepted_count: int = 1
    secret: bool = False
    too_long: bool = False
    key: str = field(default_factory=_new_key)
    searched: str = field(init=False, repr=False, compare=False)
    size: int = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        draft = self.draft
        too_long = not self.secret and (self.too_long or _bytes(draft.text) > LONGEST_PAYLOAD)
        if self.secret or too_long:
            draft = replace(draft, text="")
        if self.secret:
            draft = replace(draft, properties=_without_values(draft.properties))
        searched = "\n".join((draft.topic, draft.text, self.endpoint)).casefold()
        user = "".join(name + value for name, value in draft.properties.user)
        size = _OTHERWISE + sum(map(_bytes, (draft.topic, draft.text, self.reason, user)))
        for name, value in (("draft", draft), ("too_long", too_long)):
            object.__setattr__(self, name, value)
        object.__setattr__(self, "searched", searched)
        object.__setattr__(self, "size", size)

    @classmethod
    def single(
        cls, at: float, endpoint: str, draft: Draft, outcome: Outcome, *, secret: bool = False
    ) -> Sent:
        """The entry of one message."""
        accepted = int(outcome.accepted)
        return cls(at, endpoint, draft, outcome.reason, outcome.seconds, 1, accepted, secret)

    @property
    def accepted(self) -> bool:
        """Whether all of its messages were accepted."""
        return self.accepted_count == self.count

    @property
    def whole(self) -> bool:
        """Whether it can be sent again as it is."""
        return not (self.secret or self.too_long)


@dataclass(frozen=True, slots=True)
class Run:
    """The same draft, sent to the same broker several times in a row, newest first."""

    entries: Sequence[Sent]

    @property
    def newest(self) -> Sent:
        return self.entries[0]

    @property
    def count(self) -> int:
        """Messages of all entries."""
        return sum(each.count for each in self.entries)

    @property
    def accepted_count(self) -> int:
        """So many of them were accepted."""
        return sum(each.accepted_count for each in self.entries)


class SentLog:
    """The newest entries, within `MOST_ENTRIES` and `MOST_BYTES`.

    Attributes:
        revision: a number that grows with every change.
    """

    def __init__(self) -> None:
        self._entries: deque[Sent] = deque()
        self._size = 0
        self._runs: list[Run] | None = None
        self.revision = 0

    def __len__(self) -> int:
        return len(self._entries)

    def __iter__(self) -> Iterator[Sent]:
        """Newest first."""
        return reversed(self._entries)

    def add(self, sent: Sent) -> None:
        """Put an entry before all others; the oldest leave when there is no room."""
        self._entries.append(sent)
        self._size += sent.size
        while len(self._entries) > MOST_ENTRIES or (
            self._size > MOST_BYTES and len(self._entries) > 1
        ):
            self._size -= self._entries.popleft().size
        self._changed()

    def replace(self, entries: Iterable[Sent]) -> None:
        """Have these entries instead, given with the oldest first."""
        self._entries.clear()
        self._size = 0
        self._changed()
        for each in entries:
            self.add(each)

    def forget(self, keys: Collection[str]) -> None:
        """Take entries out by their keys; those that are not here are passed over."""
        self.replace([each for each in self._entries if each.key not in keys])

    def search(self, text: str) -> list[Run]:
        """The runs that have every word in topic, payload or endpoint, whatever the case."""
        if self._runs is None:
            self._runs = [Run(tuple(group)) for _, group in groupby(self, _repeated)]
        words = text.casefold().split()
        return [run for run in self._runs if all(word in run.newest.searched for word in words)]

    def _changed(self) -> None:
        self._runs = None
        self.revision += 1


def _repeated(sent: Sent) -> object:
    """What entries of one run have in common. What is not whole may have differed."""
    return (sent.endpoint, sent.draft) if sent.whole else sent.key


def _without_values(properties: Properties) -> Properties:
    user = tuple((name, "") for name, _ in properties.user)
    return replace(properties, user=user, correlation_data=None)


def _bytes(text: str) -> int:
    return len(text.encode("utf-8", "surrogatepass"))
