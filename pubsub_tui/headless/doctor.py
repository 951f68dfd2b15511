"""``pubsub-tui doctor``: what stands between here and a broker, and what that broker can do."""

from __future__ import annotations

import argparse
import asyncio
import json
import shutil
from typing import TYPE_CHECKING

from pubsub_tui.connection import make_examination
from pubsub_tui.doctor.report import Report
from pubsub_tui.doctor.rows import report_rows
from pubsub_tui.doctor.step import STEP_SECONDS
from pubsub_tui.doctor.text import NARROWEST, text_lines
from pubsub_tui.headless import exit_codes
from pubsub_tui.headless.options import add_qos, refuse_session, seconds
from pubsub_tui.headless.output import Output, unwritable
from pubsub_tui.headless.saying import say
from pubsub_tui.settings import Settings, UsageError

if TYPE_CHECKING:
    from pubsub_tui.doctor.examination import Examination

_WIDEST = 120


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """See `commands.CommandModule`."""
    parser.add_argument(
        "url",
        nargs="?",
        metavar="URL",
        default=argparse.SUPPRESS,  # It may stand behind --url, too.
        help="mqtt[s]://[USER@]HOST[:PORT][/FILTER]",
    )
    parser.add_argument(
        "-t",
        "--topic",
        metavar="FILTER",
        action="append",
        default=[],
        help="try to subscribe to this topic filter; may be repeated (default: # and $SYS/#)",
    )
    add_qos(parser, "subscribe")
    parser.add_argument("--json", action="store_true", help="print the report as JSON")
    parser.add_argument(
        "--within",
        metavar="TIME",
        type=seconds,
        default=STEP_SECONDS,
        help="how long each step may take, such as 500ms, 5s or 2m (default: 5s)",
    )


def run(asked: argparse.Namespace, settings: Settings) -> int:
    """See `commands.CommandModule`."""
    refuse_session(settings, "doctor")
    if asked.retry:
        raise UsageError("the doctor tries once: leave out --retry.")
    output = Output()
    report = asyncio.run(_examined(make_examination(settings, asked.within)))
    try:
        output.write(_written(report, as_json=asked.json))
    except BrokenPipeError:
        pass
    except OSError as error:
        say(unwritable(error))
        return exit_codes.NOT_SEEN
    if not report.connected:
        return exit_codes.NO_CONNECTION
    return exit_codes.NOT_SEEN if report.wrong else exit_codes.DONE


async def _examined(examination: Examination) -> Report:
    await examination.run()
    return examination.report()


def _written(report: Report, *, as_json: bool) -> bytes:
    if as_json:
        return json.dumps(report.facts(), ensure_ascii=True, indent=2).encode() + b"\n"
    width = max(NARROWEST, min(_WIDEST, shutil.get_terminal_size((_WIDEST, 24)).columns))
    return "\n".join([*text_lines(report_rows(report), width), ""]).encode("utf-8", "replace")
