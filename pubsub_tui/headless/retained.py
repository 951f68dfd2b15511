"""``pubsub-tui retained``: lists, deletes and restores what a broker keeps."""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import json
import random
import signal
import sys
from collections.abc import Callable, Coroutine, Iterable
from functools import partial
from pathlib import Path
from typing import Any

from pubsub_tui import paths
from pubsub_tui.backoff import wait_seconds
from pubsub_tui.connection import broker_name, make_transports
from pubsub_tui.headless import exit_codes
from pubsub_tui.headless.options import count, refuse_session
from pubsub_tui.headless.output import Output, unwritable
from pubsub_tui.headless.saying import say
from pubsub_tui.retained import words
from pubsub_tui.retained.removal import Removal
from pubsub_tui.retained.restoring import Restoring
from pubsub_tui.retained.sending import PER_SECOND
from pubsub_tui.retained.undo_reading import Contents, read_contents, whole_messages
from pubsub_tui.retained.wanted import Wanted, complaint
from pubsub_tui.sanitize import sanitize
from pubsub_tui.settings import Settings, UsageError

_SHOWN = 20
"""So many are listed before it asks."""
_PROGRESS_SECONDS = 1.0


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """See `commands.CommandModule`."""
    parser.add_argument(
        "action",
        choices=("list", "delete", "restore"),
        metavar="ACTION",
        help="list, delete or restore",
    )
    parser.add_argument(
        "what",
        nargs="?",
        metavar="FILTER|FILE",
        help="the topic filter (list: # unless given), or the undo file to restore",
    )
    parser.add_argument(
        "--dry-run", action="store_true", help="delete or restore nothing; list what it would be"
    )
    parser.add_argument(
        "--yes", action="store_true", help="delete without asking, or restore with --production"
    )
    parser.add_argument(
        "--rate",
        metavar="COUNT",
        type=count,
        default=int(PER_SECOND),
        help=f"publish at most so many a second (default: {PER_SECOND:.0f})",
    )
    parser.add_argument(
        "--damaged-too",
        action="store_true",
        help="restore the whole lines of an undo file that is damaged",
    )


def run(asked: argparse.Namespace, settings: Settings) -> int:
    """See `commands.CommandModule`."""
    _check(asked, settings)
    if asked.action == "restore":
        return _restore(asked, settings)
    wanted = Wanted(asked.what or "#")
    problem = complaint(wanted)
    if problem is not None:
        raise UsageError(problem)
    output = Output()
    broker = broker_name(settings)
    return asyncio.run(_look_and_delete(asked, settings, output, wanted, broker))


def _check(asked: argparse.Namespace, settings: Settings) -> None:
    if settings.topic_filters:
        raise UsageError("leave the topic filter out of the URL: it is an argument of its own.")
    refuse_session(settings, "retained")
    if settings.connect.will is not None:
        raise UsageError("retained opens a connection for each step, and has no will.")
    if asked.action == "delete" and asked.what is None:
        raise UsageError("delete needs a topic filter; # stands for all topics.")
    if asked.action == "restore" and asked.what is None:
        raise UsageError(f"restore needs an undo file; they are kept in {paths.undo_folder()}.")
    if asked.action == "list" or asked.dry_run:
        return
    if settings.read_only:
        raise UsageError(f"{asked.action} publishes, and --read-only forbids that.")
    if asked.action == "restore" and settings.production and not asked.yes:
        raise UsageError("this broker is marked production: add --yes, or --dry-run to see.")
    if asked.action == "delete" and not asked.yes and not _can_ask():
        raise UsageError("delete asks on a terminal; without one, add --yes, or --dry-run to see.")


def _can_ask() -> bool:
    return all(each is not None and each.isatty() for each in (sys.stdin, sys.stderr))


async def _look_and_delete(
    asked: argparse.Namespace, settings: Settings, output: Output, wanted: Wanted, broker: str
) -> int:
    make = make_transports(settings)
    work = Removal(make, wanted, broker, paths.undo_folder(), per_second=asked.rate)
    await _look(work, retry=asked.retry)
    if work.failure:
        say(work.failure)
        return exit_codes.NO_CONNECTION if work.lost else exit_codes.NOT_SEEN
    say(words.listed(work) + ("" if not work.found else "."))
    if asked.action == "list" or asked.dry_run:
        return _list(sorted(work.found.items()), output)
    if not work.found:
        return exit_codes.DONE
    if not asked.yes and not _confirmed(work):
        say("Nothing was deleted.")
        return exit_codes.NOT_SEEN
    stopped = await _stoppable(work.delete(), work.stop, partial(words.removing, work))
    for sentence in words.removed(work):
        say(sentence)
    return _exit_code(stopped, work.lost, clean=not work.failure and work.remained == [])


