"""``pubsub-tui pub``: publishes messages, and says by the exit code whether they were accepted."""

from __future__ import annotations

import argparse
import asyncio
import itertools
from collections.abc import AsyncIterator, Iterator
from dataclasses import replace
from pathlib import Path

import shtab

from pubsub_tui import paths
from pubsub_tui.headless.options import count, refuse_session, seconds
from pubsub_tui.headless.publications import cautious, of_lines, one_by_one
from pubsub_tui.headless.publishing import Publishing
from pubsub_tui.headless.sole_connection import SoleConnection
from pubsub_tui.headless.stdin_lines import read_all, read_lines
from pubsub_tui.outgoing.context import Context
from pubsub_tui.outgoing.draft import Draft
from pubsub_tui.outgoing.draft_template import DraftTemplate, compile_draft
from pubsub_tui.outgoing.kind import Kind
from pubsub_tui.outgoing.payload import encode, validate
from pubsub_tui.outgoing.problem import OutgoingError, wrong
from pubsub_tui.outgoing.property_names import NAMES, with_property
from pubsub_tui.outgoing.publications import Upcoming, of_file, repeated
from pubsub_tui.outgoing.saved import load_template
from pubsub_tui.outgoing.schedule import Schedule, parse_jitter
from pubsub_tui.outgoing.template import literal
from pubsub_tui.settings import Settings, UsageError

_FOREVER = 0
_TEMPLATE_HELP = "TOPIC and TEXT may hold variables, such as {{count}}: see docs/templates.md"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """See `commands.CommandModule`."""
    parser.add_argument("to", metavar="TOPIC", nargs="?", help="the topic to publish to")
    _add_payload(parser)
    parser.add_argument(
        "-q",
        "--qos",
        dest="publish_qos",
        type=int,
        choices=(0, 1, 2),
        help="QoS to publish with (default: 0)",
    )
    parser.add_argument("-r", "--retain", action="store_true", help="let the broker keep it")
    parser.add_argument(
        "--property",
        metavar="NAME=VALUE",
        action="append",
        default=[],
        help="an MQTT 5 property; may be repeated: "
        f"{', '.join(name.replace('_', '-') for name in NAMES)}, user:NAME",
    )
    parser.add_argument(
        "--ask",
        metavar="NAME=VALUE",
        action="append",
        default=[],
        help="the answer to {{ask NAME}}; may be repeated",
    )
    _add_repeating(parser)
    parser.add_argument(
        "--yes",
        action="store_true",
        help="publish below $, and retained with --production, which are not published otherwise",
    )
    parser.add_argument(
        "-v", "--verbose", action="store_true", help="say what became of every message"
    )


def _add_payload(parser: argparse.ArgumentParser) -> None:
    group = parser.add_mutually_exclusive_group()
    group.add_argument("-m", "--message", metavar="TEXT", help=f"the payload; {_TEMPLATE_HELP}")
    group.add_argument(
        "-f", "--file", metavar="FILE", help="send what is in a file"
    ).complete = shtab.FILE  # type: ignore[attr-defined]
    group.add_argument("-s", "--stdin", action="store_true", help="send all of stdin")
    group.add_argument("-l", "--lines", action="store_true", help="send each line of stdin")
    group.add_argument("-n", "--empty", action="store_true", help="send an empty payload")
    group.add_argument("--template", metavar="NAME", help="send a saved message")
    group.add_argument(
        "--from",
        dest="rows",
        metavar="FILE",
        type=Path,
        help="send each row of a file .csv or .jsonl, such as an export",
    ).complete = shtab.FILE  # type: ignore[attr-defined]
    kinds = tuple(kind.value for kind in Kind if kind is not Kind.FILE)
    parser.add_argument(
        "--kind", choices=kinds, help="how the payload is written (default: as it is sent)"
    )


def _add_repeating(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--repeat", metavar="COUNT", type=_times, help="send it so many times, or: forever"
    )
    parser.add_argument(
        "--every",
        metavar="TIME",
        type=seconds,
        help="from one message to the next, such as 500ms; without --repeat, one message is sent "
        "again and again",
    )
    parser.add_argument(
        "--jitter",
        metavar="PERCENT",
        type=_jitter,
        default=0.0,
        help="by what part of --every a message may be early or late, such as 10%%",
    )


def run(asked: argparse.Namespace, settings: Settings) -> int:
    """See `commands.CommandModule`."""
    _check(asked, settings)
    try:
        items = _items(asked)
    except OutgoingError as error:
        raise UsageError(f"{error}.") from None
    schedule = Schedule(asked.every or 0.0, None, asked.jitter)
    connection = SoleConnection(settings, retry=asked.retry)
    if not asked.yes:
        items = cautious(items, production=settings.production)
    return asyncio.run(Publishing(connection, schedule, verbose=asked.verbose).run(items))


