"""Messages that were saved with a name: one TOML file each, so that they can be shared."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, TypeVar

from pubsub_tui.config_edit import replace_file
from pubsub_tui.config_file import ConfigError, line_of, parse_toml, read_toml_text
from pubsub_tui.outgoing.draft import Draft
from pubsub_tui.outgoing.draft_template import compile_draft
from pubsub_tui.outgoing.kind import Kind
from pubsub_tui.outgoing.problem import OutgoingError, wrong
from pubsub_tui.outgoing.properties import Properties
from pubsub_tui.outgoing.property_names import USER, from_table, to_table

_SUFFIX = ".toml"
_NAME = re.compile(r"\w(?:[\w .-]{0,62}\w)?")
_KEYS = ("topic", "payload", "kind", "qos", "retain", "properties")
_T = TypeVar("_T")


def list_templates(folder: Path) -> list[str]:
    """The names of what is saved, sorted; none when there is no such folder."""
    files = folder.glob(f"*{_SUFFIX}") if folder.is_dir() else ()
    return sorted(path.stem for path in files if _NAME.fullmatch(path.stem))


def load_template(folder: Path, name: str) -> Draft:
    """The draft of that name, with its variables as they were written.

    Raises:
        OutgoingError: there is none, or the file is no message; the sentence names file and line.
    """
    path = template_path(folder, name)
    try:
        text = read_toml_text(path)
        table = parse_toml(path, text or "")
    except ConfigError as error:
        raise wrong("", str(error).removesuffix(".")) from None
    if text is None:
        raise wrong("", f"there is no template {name!r} in {folder}")
    draft = _File(path, text, table).draft()
    try:
        compile_draft(draft)
    except OutgoingError as error:
        key = USER if error.problem.subject == "user property" else error.problem.subject
        raise _at(path, text, key, str(error)) from None
    return draft


def save_template(folder: Path, name: str, draft: Draft) -> Path:
    """Save a draft; what has that name is replaced, in one step. Returns the file.

    Raises:
        OutgoingError: no file can have the name, a variable is wrong, or it can not be written.
    """
    path = template_path(folder, name)
    compile_draft(draft)
    try:
        replace_file(path, _written(draft))
    except OSError as error:
        raise wrong("", f"{path} can not be written: {error.strerror}") from None
    except UnicodeEncodeError:
        raise wrong("template", "it is not valid Unicode") from None
    return path


def delete_template(folder: Path, name: str) -> None:
    """Delete what is saved with that name. Raises OutgoingError when it can not be deleted."""
    path = template_path(folder, name)
    try:
        path.unlink(missing_ok=True)
    except OSError as error:
        raise wrong("", f"{path} can not be deleted: {error.strerror}") from None


def template_path(folder: Path, name: str) -> Path:
    """The file of that name, which need not be there. Raises OutgoingError when none can be."""
    if not _NAME.fullmatch(name):
        raise wrong("template", "a name has letters, digits, spaces, dots and dashes, at most 64")
    return folder / f"{name}{_SUFFIX}"


def _written(draft: Draft) -> str:
    # Imported late: only saving needs it.
    import tomlkit

    def in_quotes(text: str) -> object:
        # A carriage return would be lost in a text of several lines.
        return tomlkit.string(text, multiline="\n" in text and "\r" not in text)

    document = tomlkit.document()
    document["topic"] = in_quotes(draft.topic)
    document["payload"] = in_quotes(draft.text)
    document["kind"] = draft.kind.value
    document["qos"] = draft.qos
    document["retain"] = draft.retain
    properties = to_table(draft.properties)
    if properties:
        document["properties"] = properties
    return tomlkit.dumps(document)


class _File:
    """A file's table, read into a draft."""

    def __init__(self, path: Path, text: str, table: Mapping[str, Any]) -> None:
        self._path = path
        self._text = text
        self._table = table

    def draft(self) -> Draft:
        for key in self._table:
            if key not in _KEYS:
                raise self._wrong(key, f"{key} is not known; known are {', '.join(_KEYS)}")
        if "topic" not in self._table:
            raise wrong("", f"{self._path}: the topic is missing")
        return Draft(
            self._get("topic", "", _text, "a text"),
            self._get("payload", "", _text, "a text"),
            self._get("kind", Kind.TEXT, _kind, f"one of {', '.join(Kind)}"),
            self._get("qos", 0, _qos, "0, 1 or 2"),
            self._get("retain", False, _flag, "true or false"),
            self._properties(),
        )

    def _get(self, key: str, missing: _T, read: Callable[[object], _T], what: str) -> _T:
        if key not in self._table:
            return missing
        try:
            return read(self._table[key])
        except ValueError:
            raise self._wrong(key, f"{key} must be {what}") from None

    def _properties(self) -> Properties:
        table = self._table.get("properties", {})
        if not isinstance(table, dict):
            raise self._wrong("properties", "properties must be a table, [properties]")
        for name, value in table.items():
            try:
                from_table({name: value})
            except OutgoingError as error:
                raise self._wrong(name, str(error)) from None
        return from_table(table)

    def _wrong(self, key: str, what: str) -> OutgoingError:
        return _at(self._path, self._text, key, what)


def _at(path: Path, text: str, key: str, what: str) -> OutgoingError:
    return wrong("", f"{path}, line {line_of(text, key)}: {what}")


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise ValueError
    return value


def _flag(value: object) -> bool:
    if not isinstance(value, bool):
        raise ValueError
    return value


def _qos(value: object) -> int:
    if type(value) is not int or value not in (0, 1, 2):
        raise ValueError
    return value


def _kind(value: object) -> Kind:
    return Kind(_text(value))
