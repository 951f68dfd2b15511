"""The options of the command line, and what is said when they are wrong."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path
from typing import NoReturn

import shtab

from pubsub_tui import __version__, paths
from pubsub_tui.connect_arguments import add_connect_options
from pubsub_tui.headless.commands import COMMANDS, CommandModule
from pubsub_tui.link_options import add_link_options
from pubsub_tui.settings import parse_size

PROGRAM = "pubsub-tui"
VERSIONS = {"5": 5, "3.1.1": 4, "311": 4}
_EXAMPLES = """\
examples:
  pubsub-tui                                      the broker on localhost, all topics
  pubsub-tui --host test.example -t 'site/+/temperature' -t 'alarms/#'
  pubsub-tui mqtt://anna@test.example:1883/site/%23
  pubsub-tui mqtts://test.example --ca ca.pem     or ws://, wss://, mqtt+unix:///PATH
  pubsub-tui --host edge --also mqtt://cloud      two brokers; ctrl+pagedown switches
  pubsub-tui --demo                               a broker and devices of its own

commands, for scripts (pubsub-tui COMMAND --help):
{commands}

The password is read from --password-file or $PUBSUB_TUI_PASSWORD, or asked for on screen;
that of a key from --key-password-file or $PUBSUB_TUI_KEY_PASSWORD, or asked for too.
A config.toml in {config} sets theme, history and keys; themes go beside it, in themes/.
"""


class _Parser(argparse.ArgumentParser):
    """Complains in one sentence, which never repeats a value that may be a password."""

    def error(self, message: str) -> NoReturn:
        if message == "argument -h/--host: expected one argument":
            message = "-h/--host needs a host name, as in mosquitto_sub; --help shows help"
        unknown = message.removeprefix("unrecognized arguments: ")
        if unknown != message:
            message = not_known(unknown.split(), self.prog)
        self.exit(2, f"pubsub-tui: {safe(message)}. Try {self.prog} --help.\n")


def not_known(words: Sequence[str], program: str = PROGRAM) -> str:
    """What to say of arguments that no option takes."""
    options = [word.partition("=")[0] for word in words if word.startswith("--")]
    options += [word[:2] for word in words if word[:1] == "-" != word[1:2]]
    if options:
        return f"not known: {', '.join(options)}"
    if program == PROGRAM:
        return "only one URL can be given, and what holds spaces needs quotes"
    return "a word too many: a URL goes behind --url, and what holds spaces needs quotes"


def safe(text: str) -> str:
    """The text as it may be printed on a terminal."""
    # Imported late: it brings Rich, which only what has gone wrong needs to wait for.
    from pubsub_tui.sanitize import sanitize

    return sanitize(text)


def make_parser() -> argparse.ArgumentParser:
    """The parser of the dashboard's arguments."""
    summaries = "\n".join(f"  {name:<10}{each.summary}" for name, each in COMMANDS.items())
    parser = _Parser(
        prog=PROGRAM,
        usage="pubsub-tui [URL] [options]\n       pubsub-tui COMMAND [options]",
        description="A terminal dashboard for pub/sub traffic: topic tree, log, rates, publishing.",
        epilog=_EXAMPLES.format(commands=summaries, config=paths.config_file().parent),
        formatter_class=argparse.RawDescriptionHelpFormatter,
        add_help=False,
        allow_abbrev=False,
    )
    parser.add_argument(
        "url", nargs="?", metavar="URL", help="mqtt[s]://[USER@]HOST[:PORT][/FILTER], or as below"
    )
    _add_dashboard(parser)
    return parser


def make_command_parser(name: str, command: CommandModule) -> argparse.ArgumentParser:
    """The parser of what follows a command's name."""
    listed = COMMANDS[name]
    parser = _Parser(
        prog=f"{PROGRAM} {name}",
        usage=f"{PROGRAM} {name} {listed.arguments}",
        description=f"{listed.summary[0].upper()}{listed.summary[1:]}.",
        add_help=False,
        allow_abbrev=False,
    )
    _add_command(parser, command)
    return parser


