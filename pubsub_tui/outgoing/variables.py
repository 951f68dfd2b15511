"""The variables of templates: each checks its arguments once and then gives a text each time."""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Sequence
from datetime import UTC, datetime

from pubsub_tui.outgoing.context import Context

Variable = Callable[[Context], str]
"""Gives the text for one message. Raises `VariableError`."""

_NUMBER = re.compile(r"-?[0-9]{1,18}(?:\.([0-9]{1,15}))?")


class VariableError(ValueError):
    """A variable is not known or has no value; the text is a clause without a place."""


def variable(name: str, arguments: Sequence[str]) -> Variable:
    """The variable of that name with these arguments. Raises VariableError."""
    make = _VARIABLES.get(name)
    if make is None:
        near = difflib.get_close_matches(name, _VARIABLES, 1)
        perhaps = f"; perhaps {near[0]}" if near else f"; known are {', '.join(_VARIABLES)}"
        raise VariableError(f"{name!r} is not known{perhaps}")
    return make(arguments)


def _count(arguments: Sequence[str]) -> Variable:
    _none("count", arguments)
    return lambda context: str(context.count)


def _now(arguments: Sequence[str]) -> Variable:
    _none("now", arguments)
    return lambda context: f"{context.clock():.3f}"


def _iso(arguments: Sequence[str]) -> Variable:
    _none("iso", arguments)

    def iso(context: Context) -> str:
        moment = datetime.fromtimestamp(context.clock(), UTC)
        return moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")

    return iso


def _uuid(arguments: Sequence[str]) -> Variable:
    _none("uuid", arguments)
    return lambda context: str(context.uuid())


def _random(arguments: Sequence[str]) -> Variable:
    matches = [_NUMBER.fullmatch(argument) for argument in arguments]
    if len(matches) != 2 or matches[0] is None or matches[1] is None:
        raise VariableError("random needs two numbers, such as {{random 1 10}}")
    places = max(len(match[1] or "") for match in matches if match is not None)
    # Counted in the last decimal place, so that both ends can come up, and nothing beyond.
    unit = 10**places
    least, most = (_in_units(argument, places) for argument in arguments)
    if least > most:
        raise VariableError("random needs the smaller number first")

    def number(context: Context) -> str:
        value = context.random.randint(least, most)
        if not places:
            return str(value)
        sign = "-" if value < 0 else ""
        return f"{sign}{abs(value) // unit}.{abs(value) % unit:0{places}}"

    return number


def _in_units(number: str, places: int) -> int:
    whole, _, part = number.partition(".")
    return int(whole + part.ljust(places, "0"))


def _choice(arguments: Sequence[str]) -> Variable:
    if not arguments:
        raise VariableError("choice needs something to choose from, such as {{choice on off}}")
    options = tuple(arguments)
    return lambda context: context.random.choice(options)


def _env(arguments: Sequence[str]) -> Variable:
    name = _one("env", "the name of a variable, such as {{env HOME}}", arguments)

    def env(context: Context) -> str:
        value = context.environ.get(name)
        if value is None:
            raise VariableError(f"the environment has no {name}")
        return value

    return env


def _topic(arguments: Sequence[str]) -> Variable:
    level = _one("topic", "the number of a level, such as {{topic 1}}", arguments)
    if not re.fullmatch("[0-9]{1,5}", level) or int(level) == 0:
        raise VariableError("topic needs the number of a level, from 1")
    index = int(level) - 1

    def topic(context: Context) -> str:
        levels = context.topic.split("/")
        if index >= len(levels):
            count = len(levels)
            raise VariableError(f"the topic has only {count} level{'s' if count > 1 else ''}")
        return levels[index]

    return topic


def _ask(arguments: Sequence[str]) -> Variable:
    name = _one("ask", "a name, such as {{ask level}}", arguments)

    def ask(context: Context) -> str:
        answer = context.answers.get(name)
        if answer is None:
            raise VariableError(f"{name!r} was not answered")
        return answer

    return ask


_VARIABLES: dict[str, Callable[[Sequence[str]], Variable]] = {
    "count": _count,
    "now": _now,
    "iso": _iso,
    "uuid": _uuid,
    "random": _random,
    "choice": _choice,
    "env": _env,
    "topic": _topic,
    "ask": _ask,
}


def _none(name: str, arguments: Sequence[str]) -> None:
    if arguments:
        raise VariableError(f"{name} takes no argument")


def _one(name: str, what: str, arguments: Sequence[str]) -> str:
    if len(arguments) != 1:
        raise VariableError(f"{name} needs {what}")
    return arguments[0]
