"""What ``pubsub-tui pub`` publishes: lines as they come, and nothing that has to be confirmed."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable
from dataclasses import replace
from functools import partial

from pubsub_tui.outgoing.caution import caution
from pubsub_tui.outgoing.context import Context
from pubsub_tui.outgoing.draft_template import DraftTemplate
from pubsub_tui.outgoing.problem import wrong
from pubsub_tui.outgoing.publications import Item, Upcoming, item_of


async def of_lines(
    lines: AsyncIterator[bytes], template: DraftTemplate, context: Context
) -> AsyncIterator[Upcoming]:
    """Each line as a payload; the template is for all else."""
    count = 0
    async for line in lines:
        count += 1
        label = f"line {count:,}"
        text = line.decode("utf-8", "surrogateescape")
        numbered = replace(context, count=count)
        yield Upcoming(label, partial(item_of, template, numbered, label, text))


async def one_by_one(upcoming: Iterable[Upcoming]) -> AsyncIterator[Upcoming]:
    """The same, for where they may also have to be waited for."""
    for each in upcoming:
        yield each


async def cautious(
    upcoming: AsyncIterator[Upcoming], *, production: bool
) -> AsyncIterator[Upcoming]:
    """The same; to make one that has to be asked about raises OutgoingError."""
    async for each in upcoming:
        yield Upcoming(each.label, partial(_unquestioned, each, production))


def _unquestioned(upcoming: Upcoming, production: bool) -> Item:
    item = upcoming.make()
    question = caution(item.publication, item.topic, production=production)
    if question is not None:
        raise wrong(upcoming.label, f"{question} Add --yes if so")
    return item
