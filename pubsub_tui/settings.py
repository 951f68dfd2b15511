"""What the user asked for, after command line, environment and configuration were joined."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from pubsub_tui.connect_options import ConnectOptions
from pubsub_tui.way import PLAIN, Way

_SIZE = re.compile(r"\s*(\d{1,15})(?:\.(\d{1,15}))?\s*([kMGT]?)(i?)B?\s*", re.ASCII | re.IGNORECASE)
_POWERS = {"": 0, "k": 1, "m": 2, "g": 3, "t": 4}
SMALLEST_HISTORY = 1_000_000
DEFAULT_HISTORY_BYTES = 256_000_000
DEFAULT_HOST = "localhost"
DEFAULT_PORT = 1883


class UsageError(Exception):
    """What was asked for can not be done; the text is one clear sentence."""


@dataclass(frozen=True, slots=True)
class ProtobufSource:
    """Where the schema of the Protobuf messages on some topics is.

    Attributes:
        topics: topic filters, at least one.
        file: a .proto file or, by any other name, a descriptor set.
        message: the full name of the messages' type.
        place: file and line of the configuration that says so.
    """

    topics: tuple[str, ...]
    file: Path
    message: str
    place: str


@dataclass(frozen=True, slots=True)
class SavedSubscription:
    """A subscription as a profile has it.

    Attributes:
        qos: None for that of the settings.
        retain_as_published: None for what a subscription has that nothing is said of.
        alias, mark, paused: as of an entry in the list of subscriptions.
    """

    topic_filter: str
    qos: int | None = None
    no_local: bool = False
    retain_as_published: bool | None = None
    retain_handling: int = 0
    alias: str = ""
    mark: str = ""
    paused: bool = False


@dataclass(frozen=True, slots=True)
class PlottedValue:
    """A number to plot: by its topic, and the way to it in a payload that holds several."""

    topic: str
    path: tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class ProfileMark:
    """What shows which profile the connection is of.

    Attributes:
        colour: ``#rrggbb``, or None for none.
    """

    name: str
    colour: str | None = None


@dataclass(frozen=True, slots=True)
class Settings:
    """One run of the dashboard, or one of several connections in it.

    Attributes:
        topic_filters: to subscribe to; empty stands for everything, ``$SYS`` included.
        subscriptions: what the profile subscribes to; passed over where there are topic filters.
        excludes: topic filters of what is counted and not kept.
        mqtt_version: 5 or 4 (3.1.1) to insist on one, None to try both.
        production: whether others depend on the broker, so that more is asked about.
        connect: what is said and asked with the connection.
        history_bytes: the budget of the message log.
        theme: a theme's name; None for the default.
        keys: the user's keys by action id.
        decoders: names of decoders by the topic filter that they are pinned to.
        filters: texts of saved filters by name.
        schemas: of Protobuf messages on some topics.
        way: how the broker is reached beyond host and port.
        plots: numbers that are plotted from the start.
        profile: None without one.
        remarks: what to tell the user at the start, though it stops nothing.
    """

    host: str = DEFAULT_HOST
    port: int = DEFAULT_PORT
    username: str | None = None
    password: str | None = field(default=None, repr=False)
    topic_filters: tuple[str, ...] = ()
    subscriptions: tuple[SavedSubscription, ...] = ()
    excludes: tuple[str, ...] = ()
    qos: int = 0
    mqtt_version: int | None = None
    read_only: bool = False
    production: bool = False
    connect: ConnectOptions = field(default_factory=ConnectOptions)
    history_bytes: int = DEFAULT_HISTORY_BYTES
    theme: str | None = None
    keys: Mapping[str, str] = field(default_factory=dict)
    decoders: Mapping[str, str] = field(default_factory=dict)
    filters: Mapping[str, str] = field(default_factory=dict)
    schemas: tuple[ProtobufSource, ...] = ()
    plots: tuple[PlottedValue, ...] = ()
    profile: ProfileMark | None = None
    demo: bool = False
    way: Way = PLAIN
    remarks: tuple[str, ...] = ()


def parse_size(text: str) -> int:
    """Bytes from ``256MB``, ``1.5 GB``, ``512MiB`` or ``1000000``.

    Raises:
        ValueError: it is no size, or less than a megabyte; the text says which.
    """
    match = _SIZE.fullmatch(text)
    if match is None:
        raise ValueError(f"{text!r} is not a size: write 256MB, 1GB or 512MiB")
    whole, part, unit, binary = match.groups("")
    factor = (1024 if binary else 1000) ** _POWERS[unit.lower()]
    size: int = int(whole + part) * factor // 10 ** len(part)
    if size < SMALLEST_HISTORY:
        raise ValueError(f"{text!r} is too small: 1MB is the least")
    return size
