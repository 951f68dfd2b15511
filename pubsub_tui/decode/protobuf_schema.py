"""Schemas of Protobuf: a message's type out of a .proto file or a descriptor set.

Google's packages, an optional extra, are imported when the first schema is read.
"""

from __future__ import annotations

import difflib
import importlib.util
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from google.protobuf.descriptor import Descriptor
    from google.protobuf.descriptor_pb2 import FileDescriptorProto
    from google.protobuf.descriptor_pool import DescriptorPool
    from google.protobuf.message import Message

_EXTRA = "pip install 'pubsub-tui[protobuf]'"
_LONGEST_COMPILATION = 30.0
"""Seconds."""
_PLACED = re.compile(r"(.+?):(\d+):\d+: (.+)")


class SchemaError(Exception):
    """The schema can not be used; the text says why in a clause, and names file and line."""


@dataclass(frozen=True, slots=True)
class Schema:
    """The type of the messages on some topics.

    Attributes:
        name: the type's full name, ``plant.Telemetry``.
        message_class: makes an empty message of it.
    """

    name: str
    message_class: type[Message]


def read_schema(file: Path, message: str) -> Schema:
    """The type of that full name out of a .proto file or, by any other name, a descriptor set.

    A .proto file is compiled by protoc in a process of its own: what it prints is not for the
    screen. Its imports are looked up in its folder.

    Raises:
        SchemaError: a package is missing, the file can not be used, or has no such type.
    """
    if not _is_there("google.protobuf"):
        raise SchemaError(f"a schema needs the package protobuf: {_EXTRA}")
    from google.protobuf import message_factory
    from google.protobuf.descriptor_pool import DescriptorPool

    files = _files(file)
    # Its own pool: two schemas may use one name for different things.
    pool = DescriptorPool()
    _add_all(pool, files, file)
    found = {each.full_name: each for name in files for each in _types(pool, name)}
    if message in found:
        return Schema(message, message_factory.GetMessageClass(found[message]))
    near = difflib.get_close_matches(message, found, 1)
    perhaps = f"; perhaps {near[0]}" if near else ""
    raise SchemaError(f"{file} has no message {message}{perhaps}")


def _is_there(package: str) -> bool:
    try:
        return importlib.util.find_spec(package) is not None
    except ModuleNotFoundError:
        return False


@cache
def _files(file: Path) -> dict[str, FileDescriptorProto]:
    """What a file describes, by the name of each .proto file in it. Several types may be in one."""
    from google.protobuf.descriptor_pb2 import FileDescriptorSet
    from google.protobuf.message import DecodeError

    if not file.is_file():
        raise SchemaError(f"the file {file} does not exist")
    try:
        data = _compiled(file) if file.suffix == ".proto" else file.read_bytes()
        described = FileDescriptorSet.FromString(data)
    except OSError as error:
        raise SchemaError(f"{file} can not be read: {error.strerror}") from None
    except DecodeError:
        described = FileDescriptorSet()
    if not described.file:
        raise SchemaError(
            f"{file} is damaged or no descriptor set, which "
            f"protoc --include_imports --descriptor_set_out={file.name} writes"
        )
    return {each.name: each for each in described.file}


def _compiled(file: Path) -> bytes:
    if not _is_there("grpc_tools"):
        raise SchemaError(f"a .proto file needs the package grpcio-tools: {_EXTRA}")
    with tempfile.TemporaryDirectory() as folder:
        made = Path(folder) / "schema.pb"
        # -P: a module that lies beside the .proto file is not to be run.
        command = [sys.executable, "-P", "-m", "grpc_tools.protoc", "--proto_path=."]
        command += ["--include_imports", f"--descriptor_set_out={made}", file.name]
        try:
            run = subprocess.run(
                command,
                cwd=file.parent,
                stdin=subprocess.DEVNULL,
                capture_output=True,
                text=True,
                errors="replace",
                timeout=_LONGEST_COMPILATION,
            )
        except subprocess.TimeoutExpired:
            seconds = f"{_LONGEST_COMPILATION:.0f} seconds"
            raise SchemaError(f"{file} was not compiled within {seconds}") from None
        if run.returncode or not made.exists():
            raise SchemaError(_complaint(file, run.stderr))
        return made.read_bytes()


def _complaint(file: Path, said: str) -> str:
    """protoc's first complaint that has a line, and how many more there are."""
    lines = [line for line in said.splitlines() if line.strip() and "warning:" not in line]
    placed = [match for match in map(_PLACED.fullmatch, lines) if match is not None]
    if not placed:
        return f"{file} can not be compiled: {lines[-1].rstrip('.') if lines else 'protoc failed'}"
    name, number, what = placed[0].groups()
    more = f" (and {len(placed) - 1} more)" if len(placed) > 1 else ""
    return f"{file.parent / name}, line {number}: {what.rstrip('.')}{more}"


def _add_all(pool: DescriptorPool, files: dict[str, FileDescriptorProto], file: Path) -> None:
    """Add each after those that it imports; they may stand in any order."""
    added: set[str] = set()

    def add(name: str, within: tuple[str, ...]) -> None:
        if name in added:
            return
        if name in within:
            raise SchemaError(f"{file} is damaged: {name} imports itself")
        if name not in files:
            needed = f"{within[-1]} imports {name}, which it lacks" if within else name
            raise SchemaError(f"{file} is not complete: {needed}; protoc needs --include_imports")
        for dependency in files[name].dependency:
            add(dependency, (*within, name))
        try:
            pool.AddSerializedFile(files[name].SerializeToString())
        except (TypeError, ValueError) as error:
            raise SchemaError(f"{file} is damaged: {error}") from None
        added.add(name)

    try:
        for name in files:
            add(name, ())
    except RecursionError:
        raise SchemaError(f"{file} has too long a chain of imports") from None


def _types(pool: DescriptorPool, name: str) -> Iterator[Descriptor]:
    """The messages of a file, with those declared within others."""
    described = pool.FindFileByName(name)
    waiting = list(described.message_types_by_name.values())
    while waiting:
        found = waiting.pop()
        waiting += found.nested_types
        if not found.GetOptions().map_entry:
            yield found
