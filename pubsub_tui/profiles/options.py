"""The options of the command line as keys of a profile: each long name is a key.

A value of the file goes the way of one on the command line, so that both mean the same, and the
same is said of a mistake. An option that is added to `broker_arguments` is a key with that.
"""

from __future__ import annotations

import argparse
import os
from collections.abc import Mapping
from functools import cache
from pathlib import Path

import shtab

from pubsub_tui.broker_arguments import add_broker_options, add_subscription_options
from pubsub_tui.profiles.secret import SECRETS

_MADE_OF_OTHERS = frozenset({"topic"})
"""Options that a profile has another key for."""


@cache
def option_keys() -> Mapping[str, argparse.Action]:
    """The options by their keys, in the order of help; those of secrets are left out."""
    parser = _parser()
    secret = {key.replace("-", "_") for each in SECRETS for key in each.keys}
    return {
        _long_name(action): action
        for action in parser._actions
        if action.option_strings and action.dest not in _MADE_OF_OTHERS | secret
    }


@cache
def alternatives() -> tuple[frozenset[str], ...]:
    """Groups of options, by their destinations, of which only one can be given."""
    exclusive = _parser()._mutually_exclusive_groups
    return tuple(frozenset(action.dest for action in each._group_actions) for each in exclusive)


def unasked() -> argparse.Namespace:
    """What stands in the arguments of a connection when nothing was said on the command line."""
    nothing = argparse.Namespace(url=None, demo=False)
    return _parser().parse_args([], nothing)


def converted(action: argparse.Action, value: object, folder: Path) -> object:
    """A value of the file as the command line would have it; files are beside the profiles.

    Raises:
        ValueError: it is nothing that the option takes; the text is a clause.
    """
    if action.nargs == 0:
        if not isinstance(value, bool):
            raise ValueError("it has to be true or false")
        return value
    if isinstance(action, argparse._AppendAction):
        items = value if isinstance(value, list) else [value]
        return [_one(action, each, folder) for each in items]
    return _one(action, value, folder)


def written(action: argparse.Action, value: object, text: str | None = None) -> object:
    """A value of the command line as it stands in the file; paths are whole.

    Args:
        text: what was written for it, as ``7d`` says more than a number of seconds.
    """
    if isinstance(value, list):
        return [written(action, each) for each in value]
    if isinstance(value, Path) or (isinstance(value, str) and _is_file(action)):
        return os.path.abspath(value)
    if isinstance(value, str) and _names_file(action, value):
        return f"@{os.path.abspath(value[1:])}"
    if isinstance(value, bool | str) or text is None:
        return value
    return int(text) if text.isascii() and text.isdecimal() else text


def _one(action: argparse.Action, value: object, folder: Path) -> object:
    number = isinstance(value, int | float) and not isinstance(value, bool)
    if not (isinstance(value, str) or (number and (action.type or action.choices))):
        raise ValueError("it has to be a text in quotes")
    text = str(value)
    if _is_file(action):
        path = folder / os.path.expanduser(text)
        return path if action.type is Path else str(path)
    if _names_file(action, text):
        return f"@{folder / os.path.expanduser(text[1:])}"
    found = _typed(action, text)
    if action.choices is not None and found not in action.choices:
        raise ValueError(f"it has to be one of {', '.join(map(str, action.choices))}")
    return found


def _typed(action: argparse.Action, text: str) -> object:
    if not callable(action.type):
        return text
    try:
        return action.type(text)
    except argparse.ArgumentTypeError as error:
        raise ValueError(str(error)) from None
    except (ValueError, TypeError):
        raise ValueError(f"{text[:40]!r} is no such value") from None


def _is_file(action: argparse.Action) -> bool:
    return action.type is Path or getattr(action, "complete", None) == shtab.FILE


def _names_file(action: argparse.Action, text: str) -> bool:
    """Whether it is written as @FILE, where the option takes that."""
    return text.startswith("@") and getattr(action, "at_file", False)


def _long_name(action: argparse.Action) -> str:
    return max(action.option_strings, key=len).removeprefix("--")


@cache
def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(add_help=False, allow_abbrev=False)
    add_broker_options(parser)
    add_subscription_options(parser)
    return parser
