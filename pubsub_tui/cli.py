"""The command line: arguments, environment and configuration into Settings, then the app."""

from __future__ import annotations

import argparse
import importlib.util
import os
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import NoReturn

import shtab

from pubsub_tui import __version__, paths
from pubsub_tui.address import AddressError, host_complaint, parse_url
from pubsub_tui.config_file import ConfigError, read_config
from pubsub_tui.settings import (
    DEFAULT_HISTORY_BYTES,
    DEFAULT_HOST,
    DEFAULT_PORT,
    Settings,
    parse_size,
)
from pubsub_tui.topic_filter import LONGEST, complaint

PASSWORD_VARIABLE = "PUBSUB_TUI_PASSWORD"
_VERSIONS = {"5": 5, "3.1.1": 4, "311": 4}
_EXAMPLES = """\
examples:
  pubsub-tui                                      the broker on localhost, all topics
  pubsub-tui --host test.example -t 'site/+/temperature' -t 'alarms/#'
  pubsub-tui mqtt://anna@test.example:1883/site/%23
  pubsub-tui --demo                               a broker and devices of its own

The password is read from --password-file or $PUBSUB_TUI_PASSWORD, or asked for on screen.
A config.toml in {config} sets theme, history and keys; themes go beside it, in themes/.
"""


class UsageError(Exception):
    """What was asked for can not be done; the text is one clear sentence."""


class _Parser(argparse.ArgumentParser):
    """Complains in one sentence, which never repeats a value that may be a password."""

    def error(self, message: str) -> NoReturn:
        if message == "argument -h/--host: expected one argument":
            message = "-h/--host needs a host name, as in mosquitto_sub; --help shows help"
        unknown = message.removeprefix("unrecognized arguments: ")
        if unknown != message:
            message = _unknown(unknown.split())
        self.exit(2, f"pubsub-tui: {_safe(message)}. Try pubsub-tui --help.\n")


def _unknown(words: Sequence[str]) -> str:
    options = [word.partition("=")[0] for word in words if word.startswith("--")]
    options += [word[:2] for word in words if word[:1] == "-" != word[1:2]]
    if options:
        return f"not known: {', '.join(options)}"
    return "only one URL can be given, and what holds spaces needs quotes"


