"""What is published one after the other: a message again and again, or the rows of a file."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Generator, Iterable
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from pubsub_tui.outgoing.context import Context
from pubsub_tui.outgoing.draft import Draft
from pubsub_tui.outgoing.draft_template import DraftTemplate
from pubsub_tui.outgoing.kind import Kind
from pubsub_tui.outgoing.problem import OutgoingError, wrong
from pubsub_tui.outgoing.rows import read_rows
from pubsub_tui.transports.base import Publication

MOST_UNDER_WAY = 20
"""Messages that wait for their acknowledgement at the same time: as many as paho sends."""


@dataclass(frozen=True, slots=True)
class Item:
    """One message.

    Attributes:
        topic: as it may be shown: what is out of the environment is not in it.
    """

    topic: str
    publication: Publication


@dataclass(frozen=True, slots=True)
class Upcoming:
    """One that is to come.

    Attributes:
        label: which one it is, such as ``message 3``.
        make: the message itself, made when it is due, so that variables of time show when it
            was sent. Raises OutgoingError.
    """

    label: str
    make: Callable[[], Item]


def repeated(
    template: DraftTemplate,
    context: Context,
    times: int | None,
    publication_of: Callable[[Draft], Publication] = Draft.publication,
) -> Generator[Upcoming, None, None]:
    """A message so many times, or without end.

    Args:
        template: what each is rendered from.
        context: for the first; the others differ in their count.
        times: None for no end.
        publication_of: what a draft is published as; raises OutgoingError.
    """
    fixed = template.is_constant and template.draft.kind is not Kind.FILE
    made: list[Item] = []

    def make(count: int, label: str) -> Item:
        if not made or not fixed:
            rendered = replace(context, count=count)
            made[:] = [item_of(template, rendered, label, publication_of=publication_of)]
        return made[0]

    for count in _numbers(times):
        label = f"message {count:,}"
        yield Upcoming(label, partial(make, count, label))


def of_file(path: Path, times: int | None) -> Generator[Upcoming, None, None]:
    """The rows of a file, so many times over, or without end. Raises OutgoingError."""
    for _ in _numbers(times):
        empty = True
        for row in read_rows(path):
            empty = False
            label = f"line {row.line:,}"
            try:
                item = Item(row.draft.topic, row.draft.publication())
            except OutgoingError as error:
                raise wrong(f"{path}: {label}", str(error)) from None
            yield Upcoming(label, partial(_itself, item))
        if empty:
            return


def item_of(
    template: DraftTemplate,
    context: Context,
    label: str,
    text: str | None = None,
    publication_of: Callable[[Draft], Publication] = Draft.publication,
) -> Item:
    """One message; ``text`` is its payload in place of the template's. Raises OutgoingError."""
    try:
        draft = template.render(context)
        if text is not None:
            draft = replace(draft, text=text)
        publication = publication_of(draft)
    except OutgoingError as error:
        raise wrong(label, str(error)) from None
    return Item(template.topic_to_show(draft), publication)


def _itself(item: Item) -> Item:
    return item


def _numbers(times: int | None) -> Iterable[int]:
    return itertools.count(1) if times is None else range(1, times + 1)
