"""``pubsub-tui log``: messages to standard output as they come."""

from __future__ import annotations

import argparse
import asyncio
from dataclasses import replace

from pubsub_tui.headless import exit_codes
from pubsub_tui.headless.formats import line_format
from pubsub_tui.headless.listening import End
from pubsub_tui.headless.options import add_format, add_no_retained, add_qos, count, seconds
from pubsub_tui.headless.output import Output
from pubsub_tui.headless.printing import Printing
from pubsub_tui.headless.selecting import read_filter, selection
from pubsub_tui.settings import Settings, UsageError

_EVERYTHING = ("#",)
"""What a broker tells of itself below ``$SYS`` is printed only when it is asked for."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """See `commands.CommandModule`."""
    parser.add_argument(
        "-t",
        "--topic",
        metavar="FILTER",
        action="append",
        default=[],
        help="subscribe to this topic filter; may be repeated (default: #)",
    )
    add_qos(parser, "subscribe")
    parser.add_argument(
        "--filter",
        metavar="EXPRESSION",
        help="print only what the dashboard's filter language selects, such as 'temp>30 -retain'",
    )
    add_format(parser)
    parser.add_argument("-N", action="store_true", help="with raw: no newline after each payload")
    parser.add_argument(
        "-C", metavar="COUNT", type=count, help="end after so many printed messages"
    )
    parser.add_argument(
        "-W", metavar="TIME", type=seconds, help="end after so many seconds, or such as 500ms or 2m"
    )
    retained = parser.add_mutually_exclusive_group()
    retained.add_argument(
        "--retained-only", action="store_true", help="print only what the broker had retained"
    )
    add_no_retained(retained)


def run(asked: argparse.Namespace, settings: Settings) -> int:
    """See `commands.CommandModule`."""
    if asked.N and asked.format != "raw":
        raise UsageError("-N needs --format raw: in json and text, each message is a line.")
    if not settings.topic_filters and not settings.subscriptions:
        settings = replace(settings, topic_filters=_EVERYTHING)
    retained = False if asked.no_retained else asked.retained_only or None
    chosen = read_filter("--filter", asked.filter)
    output = Output()
    line = line_format(asked.format, terminal=output.terminal, newline=not asked.N)
    printing = Printing(output, selection(chosen, retained), line, asked.C)
    end = asyncio.run(printing.run(settings, asked.W, retry=asked.retry))
    if end is End.TIME_UP and asked.C is None and printing.selected:
        # Nobody said how many there should be.
        return exit_codes.DONE
    return end.exit_code
