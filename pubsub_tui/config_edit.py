"""Changes settings in the user's files of TOML; all else in a file stays as it is."""

from __future__ import annotations

import os
import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tomlkit import TOMLDocument
    from tomlkit.items import Table

_NEW_FILE = 0o666
"""Less the user's umask, as for any file that a program makes."""


class NotWritten(Exception):
    """The file is as it was; the text is a sentence that names it, and says why."""


def set_entry(path: Path, table: str, key: str, value: str | None) -> None:
    """Set a key of a table to a text, or take it out with None.

    A table that does not exist is made.

    Raises:
        NotWritten: as `change_file`.
    """

    def say(wanted: dict[str, Any]) -> bool:
        entries = wanted.setdefault(table, {})
        if not isinstance(entries, dict):
            raise NotWritten(f"{path} can not be changed: {table} is no table in it.")
        if entries.get(key) == value:
            return False
        if value is None:
            del entries[key]
        else:
            entries[key] = value
        return True

    change_file(path, say, lambda text: _edited(text, table, key, value))


def change_file(
    path: Path,
    say: Callable[[dict[str, Any]], bool],
    edit: Callable[[str], str],
    mode: int = _NEW_FILE,
) -> None:
    """Change a file of TOML in two ways that must agree: what it says, and its text.

    Comments, order and layout are kept by ``edit``, as are the file's mode and a symbolic link
    to it by this. The new file takes the old one's place in one step, so that nobody reads half
    of one. A file that does not exist is made.

    Args:
        say: changes the values, and returns whether there is anything to change.
        edit: gives the new text, with the line breaks of Unix.
        mode: of a new file, less the user's umask.

    Raises:
        NotWritten: it can not be read or written, or is not what this can change.
    """
    # By its target: a link is not replaced with a file.
    path = Path(os.path.realpath(path))
    try:
        try:
            before = path.read_bytes().decode()
        except FileNotFoundError:
            before = ""
        after = _changed(path, before, say, edit)
        if after != before:
            replace_file(path, after, mode)
    except OSError as error:
        raise NotWritten(f"{path} can not be written: {error.strerror}.") from None
    except UnicodeDecodeError as error:
        raise NotWritten(f"{path} is not UTF-8 text (byte {error.start}).") from None


def _changed(
    path: Path,
    text: str,
    say: Callable[[dict[str, Any]], bool],
    edit: Callable[[str], str],
) -> str:
    from tomlkit.exceptions import TOMLKitError

    try:
        wanted = tomllib.loads(text)
    except (ValueError, RecursionError) as error:
        raise NotWritten(f"{path} is not valid TOML: {error}.") from None
    if not say(wanted):
        return text
    ended = text if text.endswith("\n") or not text else text + "\n"
    try:
        changed = edit(ended)
    except (TOMLKitError, LookupError, TypeError, ValueError, RecursionError) as error:
        raise NotWritten(f"{path} can not be changed here: {error}. Edit it by hand.") from None
    if "\r\n" in text and "\n" not in text.replace("\r\n", ""):
        changed = changed.replace("\r\n", "\n").replace("\n", "\r\n")
    _check(path, changed, wanted)
    return changed


def _edited(text: str, table: str, key: str, value: str | None) -> str:
    import tomlkit

    return tomlkit.dumps(_edited_document(tomlkit.parse(text), table, key, value))


def _edited_document(
    document: TOMLDocument, table: str, key: str, value: str | None
) -> TOMLDocument:
    import tomlkit
    from tomlkit.items import Table

    if value is None:
        del document[table][key]
        return document
    if table not in document:
        made = tomlkit.table()
        made[key] = value
        if document.body and not document.as_string().endswith("\n\n"):
            document.add(tomlkit.nl())
        document[table] = made
        return document
    entries = document[table]
    if isinstance(entries, Table) and key not in entries:
        _append(entries, key, value)
    else:
        entries[key] = value
    return document


def _append(table: Table, key: str, value: str) -> None:
    """Add an entry after the last one: what stands below that belongs to the next table."""
    body = table.value.body
    below: list[Any] = []
    while body and body[-1][0] is None:
        below.insert(0, body.pop())
    table[key] = value
    body.extend(below)


def _check(path: Path, changed: str, wanted: dict[str, Any]) -> None:
    """The file must say what it said, and the change: no layout is worth a lost setting."""
    try:
        says = tomllib.loads(changed)
    except ValueError:
        says = {}
    if says != wanted:
        raise NotWritten(f"{path} can not be changed here: edit it by hand.")


def replace_file(path: Path, text: str, new_mode: int = _NEW_FILE) -> None:
    """Write a file as a whole or not at all, and its folder if need be. Raises OSError."""
    path.parent.mkdir(parents=True, exist_ok=True)
    mode = None
    if path.exists():
        mode = path.stat().st_mode & 0o7777
        # Replacing a file asks only its folder: a file that is write-protected stays so.
        os.close(os.open(path, os.O_WRONLY))
    beside = path.with_name(f".{path.name}.{os.getpid()}")
    descriptor = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, new_mode)
    try:
        with os.fdopen(descriptor, "wb") as file:
            if mode is not None:
                os.fchmod(descriptor, mode)
            file.write(text.encode())
            file.flush()
            os.fsync(descriptor)
        os.replace(beside, path)
    except BaseException:
        beside.unlink(missing_ok=True)
        raise
