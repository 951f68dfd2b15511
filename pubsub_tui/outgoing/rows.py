"""Messages out of a file, one a row: CSV, or JSON lines such as the dashboard exports."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

from pubsub_tui.outgoing.draft import Draft
from pubsub_tui.outgoing.problem import OutgoingError, Problem, wrong
from pubsub_tui.outgoing.row_fields import KNOWN, draft_of
from pubsub_tui.transports.publish_check import LARGEST_PACKET

_LONGEST_LINE = 2 * LARGEST_PACKET
"""Bytes: enough for the largest payload in base64."""


@dataclass(frozen=True, slots=True)
class Row:
    """One message, and the line of the file on which it begins, from 1."""

    line: int
    draft: Draft


def read_rows(path: Path) -> Iterator[Row]:
    """The messages of a file ``*.csv`` or ``*.jsonl`` in turn; no more than one is held.

    A CSV file begins with a line of names, of which only ``topic`` has to be there.
    `row_fields.KNOWN` lists them; they are the keys of JSON lines too.

    Raises:
        OutgoingError: the file can not be read, or a row is no message; the sentence names file
            and line. The rows before it were given.
    """
    read = {".csv": _csv_fields, ".jsonl": _json_fields, ".ndjson": _json_fields}.get(
        path.suffix.lower()
    )
    if read is None:
        raise wrong(path.name, "expected a file .csv or .jsonl")
    try:
        with path.open("rb") as file:
            yield from _rows(path, read(path, file))
    except OSError as error:
        raise wrong(str(path), f"it can not be read: {(error.strerror or '').lower()}") from None


def _rows(path: Path, fields: Iterator[tuple[int, Mapping[str, Any]]]) -> Iterator[Row]:
    for number, each in fields:
        try:
            draft = draft_of(each)
        except OutgoingError as error:
            raise _at(path, number, str(error)) from None
        yield Row(number, draft)


def _csv_fields(path: Path, file: BinaryIO) -> Iterator[tuple[int, Mapping[str, Any]]]:
    # For the whole process, but only upwards: a payload may be as large as MQTT allows.
    csv.field_size_limit(_LONGEST_LINE)
    reader = csv.reader(_lines(path, file), strict=True)
    names: list[str] | None = None
    first = 1
    try:
        for cells in reader:
            if names is None:
                names = _header(path, first, cells)
            elif len(cells) > len(names):
                raise _at(path, first, f"{len(cells)} cells below {len(names)} names")
            elif cells:
                yield first, dict(zip(names, cells, strict=False))
            first = reader.line_num + 1
    except csv.Error as error:
        raise _at(path, first, str(error)) from None


def _header(path: Path, number: int, cells: list[str]) -> list[str]:
    for name in cells:
        if name not in KNOWN:
            raise _at(path, number, f"{name!r} is no column; known are {', '.join(KNOWN)}")
        if cells.count(name) > 1:
            raise _at(path, number, f"the column {name} comes twice")
    if "topic" not in cells:
        raise _at(path, number, "the first line names the columns, and topic is not among them")
    return cells


def _json_fields(path: Path, file: BinaryIO) -> Iterator[tuple[int, Mapping[str, Any]]]:
    for number, text in enumerate(_lines(path, file), 1):
        if not text.strip():
            continue
        try:
            fields = json.loads(text)
        except json.JSONDecodeError as error:
            complaint = f"column {error.colno}: {error.msg.lower()}"
            raise _at(path, number, f"it is not valid JSON: {complaint}") from None
        except (RecursionError, ValueError):  # Too deep, or an integer of thousands of digits.
            raise _at(path, number, "it is no JSON that a message is written in") from None
        if not isinstance(fields, dict):
            raise _at(path, number, 'expected an object, such as {"topic": "a"}')
        yield number, fields


def _lines(path: Path, file: BinaryIO) -> Iterator[str]:
    number = 0
    while line := file.readline(_LONGEST_LINE + 1):
        number += 1
        if len(line) > _LONGEST_LINE:
            raise _at(path, number, "the line is too long for any message")
        try:
            yield line.decode("utf-8-sig" if number == 1 else "utf-8")
        except UnicodeDecodeError as error:
            raise _at(path, number, f"it is not UTF-8 text (byte {error.start + 1})") from None


def _at(path: Path, number: int, what: str) -> OutgoingError:
    return OutgoingError(Problem(str(path), what, number))