def _make_completed_parser() -> argparse.ArgumentParser:
    """A parser with the arguments of the dashboard and of all commands.

    It parses nothing: beside commands, argparse would take a URL for the name of one.
    """
    parser = argparse.ArgumentParser(prog=PROGRAM, add_help=False)
    _add_dashboard(parser)
    parsers = parser.add_subparsers()
    for name, command in COMMANDS.items():
        _add_command(parsers.add_parser(name, help=command.summary, add_help=False), command.load())
    return parser


class _PrintCompletion(argparse.Action):
    """Prints the script for a shell, and ends the program."""

    def __call__(
        self,
        parser: argparse.ArgumentParser,
        namespace: argparse.Namespace,
        values: object,
        option_string: str | None = None,
    ) -> NoReturn:
        print(shtab.complete(_make_completed_parser(), str(values)))
        parser.exit(0)


def _add_dashboard(parser: argparse.ArgumentParser) -> None:
    connection = _add_connection(parser)
    connection.add_argument(
        "--also",
        metavar="URL",
        action="append",
        default=[],
        help="connect to this broker too, and switch between them; may be repeated",
    )
    connection.add_argument(
        "-t",
        "--topic",
        metavar="FILTER",
        action="append",
        default=[],
        help="subscribe to this topic filter; may be repeated (default: # and $SYS/#)",
    )
    connection.add_argument(
        "--exclude",
        metavar="FILTER",
        action="append",
        default=[],
        help="count what matches this topic filter, and do not keep it; may be repeated",
    )
    connection.add_argument(
        "--qos", type=int, choices=(0, 1, 2), default=0, help="QoS to subscribe with (default: 0)"
    )
    add_connect_options(parser)
    _add_screen(parser)
    _add_other(parser)


def _add_command(parser: argparse.ArgumentParser, command: CommandModule) -> None:
    parser.set_defaults(topic=[], exclude=[], qos=0, demo=False)
    command.add_arguments(parser)
    connection = _add_connection(parser)
    connection.add_argument("-L", "--url", metavar="URL", help="mqtt[s]://[USER@]HOST[:PORT]")
    connection.add_argument(
        "--retry", action="store_true", help="try again and again when the broker is not there"
    )
    add_connect_options(parser)
    parser.add_argument("--help", action="help", help="show this help, and exit")


def _add_connection(parser: argparse.ArgumentParser) -> argparse._ArgumentGroup:
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
    return group


def _add_screen(parser: argparse.ArgumentParser) -> None:
    group = parser.add_argument_group("screen")
    group.add_argument("--theme", metavar="NAME", help="one of those that --list-themes shows")
    group.add_argument("--list-themes", action="store_true", help="list the themes, and exit")
    group.add_argument(
        "--history",
        metavar="SIZE",
        type=_size,
        help="memory for the message log, such as 64MB or 1GB (default: 256MB)",
    )


def _add_other(parser: argparse.ArgumentParser) -> None:
    group = parser.add_argument_group("other")
    group.add_argument(
        "--demo",
        action="store_true",
        help="start a broker and devices to look at; needs no network",
    )
    group.add_argument(
        "--print-completion",
        choices=shtab.SUPPORTED_SHELLS,
        action=_PrintCompletion,
        help="print a completion script for a shell",
    )
    group.add_argument("--version", action="version", version=f"pubsub-tui {__version__}")
    group.add_argument("--help", action="help", help="show this help, and exit")


def _port(text: str) -> int:
    # What was written is not repeated: elsewhere -p takes the password.
    port = int(text) if text.isascii() and text.isdecimal() and len(text) <= 5 else 0
    if not 0 < port < 65_536:
        raise argparse.ArgumentTypeError("a port is a number from 1 to 65535")
    return port


def _size(text: str) -> int:
    try:
        return parse_size(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(str(error)) from None
