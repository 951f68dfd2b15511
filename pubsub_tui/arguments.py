"""The options of the command line, and what is said when they are wrong."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from typing import NoReturn

import shtab

from pubsub_tui import __version__, paths
from pubsub_tui.broker_arguments import add_broker_options, add_subscription_options
from pubsub_tui.headless.commands import COMMANDS, CommandModule, Needs
from pubsub_tui.profiles.completion import COMPLETE, PREAMBLES
from pubsub_tui.settings import parse_size

PROGRAM = "pubsub-tui"
_EXAMPLES = """\
examples:
  pubsub-tui                                      choose a connection on screen
  pubsub-tui --host localhost                     the broker on localhost, all topics
  pubsub-tui --host test.example -t 'site/+/temperature' -t 'alarms/#'
  pubsub-tui mqtt://anna@test.example:1883/site/%23
  pubsub-tui mqtts://test.example --ca ca.pem     or ws://, wss://, mqtt+unix:///PATH
  pubsub-tui -h test.example -u anna --save home  a profile; then: pubsub-tui home
  pubsub-tui --host edge --also mqtt://cloud      two brokers; ctrl+pagedown switches
  pubsub-tui --demo                               a broker and devices of its own

commands, for scripts (pubsub-tui COMMAND --help):
{commands}

The password is read from --password-file or $PUBSUB_TUI_PASSWORD, or asked for on screen;
that of a key from --key-password-file or $PUBSUB_TUI_KEY_PASSWORD, or asked for too.
A config.toml in {config} sets theme, history and keys; beside it are
profiles.toml and themes/.
"""


class _Parser(argparse.ArgumentParser):
    """Complains in one sentence, which never repeats a value that may be a password.

    What it parses has three names more: ``given`` holds the names of what stood on the command
    line, ``texts`` what was written for them, and ``options`` the names of what only an option
    says.
    """

    def parse_known_args(  # type: ignore[override]
        self, args: Sequence[str] | None = None, namespace: argparse.Namespace | None = None
    ) -> tuple[argparse.Namespace, list[str]]:
        defaults = dict(self._defaults)
        for action in self._actions:
            if action.default is not argparse.SUPPRESS:
                defaults[action.dest] = action.default
        self._texts: dict[str, str] = {}
        given, rest = self._parse_given(args)
        asked = argparse.Namespace(**{**defaults, **vars(given)})
        asked.given = frozenset(vars(given))
        asked.texts = self._texts
        bare = {each.dest for each in self._actions if not each.option_strings}
        asked.options = frozenset(each.dest for each in self._actions) - bare
        return asked, rest

    def _parse_given(self, args: Sequence[str] | None) -> tuple[argparse.Namespace, list[str]]:
        """What stands there alone: argparse does not tell it from what it fills in."""
        kept = [(action, action.default) for action in self._actions]
        others, self._defaults = self._defaults, {}
        try:
            for action in self._actions:
                action.default = argparse.SUPPRESS
            return super().parse_known_args(args, argparse.Namespace())
        finally:
            self._defaults = others
            for action, default in kept:
                action.default = default

    def _get_value(self, action: argparse.Action, arg_string: str) -> object:
        self._texts[action.dest] = arg_string
        return super()._get_value(action, arg_string)

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
        return "only one URL or profile can be given, and what holds spaces needs quotes"
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
        usage="pubsub-tui [URL|PROFILE] [options]\n       pubsub-tui COMMAND [options]",
        description="A terminal dashboard for pub/sub traffic: topic tree, log, rates, publishing.",
        epilog=_EXAMPLES.format(commands=summaries, config=paths.config_file().parent),
        formatter_class=argparse.RawDescriptionHelpFormatter,
        add_help=False,
        allow_abbrev=False,
    )
    _add_place(parser)
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
    _add_command(parser, command, listed.needs)
    return parser


def _make_completed_parser() -> argparse.ArgumentParser:
    """A parser with the arguments of the dashboard and of all commands.

    It parses nothing: beside commands, argparse would take a URL for the name of one.
    """
    parser = argparse.ArgumentParser(prog=PROGRAM, add_help=False)
    _add_dashboard(parser)
    parsers = parser.add_subparsers()
    for name, command in COMMANDS.items():
        inner = parsers.add_parser(name, help=command.summary, add_help=False)
        _add_command(inner, command.load(), command.needs)
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
        preamble = PREAMBLES.get(str(values), "")
        print(shtab.complete(_make_completed_parser(), str(values), preamble=preamble))
        parser.exit(0)


def _add_dashboard(parser: argparse.ArgumentParser) -> None:
    add_broker_options(parser).add_argument(
        "--also",
        metavar="URL",
        action="append",
        default=[],
        help="connect to this broker or profile too, and switch between them; may be repeated",
    )
    add_subscription_options(parser)
    _add_profile(parser, saves=True)
    _add_screen(parser).add_argument(
        "--list-themes", action="store_true", help="list the themes, and exit"
    )
    _add_other(parser)


def _add_place(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "url",
        nargs="?",
        metavar="URL|PROFILE",
        help="mqtt[s]://[USER@]HOST[:PORT][/FILTER], or as below, or the name of a profile",
    )


def _add_profile(parser: argparse.ArgumentParser, *, saves: bool) -> None:
    group = parser.add_argument_group("profile")
    group.add_argument(
        "--profile", metavar="NAME", help="take what is not said here from this profile"
    ).complete = COMPLETE  # type: ignore[attr-defined]
    if saves:
        group.add_argument(
            "--save", metavar="NAME", help="write what is said here as a profile, and end"
        )
        group.add_argument(
            "--force", action="store_true", help="with --save: replace the profile of that name"
        )


def _add_command(parser: argparse.ArgumentParser, command: CommandModule, needs: Needs) -> None:
    parser.set_defaults(demo=False, url=None)
    command.add_arguments(parser)
    if needs is Needs.SETTINGS:
        _add_place(parser)
        add_broker_options(parser)
        add_subscription_options(parser)
        _add_profile(parser, saves=False)
        _add_screen(parser)
    if needs is Needs.CONNECTION:
        parser.set_defaults(topic=[], exclude=[], qos=0)
        connection = add_broker_options(parser)
        connection.add_argument("-L", "--url", metavar="URL", help="mqtt[s]://[USER@]HOST[:PORT]")
        connection.add_argument(
            "--retry", action="store_true", help="try again and again when the broker is not there"
        )
        _add_profile(parser, saves=False)
    parser.add_argument("--help", action="help", help="show this help, and exit")


def _add_screen(parser: argparse.ArgumentParser) -> argparse._ArgumentGroup:
    group = parser.add_argument_group("screen")
    group.add_argument("--theme", metavar="NAME", help="one of those that --list-themes shows")
    group.add_argument(
        "--history",
        metavar="SIZE",
        type=_size,
        help="memory for the message log, such as 64MB or 1GB (default: 256MB)",
    )
    return group


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


def _size(text: str) -> int:
    try:
        return parse_size(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(str(error)) from None
