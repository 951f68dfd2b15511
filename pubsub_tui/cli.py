"""The command line: arguments, environment and configuration into Settings, then what runs."""

from __future__ import annotations

import argparse
import difflib
import importlib.util
import os
import sys
from collections.abc import Callable, Sequence
from dataclasses import replace

from pubsub_tui import paths
from pubsub_tui.address import SCHEMES, Address, AddressError, host_complaint, parse_url
from pubsub_tui.arguments import VERSIONS, make_command_parser, make_parser, not_known, safe
from pubsub_tui.config_file import ConfigError, read_config
from pubsub_tui.connect_arguments import check_connect_options, check_text, connect_options
from pubsub_tui.headless.commands import COMMANDS
from pubsub_tui.headless.exit_codes import BAD_USAGE, INTERRUPTED
from pubsub_tui.link_options import (
    any_link_option,
    first_line,
    for_another,
    secret_remarks,
    way_from,
)
from pubsub_tui.settings import (
    DEFAULT_HISTORY_BYTES,
    DEFAULT_HOST,
    DEFAULT_PORT,
    Settings,
    UsageError,
)
from pubsub_tui.topic_filter import complaint, pattern_complaint

PASSWORD_VARIABLE = "PUBSUB_TUI_PASSWORD"
_SEEN_BY_OTHERS = (
    "The password is on the command line, where others on this machine can read it. "
    f"Use --password-file or ${PASSWORD_VARIABLE}."
)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the dashboard or the command named. Returns the exit code: 2 for bad usage."""
    words = sys.argv[1:] if arguments is None else list(arguments)
    try:
        try:
            if words and words[0] in COMMANDS:
                return _run_command(words[0], words[1:])
            return _run(make_parser().parse_args(words))
        finally:
            if sys.stdout is not None:
                sys.stdout.flush()
    except UsageError as error:
        print(f"pubsub-tui: {safe(str(error))}", file=sys.stderr)
        return BAD_USAGE
    except KeyboardInterrupt:
        return INTERRUPTED
    except BrokenPipeError:
        # Whoever read it, such as head, has seen enough. Python flushes once more as it exits.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1


def _run_command(name: str, words: Sequence[str]) -> int:
    # Imported late: it brings Rich, which the dashboard's help and version need not wait for.
    from pubsub_tui.headless.saying import say_it_in_our_words

    command = COMMANDS[name].load()
    asked = make_command_parser(name, command).parse_args(words)
    # The configuration file is about the screen only: a mistake in it stops no script.
    settings = connection_settings(asked, Settings())
    for remark in settings.remarks:
        print(f"pubsub-tui: {safe(remark)}", file=sys.stderr)
    say_it_in_our_words()
    return command.run(asked, settings)


def _run(asked: argparse.Namespace) -> int:
    # Imported late: help, version and mistakes need not wait for the screen's libraries.
    from pubsub_tui.decode.protobuf_schema import SchemaError
    from pubsub_tui.decode.registry import find_decoder
    from pubsub_tui.model.filter import parse
    from pubsub_tui.ui.actions import ACTIONS
    from pubsub_tui.ui.launch import run_dashboard
    from pubsub_tui.ui.themes import load_themes

    themes = load_themes([paths.shipped_themes(), paths.user_themes()])
    if asked.list_themes:
        print("\n".join(themes.names()))
        for sentence in themes.failed:
            print(f"pubsub-tui: {safe(sentence)}", file=sys.stderr)
        return 0
    settings = settings_from(asked, [action.id for action in ACTIONS], find_decoder, parse)
    if settings.theme is not None and settings.theme not in themes.names():
        broken = "".join(f" {sentence}" for sentence in themes.failed)
        raise UsageError(
            f"the theme {settings.theme!r} is not known: --list-themes shows them.{broken}"
        )
    if not all(stream is not None and stream.isatty() for stream in (sys.stdin, sys.stdout)):
        raise UsageError("the dashboard needs a terminal; its input or output is redirected.")
    try:
        return run_dashboard(
            [settings, *(also(settings, asked, url) for url in asked.also)], themes
        )
    except SchemaError as error:
        raise UsageError(f"{error}.") from None


def settings_from(
    asked: argparse.Namespace,
    actions: Sequence[str],
    find_decoder: Callable[[str], str],
    check_filter: Callable[[str], object],
) -> Settings:
    """Join command line, environment and configuration file.

    Raises:
        UsageError: something in them is wrong.
    """
    try:
        config = read_config(paths.config_file(), actions, find_decoder, check_filter)
    except ConfigError as error:
        raise UsageError(str(error)) from None
    settings = Settings(
        theme=asked.theme if asked.theme is not None else config.theme,
        history_bytes=asked.history or config.history_bytes or DEFAULT_HISTORY_BYTES,
        keys=config.keys,
        decoders=config.decoders,
        filters=config.filters,
        schemas=config.schemas,
        demo=asked.demo,
    )
    return connection_settings(asked, settings)


def also(first: Settings, asked: argparse.Namespace, url: str) -> Settings:
    """The connection to one more broker: with the options of the first one, and without its
    login, client id, session and will, and what else is its alone.

    Raises:
        UsageError: the URL can not be used.
    """
    address = _parsed(url)
    named = (address.topic_filter,) if address.topic_filter is not None else ()
    settings = replace(
        first,
        name=None,
        host=address.host,
        port=address.port,
        username=address.username or None,
        password=address.password,
        topic_filters=named or first.topic_filters,
        way=way_from(for_another(asked, secure=address.secure), address),
        connect=first.connect.aside(),
        demo=False,
        remarks=() if address.password is None else (_SEEN_BY_OTHERS,),
    )
    _check(settings)
    return settings


def connection_settings(asked: argparse.Namespace, settings: Settings) -> Settings:
    """Add the broker, the login, and what to subscribe to. Raises UsageError."""
    settings = replace(
        settings,
        topic_filters=tuple(asked.topic),
        excludes=tuple(asked.exclude),
        qos=asked.qos,
        mqtt_version=VERSIONS.get(asked.mqtt_version),
        read_only=asked.read_only,
        production=asked.production,
        connect=connect_options(asked),
    )
    check_connect_options(
        settings.connect, read_only=settings.read_only, version=settings.mqtt_version
    )
    settings = _with_secrets(_with_broker(settings, asked), asked)
    _check(settings)
    return settings


def _check(settings: Settings) -> None:
    """Raises UsageError for a login or topic filters that no broker takes."""
    if settings.password is not None and settings.username is None and not settings.demo:
        raise UsageError("a password needs a user name: add -u NAME.")
    for what, text in (("user name", settings.username), ("password", settings.password)):
        if text is not None:
            check_text(what, text)
    for topic_filter in settings.topic_filters:
        problem = complaint(topic_filter)
        if problem is not None:
            raise UsageError(f"the topic filter {topic_filter!r} is not valid: {problem}.")
    for topic_filter in settings.excludes:
        problem = pattern_complaint(topic_filter)
        if problem is not None:
            raise UsageError(f"the filter {topic_filter!r} can not be excluded: {problem}.")


def _with_broker(settings: Settings, asked: argparse.Namespace) -> Settings:
    if asked.demo:
        login = (asked.username, asked.password, asked.password_file)
        if any(given is not None for given in (asked.url, asked.host, asked.port, *login)):
            raise UsageError("--demo brings its own broker: leave out URL, host, port and login.")
        if asked.mqtt_version is not None:
            raise UsageError("--demo brings its own broker: leave out --mqtt-version.")
        if any_link_option(asked):
            raise UsageError("--demo brings its own broker: leave out TLS, socket and proxy.")
        if importlib.util.find_spec("amqtt") is None:
            raise UsageError("--demo needs the package amqtt: pip install 'pubsub-tui[demo]'.")
        return settings
    if asked.host is not None and (not asked.host.strip() or set(asked.host) & set("/@")):
        raise UsageError("--host takes a host name or address; a URL is written without --host.")
    if asked.url is None:
        problem = host_complaint(asked.host) if asked.host is not None else None
        if problem is not None:
            raise UsageError(f"the host {asked.host!r} can not be used: {problem}.")
        way = way_from(asked, None)
        return replace(
            settings,
            host=asked.host or DEFAULT_HOST,
            port=asked.port or (SCHEMES["mqtts"] if way.tls is not None else DEFAULT_PORT),
            username=asked.username or None,
            way=way,
            remarks=settings.remarks + secret_remarks(asked, way),
        )
    if asked.host is not None or asked.port is not None:
        raise UsageError("give either a URL or --host and --port, not both.")
    address = _parsed(asked.url)
    way = way_from(asked, address)
    named = (address.topic_filter,) if address.topic_filter is not None else ()
    return replace(
        settings,
        host=address.host,
        port=address.port,
        username=asked.username or address.username or None,
        # It belongs to the name beside it: nobody else's gets it.
        password=address.password if not asked.username else None,
        topic_filters=(*named, *settings.topic_filters),
        way=way,
        remarks=settings.remarks + secret_remarks(asked, way),
    )


def _parsed(url: str) -> Address:
    if url.startswith("-"):
        # An option with a space in it is taken for the URL, and may hold a password.
        raise UsageError(f"{not_known([url])}.")
    try:
        return parse_url(url)
    except AddressError as error:
        near = difflib.get_close_matches(url, COMMANDS, 1)
        perhaps = f"; perhaps the command {near[0]}" if near else ""
        raise UsageError(f"{error}{perhaps}.") from None


def _with_secrets(settings: Settings, asked: argparse.Namespace) -> Settings:
    remarks = settings.remarks
    if asked.password is not None or settings.password is not None:
        remarks += (_SEEN_BY_OTHERS,)
    password = asked.password
    if password is None and asked.password_file is not None:
        password = first_line(asked.password_file)
    if password is None:
        password = settings.password
    if password is None and settings.username is not None:
        password = os.environ.get(PASSWORD_VARIABLE) or None
    return replace(settings, password=password, remarks=remarks)
