"""``pubsub-tui doctor``: what stands between here and a broker, and what that broker can do."""

from __future__ import annotations

import argparse
import asyncio
import json
import shutil
from typing import TYPE_CHECKING

from pubsub_tui.connection import make_examination
from pubsub_tui.doctor.report import Report
from pubsub_tui.doctor.rows import Row, ability_rows, finding_rows, step_rows, verdict_row
from pubsub_tui.doctor.step import STEP_SECONDS, Outcome
from pubsub_tui.doctor.text import NARROWEST, text_lines
from pubsub_tui.headless import exit_codes
from pubsub_tui.headless.options import add_qos, refuse_session, seconds
from pubsub_tui.headless.output import Output, unwritable
from pubsub_tui.headless.saying import say
from pubsub_tui.settings import Settings, UsageError

if TYPE_CHECKING:
    from pubsub_tui.doctor.examination import Examination

_WIDEST = 120
_PERIOD = 0.1


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """See `commands.CommandModule`."""
    parser.add_argument(
        "url",
        nargs="?",
        metavar="URL",
        default=argparse.SUPPRESS,  # It may stand behind --url, too.
        help="mqtt[s]://[USER@]HOST[:PORT][/FILTER], or the name of a profile",
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
    printing = _Printing(Output(), as_json=asked.json)
    try:
        report = asyncio.run(printing.run(make_examination(settings, asked.within)))
    except BrokenPipeError:
        return exit_codes.DONE
    except OSError as error:
        say(unwritable(error))
        return exit_codes.NOT_SEEN
    if not report.connected:
        return exit_codes.NO_CONNECTION
    return exit_codes.NOT_SEEN if report.wrong else exit_codes.DONE


class _Printing:
    """Prints each step once it has ended, and in the end what was found; JSON is whole."""

    def __init__(self, output: Output, *, as_json: bool) -> None:
        self._output = output
        self._as_json = as_json
        columns = shutil.get_terminal_size((_WIDEST, 24)).columns
        self._width = max(NARROWEST, min(_WIDEST, columns))
        self._printed = 0

    async def run(self, examination: Examination) -> Report:
        """Examine, and print. Raises OSError when that can not be written."""
        running = asyncio.ensure_future(examination.run())
        try:
            while not running.done():
                await asyncio.wait({running}, timeout=_PERIOD)
                if not self._as_json:
                    self._print_steps(examination.report())
            running.result()
        finally:
            running.cancel()
            await asyncio.gather(running, return_exceptions=True)
        report = examination.report()
        if self._as_json:
            whole = json.dumps(report.facts(), indent=2)
            self._output.write(f"{whole}\n".encode())
        else:
            self._print_rest(report)
        return report

    def _print_steps(self, report: Report) -> None:
        ended = [each for each in report.steps if each.outcome is not Outcome.RUNNING]
        rows = step_rows(ended)
        self._print(rows[self._printed :])
        self._printed = len(rows)

    def _print_rest(self, report: Report) -> None:
        for rows in (finding_rows(report), ability_rows(report), [verdict_row(report)]):
            if rows:
                self._print([Row("text", "", ""), *rows])

    def _print(self, rows: list[Row]) -> None:
        if rows:
            text = "\n".join([*text_lines(rows, self._width), ""])
            self._output.write(text.encode("utf-8", "replace"))
