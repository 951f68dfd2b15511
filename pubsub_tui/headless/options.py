"""Arguments that several commands share."""

from __future__ import annotations

import argparse

from pubsub_tui.headless.formats import FORMATS
from pubsub_tui.model.filter.literals import duration_or_seconds
from pubsub_tui.settings import Settings, UsageError


def add_qos(parser: argparse.ArgumentParser, purpose: str) -> None:
    """Add ``-q``, as in mosquitto's tools."""
    parser.add_argument(
        "-q",
        "--qos",
        type=int,
        choices=(0, 1, 2),
        default=0,
        help=f"QoS to {purpose} with (default: 0)",
    )


def add_format(parser: argparse.ArgumentParser) -> None:
    """Add ``--format``; without it, it is None."""
    parser.add_argument(
        "--format",
        choices=FORMATS,
        help="json: a line of JSON each; text: time, topic and payload; raw: the payload as it "
        "is (default: text on a terminal, else json)",
    )


def add_no_retained(parser: argparse._ActionsContainer) -> None:
    """Add ``--no-retained``."""
    parser.add_argument(
        "--no-retained", action="store_true", help="leave out what the broker had retained"
    )


def add_within(parser: argparse.ArgumentParser, what: str) -> None:
    """Add ``--within``, in seconds."""
    parser.add_argument(
        "--within",
        metavar="TIME",
        type=seconds,
        default=5.0,
        help=f"how long to wait for {what}, such as 500ms, 5s or 2m (default: 5s)",
    )


def refuse_session(settings: Settings, command: str) -> None:
    """Raise UsageError where messages that a session holds would be taken and not shown."""
    if settings.connect.persistent:
        raise UsageError(
            f"{command} would take what the session holds and not show it: "
            "leave out --session-expiry."
        )


def seconds(text: str) -> float:
    """Seconds from ``500ms``, ``5s``, ``2m``, or a number of them."""
    found = duration_or_seconds(text)
    if not found:
        raise argparse.ArgumentTypeError(f"{text!r} is no time such as 500ms, 5s or 2m")
    return found


def count(text: str) -> int:
    """A number of messages, at least one."""
    number = int(text) if text.isascii() and text.isdecimal() and len(text) <= 18 else 0
    if not number:
        raise argparse.ArgumentTypeError(f"{text!r} is no number of messages such as 1 or 10")
    return number
