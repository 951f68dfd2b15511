"""The user's ``config.toml``: theme, history budget, keys, decoders of topics, and filters."""

from __future__ import annotations

import difflib
import os
import re
import tomllib
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pubsub_tui.settings import ProtobufSource, parse_size
from pubsub_tui.topic_filter import pattern_complaint

_KNOWN = ("theme", "history", "keys", "decoders", "filters", "protobuf")
_OF_SCHEMA = {
    "topics": "'plant/+/telemetry'",
    "file": "'telemetry.proto'",
    "message": "'plant.Telemetry'",
}
"""What a ``protobuf`` section has, with examples."""


class ConfigError(ValueError):
    """The file can not be used; the text names file and line, and says what to do."""


@dataclass(frozen=True, slots=True)
class Config:
    """What the file says; None and empty where it is silent."""

    theme: str | None = None
    history_bytes: int | None = None
    keys: Mapping[str, str] = field(default_factory=dict)
    decoders: Mapping[str, str] = field(default_factory=dict)
    filters: Mapping[str, str] = field(default_factory=dict)
    schemas: tuple[ProtobufSource, ...] = ()


def read_config(
    path: Path,
    actions: Collection[str],
    find_decoder: Callable[[str], str],
    check_filter: Callable[[str], object],
) -> Config:
    """Read the file; one that does not exist says nothing.

    Args:
        path: the file.
        actions: the names that the ``keys`` table may hold.
        find_decoder: gives the name of a decoder as it is known, or raises ValueError.
        check_filter: raises ValueError for a text that is no filter.

    Raises:
        ConfigError: it can not be read, is no TOML, or holds what is not known.
    """
    text = read_toml_text(path)
    if text is None:
        return Config()
    table = parse_toml(path, text)
    for key in table:
        if key not in _KNOWN:
            raise _at(path, text, key, _unknown(key, _KNOWN))
    return Config(
        _theme(path, text, table),
        _history(path, text, table),
        _keys(path, text, table, actions),
        _decoders(path, text, table, find_decoder),
        _filters(path, text, table, check_filter),
        tuple(_schemas(path, text, table)),
    )


def _keys(
    path: Path, text: str, table: Mapping[str, Any], actions: Collection[str]
) -> dict[str, str]:
    keys = table.get("keys", {})
    if not isinstance(keys, dict):
        raise _at(path, text, "keys", "keys must be a table, [keys]")
    try:
        keys = dict(_dotted(keys))
    except RecursionError:
        raise _at(path, text, "keys", "keys is nested too deeply") from None
    for action, pressed in keys.items():
        if action not in actions:
            raise _at(path, text, action, _unknown(action, actions))
        if not isinstance(pressed, str):
            raise _at(path, text, action, f"{action} must be a string such as 'ctrl+k'")
    return keys


def _decoders(
    path: Path, text: str, table: Mapping[str, Any], find_decoder: Callable[[str], str]
) -> dict[str, str]:
    pins = table.get("decoders", {})
    if not isinstance(pins, dict):
        raise _at(path, text, "decoders", "decoders must be a table, [decoders]")
    found = {}
    for topics, name in pins.items():
        try:
            _check_pattern(topics)
            if not isinstance(name, str):
                raise ValueError(f"{topics!r} must be a decoder's name in quotes, such as 'CBOR'")
            found[topics] = find_decoder(name)
        except ValueError as error:
            raise _at(path, text, topics, str(error), "decoders") from None
    return found


def _filters(
    path: Path, text: str, table: Mapping[str, Any], check_filter: Callable[[str], object]
) -> dict[str, str]:
    filters = table.get("filters", {})
    if not isinstance(filters, dict):
        raise _at(path, text, "filters", "filters must be a table, [filters]")
    for name, written in filters.items():
        if not isinstance(written, str):
            complaint = f"{name!r} must be a filter in quotes, such as 'value>30'"
            raise _at(path, text, name, complaint, "filters")
        try:
            check_filter(written)
        except ValueError as error:
            complaint = f"the filter {name!r} is not valid: {str(error).rstrip('.')}"
            raise _at(path, text, name, complaint, "filters") from None
    return filters


def _schemas(path: Path, text: str, table: Mapping[str, Any]) -> Iterator[ProtobufSource]:
    sections = table.get("protobuf", [])
    if not isinstance(sections, list) or not all(isinstance(each, dict) for each in sections):
        raise _at(path, text, "protobuf", "protobuf must be written as [[protobuf]]")
    for index, section in enumerate(sections):
        for key in (*section, *_OF_SCHEMA):
            try:
                if key not in _OF_SCHEMA:
                    raise ValueError(_unknown(key, _OF_SCHEMA))
                _check_of_schema(key, section.get(key))
            except ValueError as error:
                where = key if key in section else ""
                raise _at(path, text, where, str(error), "protobuf", index) from None
        topics = section["topics"]
        yield ProtobufSource(
            (topics,) if isinstance(topics, str) else tuple(topics),
            path.parent / os.path.expanduser(section["file"]),
            section["message"],
            f"{path}, line {line_of(text, '', 'protobuf', index)}",
        )