def _check(asked: argparse.Namespace, settings: Settings) -> None:
    """Raises UsageError for what does not go together."""
    if settings.read_only:
        raise UsageError("--read-only forbids to publish.")
    if settings.topic_filters:
        raise UsageError("leave the topic out of the URL: pub is given one already.")
    refuse_session(settings, "pub")
    if asked.rows is not None:
        own = {"TOPIC": asked.to, "-q": asked.publish_qos, "-r": asked.retain or None}
        own |= {"--kind": asked.kind, "--property": asked.property or None}
        own |= {"--ask": asked.ask or None}
        given = [name for name, value in own.items() if value is not None]
        if given:
            raise UsageError(f"the rows of --from say that themselves: leave out {given[0]}.")
    elif asked.to is None and asked.template is None:
        raise UsageError("say where to publish to: pubsub-tui pub TOPIC -m TEXT.")
    if asked.kind is not None and (asked.template is not None or asked.empty):
        raise UsageError("--kind is for what -m, -f, -s and -l give.")
    if asked.lines and asked.repeat is not None:
        raise UsageError("the lines of stdin come once: leave out --repeat.")
    if asked.jitter and asked.every is None:
        raise UsageError("--jitter is a part of --every: say --every TIME too.")


def _items(asked: argparse.Namespace) -> AsyncIterator[Upcoming]:
    """What is to be published. Raises OutgoingError and UsageError for what is wrong already."""
    if asked.rows is not None:
        return one_by_one(_rows(asked.rows, 1 if asked.repeat is None else asked.repeat or None))
    template = compile_draft(_draft(asked))
    context = Context(answers=_answers(asked.ask, template))
    if asked.lines:
        return of_lines(read_lines(), template, context)
    once = asked.every is None
    times = (1 if once else None) if asked.repeat is None else asked.repeat or None
    # What is wrong with the first message is said before anything connects.
    next(repeated(template, context, 1)).make()
    return one_by_one(repeated(template, context, times))


def _rows(path: Path, times: int | None) -> Iterator[Upcoming]:
    rows = of_file(path, times)
    first = next(rows, None)
    if first is None:
        raise UsageError(f"{path} has no rows.")
    return itertools.chain((first,), rows)


def _draft(asked: argparse.Namespace) -> Draft:
    draft = _payload(asked)
    if asked.to is not None:
        draft = replace(draft, topic=asked.to)
    if asked.publish_qos is not None:
        draft = replace(draft, qos=asked.publish_qos)
    properties = draft.properties
    for written in asked.property:
        properties = with_property(properties, *_pair("--property", written))
    return replace(draft, retain=draft.retain or asked.retain, properties=properties)


def _payload(asked: argparse.Namespace) -> Draft:
    """A draft of which only kind and text are certain. Raises UsageError when none was named."""
    kind = Kind(asked.kind) if asked.kind is not None else Kind.TEXT
    if asked.template is not None:
        return load_template(paths.user_templates(), asked.template)
    if asked.message is not None:
        return Draft("", asked.message, kind)
    if asked.file is not None:
        return _of_file(asked.file, asked.kind)
    if asked.stdin:
        return Draft("", literal(read_all().decode("utf-8", "surrogateescape")), kind)
    if asked.lines or asked.empty:
        return Draft("", "", kind)
    raise UsageError("say what to publish: -m TEXT, -f FILE, -s, -l, -n, --template or --from.")


def _of_file(path: str, kind: str | None) -> Draft:
    """A file that is read for every message, or once for text of a kind."""
    problem = validate(Kind.FILE, path)
    if problem is not None:
        raise wrong(path, problem.what)
    if kind is None:
        return Draft("", literal(path), Kind.FILE)
    data = encode(Kind.FILE, path)
    return Draft("", literal(data.decode("utf-8", "surrogateescape")), Kind(kind))


def _answers(asked: list[str], template: DraftTemplate) -> dict[str, str]:
    answers = dict(_pair("--ask", written) for written in asked)
    missing = [name for name in template.asks if name not in answers]
    if missing:
        raise UsageError(f"the message asks for {missing[0]!r}: add --ask '{missing[0]}=VALUE'.")
    surplus = [name for name in answers if name not in template.asks]
    if surplus:
        raise UsageError(f"the message does not ask for {surplus[0]!r}.")
    return answers


def _pair(option: str, written: str) -> tuple[str, str]:
    name, equals, value = written.partition("=")
    if not equals or not name:
        raise UsageError(f"{option} takes NAME=VALUE.")
    return name, value


def _times(text: str) -> int:
    return _FOREVER if text == "forever" else count(text)


def _jitter(text: str) -> float:
    try:
        return parse_jitter(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(str(error)) from None
