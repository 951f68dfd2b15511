"""What ``pubsub-tui pub`` publishes: one message after the other, from wherever they come."""

from __future__ import annotations

import itertools
from collections.abc import AsyncIterator, Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from pubsub_tui.outgoing.caution import caution
from pubsub_tui.outgoing.context import Context
from pubsub_tui.outgoing.draft_template import DraftTemplate
from pubsub_tui.outgoing.kind import Kind
from pubsub_tui.outgoing.problem import OutgoingError, wrong
from pubsub_tui.outgoing.rows import read_rows
from pubsub_tui.transports.base import Publication


@dataclass(frozen=True, slots=True)
class Item:
    """One message.

    Attributes:
        label: which one it is, such as ``message 3``.
        topic: as it may be shown: what is out of the environment is not in it.
    """

    label: str
    topic: str
    publication: Publication


def repeated(template: DraftTemplate, context: Context, times: int | None) -> Iterator[Item]:
    """A message so many times, or without end. Raises OutgoingError."""
    fixed = template.is_constant and template.draft.kind is not Kind.FILE
    item = None
    for count in _numbers(times):
        if item is None or not fixed:
            item = _item(template, replace(context, count=count), f"message {count:,}")
        yield replace(item, label=f"message {count:,}")


def of_file(path: Path, times: int | None) -> Iterator[Item]:
    """The rows of a file, so many times over, or without end. Raises OutgoingError."""
    for _ in _numbers(times):
        empty = True
        for row in read_rows(path):
            empty = False
            label = f"line {row.line:,}"
            try:
                publication = row.draft.publication()
            except OutgoingError as error:
                raise wrong(f"{path}: {label}", str(error)) from None
            yield Item(label, row.draft.topic, publication)
        if empty:
            return


async def of_lines(
    lines: AsyncIterator[bytes], template: DraftTemplate, context: Context
) -> AsyncIterator[Item]:
    """Each line as a payload; the template is for all else. Raises OutgoingError."""
    count = 0
    async for line in lines:
        count += 1
        text = line.decode("utf-8", "surrogateescape")
        yield _item(template, replace(context, count=count), f"line {count:,}", text)


async def one_by_one(items: Iterable[Item]) -> AsyncIterator[Item]:
    """The same, for where they may also have to be waited for."""
    for item in items:
        yield item


async def cautious(items: AsyncIterator[Item], *, production: bool) -> AsyncIterator[Item]:
    """The same up to the first that has to be asked about, which raises OutgoingError."""
    async for item in items:
        question = caution(item.publication, item.topic, production=production)
        if question is not None:
            raise wrong(item.label, f"{question} Add --yes if so")
        yield item


def _item(template: DraftTemplate, context: Context, label: str, text: str | None = None) -> Item:
    try:
        draft = template.render(context)
        if text is not None:
            draft = replace(draft, text=text)
        publication = draft.publication()
    except OutgoingError as error:
        raise wrong(label, str(error)) from None
    return Item(label, template.topic_to_show(draft), publication)


def _numbers(times: int | None) -> Iterable[int]:
    return itertools.count(1) if times is None else range(1, times + 1)
