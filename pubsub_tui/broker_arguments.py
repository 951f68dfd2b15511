"""The options of a connection: those of the command line, which are keys of a profile too."""

from __future__ import annotations

import argparse
from pathlib import Path

import shtab

from pubsub_tui.connect_arguments import add_connect_options
from pubsub_tui.link_options import add_link_options

VERSIONS = {"5": 5, "3.1.1": 4, "311": 4}


def add_broker_options(parser: argparse.ArgumentParser) -> argparse._ArgumentGroup:
    """Add all that says which broker, how it is reached, and as whom.

    Each option with a long name is a key of a profile too, by the same name.

    Returns:
        The first of the groups, for what else is about the connection.
    """
    group = parser.add_argument_group("connection")
    group.add_argument("-h", "--host", metavar="HOST", help="the broker (default: localhost)")
    group.add_argument(
        "-p", "--port", metavar="PORT", type=_port, help="its port (default: 1883, with TLS 8883)"
    )
    group.add_argument("-u", "--username", metavar="NAME", help="log in with this user name")
    group.add_argument(
        "-P",
        "--password",
        metavar="PASSWORD",
        help="log in with this password; others can read it in the process list",
    )
    group.add_argument(
        "--password-file", metavar="FILE", type=Path, help="log in with the first line of a file"
    ).complete = shtab.FILE  # type: ignore[attr-defined]
    group.add_argument(
        "--mqtt-version",
        choices=tuple(VERSIONS),
        metavar="VERSION",
        help="insist on 5 or 3.1.1 (default: 5, or 3.1.1 where the broker wants that)",
    )
    group.add_argument("--read-only", action="store_true", help="never publish anything")
    group.add_argument(
        "--production",
        action="store_true",
        help="others depend on the broker: ask before it is made to retain anything",
    )
    add_link_options(parser)
    add_connect_options(parser)
    return group


def add_subscription_options(parser: argparse.ArgumentParser) -> None:
    """Add what is subscribed to from the start; keys of a profile are made of these, too."""
    group = parser.add_argument_group("subscriptions")
    group.add_argument(
        "-t",
        "--topic",
        metavar="FILTER",
        action="append",
        default=[],
        help="subscribe to this topic filter; may be repeated (default: # and $SYS/#)",
    )
    group.add_argument(
        "--exclude",
        metavar="FILTER",
        action="append",
        default=[],
        help="count what matches this topic filter, and do not keep it; may be repeated",
    )
    group.add_argument(
        "--qos", type=int, choices=(0, 1, 2), default=0, help="QoS to subscribe with (default: 0)"
    )


def _port(text: str) -> int:
    # What was written is not repeated: elsewhere -p takes the password.
    port = int(text) if text.isascii() and text.isdecimal() and len(text) <= 5 else 0
    if not 0 < port < 65_536:
        raise argparse.ArgumentTypeError("a port is a number from 1 to 65535")
    return port