def _safe(text: str) -> str:
    # Imported late: it brings Rich, which only what has gone wrong needs to wait for.
    from pubsub_tui.sanitize import sanitize

    return sanitize(text)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the program. Returns the exit code: 2 for bad usage."""
    try:
        try:
            return _run(make_parser().parse_args(arguments))
        finally:
            if sys.stdout is not None:
                sys.stdout.flush()
    except UsageError as error:
        print(f"pubsub-tui: {_safe(str(error))}", file=sys.stderr)
        return 2
    except BrokenPipeError:
        # Whoever read it, such as head, has seen enough. Python flushes once more as it exits.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1


def make_parser() -> argparse.ArgumentParser:
    """The parser, which shell completion is made from too."""
    parser = _Parser(
        prog="pubsub-tui",
        usage="pubsub-tui [URL] [options]",
        description="A terminal dashboard for pub/sub traffic: topic tree, log, rates, publishing.",
        epilog=_EXAMPLES.format(config=paths.config_file().parent),
        formatter_class=argparse.RawDescriptionHelpFormatter,
        add_help=False,
        allow_abbrev=False,
    )
    parser.add_argument("url", nargs="?", metavar="URL", help="mqtt://[USER@]HOST[:PORT][/FILTER]")
    _add_connection(parser)
    _add_screen(parser)
    _add_other(parser)
    return parser


def _add_connection(parser: argparse.ArgumentParser) -> None:
    group = parser.add_argument_group("connection")
    group.add_argument("-h", "--host", metavar="HOST", help="the broker (default: localhost)")
    group.add_argument("-p", "--port", metavar="PORT", type=_port, help="its port (default: 1883)")
    group.add_argument(
        "-t",
        "--topic",
        metavar="FILTER",
        action="append",
        default=[],
        help="subscribe to this topic filter; may be repeated (default: # and $SYS/#)",
    )
    group.add_argument(
        "--qos", type=int, choices=(0, 1, 2), default=0, help="QoS to subscribe with (default: 0)"
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
        choices=tuple(_VERSIONS),
        metavar="VERSION",
        help="insist on 5 or 3.1.1 (default: 5, or 3.1.1 where the broker wants that)",
    )
    group.add_argument("--read-only", action="store_true", help="never publish anything")


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
    shtab.add_argument_to(
        group, "--print-completion", parent=parser, help="print a completion script for a shell"
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


def _run(asked: argparse.Namespace) -> int:
    # Imported late: help, version and mistakes need not wait for the screen's libraries.
    from pubsub_tui.ui.actions import ACTIONS
    from pubsub_tui.ui.launch import run_dashboard
    from pubsub_tui.ui.themes import load_themes

    themes = load_themes([paths.shipped_themes(), paths.user_themes()])
    if asked.list_themes:
        print("\n".join(themes.names()))
        for sentence in themes.failed:
            print(f"pubsub-tui: {_safe(sentence)}", file=sys.stderr)
        return 0
    settings = settings_from(asked, [action.id for action in ACTIONS])
    if settings.theme is not None and settings.theme not in themes.names():
        broken = "".join(f" {sentence}" for sentence in themes.failed)
        raise UsageError(
            f"the theme {settings.theme!r} is not known: --list-themes shows them.{broken}"
        )
    if not all(stream is not None and stream.isatty() for stream in (sys.stdin, sys.stdout)):
        raise UsageError("the dashboard needs a terminal; its input or output is redirected.")
    return run_dashboard(settings, themes)


def settings_from(asked: argparse.Namespace, actions: Sequence[str]) -> Settings:
    """Join command line, environment and configuration file.

    Raises:
        UsageError: something in them is wrong.
    """
    try:
        config = read_config(paths.config_file(), actions)
    except ConfigError as error:
        raise UsageError(str(error)) from None
    settings = Settings(
        topic_filters=tuple(asked.topic),
        qos=asked.qos,
        mqtt_version=_VERSIONS.get(asked.mqtt_version),
        read_only=asked.read_only,
        theme=asked.theme if asked.theme is not None else config.theme,
        history_bytes=asked.history or config.history_bytes or DEFAULT_HISTORY_BYTES,
        keys=config.keys,
        demo=asked.demo,
    )
    settings = _with_secrets(_with_broker(settings, asked), asked)
    for topic_filter in settings.topic_filters:
        problem = complaint(topic_filter)
        if problem is not None:
            raise UsageError(f"the topic filter {topic_filter!r} is not valid: {problem}.")
    return settings


def _with_broker(settings: Settings, asked: argparse.Namespace) -> Settings:
    if asked.demo:
        login = (asked.username, asked.password, asked.password_file)
        if any(given is not None for given in (asked.url, asked.host, asked.port, *login)):
            raise UsageError("--demo brings its own broker: leave out URL, host, port and login.")
        if asked.mqtt_version is not None:
            raise UsageError("--demo brings its own broker: leave out --mqtt-version.")
        if importlib.util.find_spec("amqtt") is None:
            raise UsageError("--demo needs the package amqtt: pip install 'pubsub-tui[demo]'.")
        return settings
    if asked.host is not None and (not asked.host.strip() or set(asked.host) & set("/@")):
        raise UsageError("--host takes a host name or address; a URL is written without --host.")
    if asked.url is None:
        problem = host_complaint(asked.host) if asked.host is not None else None
        if problem is not None:
            raise UsageError(f"the host {asked.host!r} can not be used: {problem}.")
        return replace(
            settings,
            host=asked.host or DEFAULT_HOST,
            port=asked.port or DEFAULT_PORT,
            username=asked.username or None,
        )
    if asked.host is not None or asked.port is not None:
        raise UsageError("give either a URL or --host and --port, not both.")
    if asked.url.startswith("-"):
        # An option with a space in it is taken for the URL, and may hold a password.
        raise UsageError(f"{_unknown([asked.url])}.")
    try:
        address = parse_url(asked.url)
    except AddressError as error:
        raise UsageError(f"{error}.") from None
    named = (address.topic_filter,) if address.topic_filter is not None else ()
    return replace(
        settings,
        host=address.host,
        port=address.port,
        username=asked.username or address.username or None,
        password=address.password,
        topic_filters=(*named, *settings.topic_filters),
    )


def _with_secrets(settings: Settings, asked: argparse.Namespace) -> Settings:
    remarks = settings.remarks
    if asked.password is not None or settings.password is not None:
        remarks += (
            "The password is on the command line, where others on this machine can read it. "
            "Use --password-file or let it be asked for.",
        )
    password = asked.password
    if password is None and asked.password_file is not None:
        password = _first_line(asked.password_file)
    if password is None:
        password = settings.password
    if password is None:
        password = os.environ.get(PASSWORD_VARIABLE) or None
    if password is not None and settings.username is None and not settings.demo:
        raise UsageError("a password needs a user name: add -u NAME.")
    _check_login("user name", settings.username)
    _check_login("password", password)
    return replace(settings, password=password, remarks=remarks)


def _check_login(what: str, text: str | None) -> None:
    """MQTT carries both with their length in two bytes (MQTT 5.0, sections 1.5.4 and 1.5.6)."""
    if text is None:
        return
    try:
        size = len(text.encode())
    except UnicodeEncodeError:
        raise UsageError(f"the {what} is not valid Unicode.") from None
    if "\0" in text:
        raise UsageError(f"the {what} holds a NUL character, which MQTT forbids.")
    if size > LONGEST:
        raise UsageError(f"the {what} takes {size:,} bytes, and MQTT allows {LONGEST:,}.")


def _first_line(path: Path) -> str:
    try:
        with path.open(encoding="utf-8") as file:
            return file.readline().rstrip("\r\n")
    except OSError as error:
        raise UsageError(f"the password file {path} can not be read: {error.strerror}.") from None
    except UnicodeDecodeError:
        raise UsageError(f"the password file {path} is not UTF-8 text.") from None
