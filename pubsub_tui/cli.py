"""The command line: arguments, environment and configuration into Settings, then what runs."""

from __future__ import annotations

import argparse
import difflib
import gc
import os
import sys
from collections.abc import Callable, Sequence

from pubsub_tui import paths
from pubsub_tui.arguments import make_command_parser, make_parser, not_known, safe
from pubsub_tui.config_file import ConfigError, read_config
from pubsub_tui.connect_settings import (
    PASSWORD_VARIABLE,
    broker_settings,
    connection_settings,
    noted,
)
from pubsub_tui.headless.commands import COMMANDS, Needs
from pubsub_tui.headless.exit_codes import BAD_USAGE, INTERRUPTED
from pubsub_tui.other_brokers import also
from pubsub_tui.profiles.joining import Joined, join
from pubsub_tui.profiles.profile import is_name
from pubsub_tui.settings import DEFAULT_HISTORY_BYTES, Settings, UsageError

__all__ = ["PASSWORD_VARIABLE", "main", "settings_from"]


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the dashboard or the command named. Returns the exit code: 2 for bad usage."""
    words = sys.argv[1:] if arguments is None else list(arguments)
    try:
        try:
            if words and words[0] in COMMANDS:
                return _run_command(words[0], words[1:])
            return _run(make_parser().parse_args(words))
        finally:
            gc.enable()
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

    listed = COMMANDS[name]
    command = listed.load()
    asked = make_command_parser(name, command).parse_args(words)
    if listed.needs is Needs.NOTHING:
        return command.run(asked, Settings())
    if listed.needs is Needs.SETTINGS:
        joined, settings = _all_settings(asked)
        asked.joined = joined
        return command.run(asked, settings)
    # The configuration file is about the screen only: a mistake in it stops no script.
    settings = _noted(connection_settings(_joined(asked), Settings()))
    for remark in settings.remarks:
        print(f"pubsub-tui: {safe(remark)}", file=sys.stderr)
    say_it_in_our_words()
    return command.run(asked, settings)


def _run(asked: argparse.Namespace) -> int:
    # What is imported stays: looking for garbage in it takes a tenth of the time to the first
    # paint. The app looks for it again when that is done.
    gc.disable()
    # Imported late: help, version and mistakes need not wait for the screen's libraries.
    from pubsub_tui.decode.protobuf_schema import SchemaError
    from pubsub_tui.ui.launch import run_dashboard
    from pubsub_tui.ui.themes import load_themes

    themes = load_themes([paths.shipped_themes(), paths.user_themes()])
    if asked.list_themes:
        print("\n".join(themes.names()))
        for sentence in themes.failed:
            print(f"pubsub-tui: {safe(sentence)}", file=sys.stderr)
        return 0
    joined, screen = _all_settings(asked)
    if asked.save is not None:
        from pubsub_tui.save_arguments import save_arguments

        print(f"pubsub-tui: {safe(save_arguments(joined, paths.profiles_file()))}")
        return 0
    if asked.force:
        raise UsageError("--force goes with --save NAME.")
    if screen.theme is not None and screen.theme not in themes.names():
        broken = "".join(f" {sentence}" for sentence in themes.failed)
        raise UsageError(
            f"the theme {screen.theme!r} is not known: --list-themes shows them.{broken}"
        )
    if not all(stream is not None and stream.isatty() for stream in (sys.stdin, sys.stdout)):
        raise UsageError("the dashboard needs a terminal; its input or output is redirected.")
    try:
        if not _names_connection(asked):
            return run_dashboard([], themes, screen)
        # The last, as a program may be run for the password, or the user asked.
        first = connection_settings(joined, screen)
        others = [also(first, screen, joined.asked, word) for word in asked.also]
        return run_dashboard([_noted(each) for each in (first, *others)], themes, screen)
    except SchemaError as error:
        raise UsageError(f"{error}.") from None


def _names_connection(asked: argparse.Namespace) -> bool:
    """Whether anything on the command line is about the connection, so that none is chosen."""
    from pubsub_tui.profiles.options import unasked  # Late: commands have no need of it.

    return not asked.given.isdisjoint({"profile", "also", *vars(unasked())})


def _all_settings(asked: argparse.Namespace) -> tuple[Joined, Settings]:
    """All settings but the password, and the arguments with those of the profile."""
    from pubsub_tui.decode.registry import find_decoder
    from pubsub_tui.model.filter import parse
    from pubsub_tui.ui.actions import ACTIONS

    joined = _joined(asked)
    settings = _screen_settings(asked, [action.id for action in ACTIONS], find_decoder, parse)
    broker_settings(joined, settings)
    return joined, settings


def settings_from(
    asked: argparse.Namespace,
    actions: Sequence[str],
    find_decoder: Callable[[str], str],
    check_filter: Callable[[str], object],
) -> Settings:
    """Join command line, environment, profile and configuration file.

    Raises:
        UsageError: something in them is wrong.
    """
    settings = _screen_settings(asked, actions, find_decoder, check_filter)
    return connection_settings(_joined(asked), settings)


def _screen_settings(
    asked: argparse.Namespace,
    actions: Sequence[str],
    find_decoder: Callable[[str], str],
    check_filter: Callable[[str], object],
) -> Settings:
    try:
        config = read_config(paths.config_file(), actions, find_decoder, check_filter)
    except ConfigError as error:
        raise UsageError(str(error)) from None
    return Settings(
        theme=asked.theme if asked.theme is not None else config.theme,
        history_bytes=asked.history or config.history_bytes or DEFAULT_HISTORY_BYTES,
        keys=config.keys,
        decoders=config.decoders,
        filters=config.filters,
        schemas=config.schemas,
        demo=asked.demo,
    )


def _joined(asked: argparse.Namespace) -> Joined:
    """The arguments, with those of the profile that they name filled in. Raises UsageError."""
    word = asked.url
    if word is not None and word.startswith("-"):
        # An option with a space in it is taken for the URL, and may hold a password.
        raise UsageError(f"{not_known([word])}.")
    if "url" in asked.options or not is_name(word):
        name = asked.profile
    else:
        if asked.profile is not None:
            raise UsageError("one profile is enough: name it once.")
        asked = argparse.Namespace(**{**vars(asked), "url": None, "given": asked.given - {"url"}})
        name = word
    if name is None:
        return join(asked, None)
    from pubsub_tui.profiles.reading import read_profiles  # Late: few runs need it.

    profiles = read_profiles(paths.profiles_file())
    command = difflib.get_close_matches(name, COMMANDS, 1)
    if name not in profiles.names and command and name == word:
        raise UsageError(f"there is no profile {name!r}; perhaps the command {command[0]}.")
    return join(asked, profiles.load(name))


def _noted(settings: Settings) -> Settings:
    return noted(settings, paths.profile_uses_file())