def _check_of_schema(key: str, value: object) -> None:
    if key != "topics":
        if not isinstance(value, str) or not value:
            raise ValueError(f"[[protobuf]] needs {key} = {_OF_SCHEMA[key]}")
        return
    topics = [value] if isinstance(value, str) else value
    if not isinstance(topics, list) or not topics:
        raise ValueError(f"[[protobuf]] needs topics = {_OF_SCHEMA['topics']}, or a list of them")
    for each in topics:
        if not isinstance(each, str):
            raise ValueError("topics must be topic filters in quotes")
        _check_pattern(each)


def _check_pattern(topics: str) -> None:
    problem = pattern_complaint(topics)
    if problem is not None:
        raise ValueError(f"the topic filter {topics!r} is not valid: {problem}")


def _dotted(table: Mapping[str, Any], prefix: str = "") -> Iterator[tuple[str, Any]]:
    """The settings of a table by their full names: ``app.quit`` without quotes is a table."""
    for key, value in table.items():
        if isinstance(value, dict):
            yield from _dotted(value, f"{prefix}{key}.")
        else:
            yield prefix + key, value


def read_toml_text(path: Path) -> str | None:
    """The text of a file; None when there is none. Raises ConfigError."""
    try:
        return path.read_text(encoding="utf-8")
    except FileNotFoundError:
        return None
    except OSError as error:
        raise ConfigError(f"{path} can not be read: {error.strerror}.") from None
    except UnicodeDecodeError as error:
        raise ConfigError(f"{path} is not UTF-8 text (byte {error.start}).") from None


def parse_toml(path: Path, text: str) -> dict[str, Any]:
    """Parse TOML. Raises ConfigError, which names the line."""
    try:
        return tomllib.loads(text)
    except RecursionError:
        raise ConfigError(f"{path} is nested too deeply.") from None
    except ValueError as error:  # TOMLDecodeError, and what Python says of very long numbers
        lines = text.removesuffix("\n").split("\n")
        last = f"at the end, line {len(lines)}, column {len(lines[-1]) + 1}"
        complaint = str(error).replace("at end of document", last)
        raise ConfigError(f"{path} is not valid TOML: {complaint}.") from None


def line_of(text: str, key: str, table: str = "", index: int = 0) -> int:
    """The number of the line, from 1, on which a key is set; a dotted one may be in a table.

    With a table, it is looked for from the table's head on, or from the ``index``-th of several
    tables of that name; where it is not, the head's line is given.
    """
    lines = text.split("\n")
    begin = 0
    for _ in range(index + 1 if table else 0):
        begin = _line_from(lines, table, begin) or begin
    return (_line_from(lines, key, begin) if key else None) or max(begin, 1)


def _line_from(lines: list[str], key: str, begin: int) -> int | None:
    """The same, behind so many lines."""
    for name in (key, key.rpartition(".")[2]):
        quoted = rf"""["']?{re.escape(name)}["']?\s*"""
        first = re.compile(rf"""\s*\[{{0,2}}\s*(?:[\w-]+\s*\.\s*)*{quoted}[=.\]]""")
        inline = re.compile(rf"""[^#]*[{{,.]\s*{quoted}=""")
        for setting in (first, inline):
            for number, line in enumerate(lines[begin:], begin + 1):
                if setting.match(line):
                    return number
    return None


def _theme(path: Path, text: str, table: Mapping[str, Any]) -> str | None:
    theme = table.get("theme")
    if theme is not None and not isinstance(theme, str):
        raise _at(path, text, "theme", "theme must be a theme's name in quotes")
    return theme


def _history(path: Path, text: str, table: Mapping[str, Any]) -> int | None:
    history = table.get("history")
    if history is None:
        return None
    try:
        return parse_size(str(history))
    except ValueError as error:
        raise _at(path, text, "history", str(error)) from None


def _unknown(name: str, known: Collection[str]) -> str:
    near = difflib.get_close_matches(name, known, 1)
    return f"{name!r} is not known" + (f"; perhaps {near[0]!r}" if near else "")


def _at(
    path: Path, text: str, key: str, complaint: str, table: str = "", index: int = 0
) -> ConfigError:
    return ConfigError(f"{path}, line {line_of(text, key, table, index)}: {complaint}.")