async def _look(work: Removal, *, retry: bool) -> None:
    attempt = 0
    spread = random.Random()
    await work.look()
    while retry and work.lost:
        attempt += 1
        say(work.failure)
        await asyncio.sleep(wait_seconds(attempt, spread))
        work.lost = False
        await work.look()


def _list(sizes: Iterable[tuple[str, int]], output: Output) -> int:
    try:
        for topic, size in sizes:
            output.write(_line(topic, size, terminal=output.terminal))
    except BrokenPipeError:
        pass
    except OSError as error:
        say(unwritable(error))
        return exit_codes.NOT_SEEN
    return exit_codes.DONE


def _line(topic: str, size: int, *, terminal: bool) -> bytes:
    """One message for a person, or for a program."""
    if terminal:
        return f"{size:>11,}  {sanitize(topic)}\n".encode()
    return json.dumps({"topic": topic, "size": size}).encode() + b"\n"


def _confirmed(work: Removal) -> bool:
    """Show the first few, and ask. Nothing is connected meanwhile, so nothing has to go on."""
    topics = sorted(work.found)
    for topic in topics[:_SHOWN]:
        print(f"{work.found[topic]:>11,}  {sanitize(topic)}", file=sys.stderr)
    if len(topics) > _SHOWN:
        print(f"and {len(topics) - _SHOWN:,} more; --dry-run lists them all.", file=sys.stderr)
    print(f"{sanitize(words.question(work))} [y/N] ", end="", file=sys.stderr, flush=True)
    return sys.stdin.readline().strip().lower() in ("y", "yes")


def _restore(asked: argparse.Namespace, settings: Settings) -> int:
    path = Path(asked.what)
    try:
        contents = read_contents(path)
    except OSError as error:
        raise UsageError(f"the undo file {path} can not be read: {error.strerror}.") from None
    say(_held(contents))
    if asked.dry_run:
        sizes = ((message.topic, message.size) for message in whole_messages(path))
        listed = _list(sizes, Output())
        return exit_codes.NOT_SEEN if contents.damage else listed
    return asyncio.run(_publish_again(asked, settings, contents))


def _held(contents: Contents) -> str:
    header = contents.header
    where = f" of {header.broker}" if header is not None else ""
    damage = f"; it is damaged: {', '.join(contents.damage)}" if contents.damage else ""
    return f"{contents.path} holds {words.messages(contents.whole)}{where}{damage}."


async def _publish_again(asked: argparse.Namespace, settings: Settings, contents: Contents) -> int:
    work = Restoring(make_transports(settings), contents, per_second=asked.rate)
    running = work.run(damaged_too=asked.damaged_too)
    stopped = await _stoppable(running, work.stop, partial(words.restoring, work))
    for sentence in words.restored(work):
        say(sentence)
    refused = work.sent is not None and bool(work.sent.refused)
    clean = not (work.failure or refused or work.told.missing)
    return _exit_code(stopped, work.lost, clean=clean)


async def _stoppable(
    work: Coroutine[Any, Any, None], stop: Callable[[], None], progress: Callable[[], str]
) -> bool:
    """Do it, and show how far it is; returns whether ctrl+c stopped it, which lets it finish."""
    stopped = False

    def interrupt() -> None:
        nonlocal stopped
        stopped = True
        stop()

    loop = asyncio.get_running_loop()
    loop.add_signal_handler(signal.SIGINT, interrupt)
    running = asyncio.ensure_future(work)
    try:
        while not running.done():
            await asyncio.wait({running}, timeout=_PROGRESS_SECONDS)
            if not running.done():
                say(progress())
        await running
    finally:
        with contextlib.suppress(ValueError):
            loop.remove_signal_handler(signal.SIGINT)
    return stopped


def _exit_code(stopped: bool, lost: bool, *, clean: bool) -> int:
    if stopped:
        return exit_codes.INTERRUPTED
    if lost:
        return exit_codes.NO_CONNECTION
    return exit_codes.DONE if clean else exit_codes.NOT_SEEN
