"""``pubsub-tui expect``: whether a message comes in time."""

from __future__ import annotations

import argparse
import asyncio

from pubsub_tui.headless import exit_codes
from pubsub_tui.headless.formats import line_format
from pubsub_tui.headless.listening import End
from pubsub_tui.headless.options import add_format, add_no_retained, add_qos, add_within, count
from pubsub_tui.headless.output import Output
from pubsub_tui.headless.printing import Printing
from pubsub_tui.headless.saying import say
from pubsub_tui.headless.selecting import read_filter, selection
from pubsub_tui.model.filter.literals import written_duration
from pubsub_tui.settings import Settings, UsageError


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """See `commands.CommandModule`."""
    parser.add_argument("topic", metavar="FILTER", nargs=1, help="the topic filter to subscribe to")
    parser.add_argument(
        "--where",
        metavar="EXPRESSION",
        help="what has to be true of the message, in the dashboard's filter language",
    )
    add_within(parser, "it")
    parser.add_argument(
        "--count",
        metavar="COUNT",
        type=count,
        default=1,
        help="how many such messages have to come (default: 1)",
    )
    add_qos(parser, "subscribe")
    add_no_retained(parser)
    add_format(parser)
    parser.add_argument("--quiet", action="store_true", help="do not print what came")


def run(asked: argparse.Namespace, settings: Settings) -> int:
    """See `commands.CommandModule`."""
    if len(settings.topic_filters) != 1:
        raise UsageError("leave the topic filter out of the URL: expect is given one already.")
    retained = False if asked.no_retained else None
    chosen = read_filter("--where", asked.where)
    output = Output()
    line = None if asked.quiet else line_format(asked.format, terminal=output.terminal)
    printing = Printing(output, selection(chosen, retained), line, asked.count)
    end = asyncio.run(printing.run(settings, asked.within, retry=asked.retry))
    if end is End.TIME_UP:
        say(
            f"Within {written_duration(asked.within)}, {printing.came:,} messages came on "
            f"{settings.topic_filters[0]}, and {printing.selected:,} of {asked.count:,} expected."
        )
    if end is End.READER_GONE and printing.selected < asked.count:
        return exit_codes.NOT_SEEN
    return end.exit_code
