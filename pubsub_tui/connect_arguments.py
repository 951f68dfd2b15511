"""The arguments that say how a client introduces itself, and what is wrong with them."""

from __future__ import annotations

import argparse
from pathlib import Path

import shtab

from pubsub_tui.connect_options import (
    DEFAULT_KEEPALIVE,
    LONGEST_KEEPALIVE,
    MOST_UNACKNOWLEDGED,
    NEVER,
    ConnectOptions,
    Will,
)
from pubsub_tui.settings import UsageError
from pubsub_tui.topic_filter import LONGEST

_WILL_OPTIONS = ("will_message", "will_file", "will_qos", "will_retain", "will_delay")


def add_connect_options(parser: argparse.ArgumentParser) -> None:
    """Add them in a group of their own."""
    group = parser.add_argument_group("session and will")
    group.add_argument(
        "-i", "--client-id", metavar="ID", help="connect under this id (default: one made up)"
    )
    group.add_argument(
        "-k",
        "--keepalive",
        metavar="SECONDS",
        type=_keepalive,
        help="how long the link may be silent; without an answer for half as long again it is "
        f"given up (default: {DEFAULT_KEEPALIVE})",
    )
    group.add_argument(
        "--session-expiry",
        metavar="TIME",
        type=_expiry,
        help="let the broker keep the session, and messages of QoS 1 and 2, while away for so "
        "long, such as 30m or 7d, or: never; needs --client-id",
    )
    group.add_argument(
        "--receive-maximum",
        metavar="COUNT",
        type=_receive_maximum,
        help="how many messages of QoS 1 and 2 the broker may send ahead of the acknowledgements",
    )
    group.add_argument(
        "--auth-method",
        metavar="NAME",
        help="MQTT 5's enhanced authentication with this method, which may take one step only",
    )
    group.add_argument(
        "--auth-data-file",
        metavar="FILE",
        type=Path,
        help="what the method sends: all that is in a file",
    ).complete = shtab.FILE  # type: ignore[attr-defined]
    _add_will(group)


def _add_will(group: argparse._ArgumentGroup) -> None:
    group.add_argument(
        "--will-topic", metavar="TOPIC", help="where the broker tells it, if this client is lost"
    )
    content = group.add_mutually_exclusive_group()
    content.add_argument("--will-message", metavar="TEXT", help="what it tells (default: nothing)")
    content.add_argument(
        "--will-file", metavar="FILE", type=Path, help="what it tells: what is in a file"
    ).complete = shtab.FILE  # type: ignore[attr-defined]
    group.add_argument("--will-qos", type=int, choices=(0, 1, 2), help="its QoS (default: 0)")
    group.add_argument("--will-retain", action="store_true", help="let the broker keep it")
    group.add_argument(
        "--will-delay",
        metavar="TIME",
        type=_delay,
        help="how long the broker waits for this client to come back first, such as 30s",
    )


def connect_options(asked: argparse.Namespace) -> ConnectOptions:
    """The options that were asked for. Raises UsageError."""
    return ConnectOptions(
        keepalive=DEFAULT_KEEPALIVE if asked.keepalive is None else asked.keepalive,
        client_id=asked.client_id,
        session_expiry=asked.session_expiry or 0,
        receive_maximum=asked.receive_maximum,
        will=_will(asked),
        auth_method=asked.auth_method,
        auth_data=_auth_data(asked),
    )


def check_connect_options(options: ConnectOptions, *, read_only: bool, version: int | None) -> None:
    """Raises UsageError for what can not be done.

    Args:
        version: 5 or 4 (3.1.1) when one is insisted on.
    """
    if options.client_id is not None:
        _check_client_id(options.client_id)
    elif options.persistent:
        raise UsageError("--session-expiry needs --client-id: by it the broker finds the session.")
    if options.auth_method is not None:
        check_text("method of --auth-method", options.auth_method)
    if options.will is not None:
        _check_will(options.will, read_only)
    if version == 4 and options.needs_version_5:
        raise UsageError(f"MQTT 3.1.1 has no {options.needs_version_5[0]}: that takes version 5.")


def _check_client_id(client_id: str) -> None:
    if not client_id:
        raise UsageError("a client id can not be empty: leave out --client-id to have one made up.")
    check_text("client id", client_id)


def check_text(what: str, text: str) -> None:
    """Raises UsageError for what MQTT can not carry (MQTT 5.0, sections 1.5.4 and 1.5.6)."""
    try:
        size = len(text.encode())
    except UnicodeEncodeError:
        raise UsageError(f"the {what} is not valid Unicode.") from None
    if "\0" in text:
        raise UsageError(f"the {what} holds a NUL character, which MQTT forbids.")
    if size > LONGEST:
        raise UsageError(f"the {what} takes {size:,} bytes, and MQTT allows {LONGEST:,}.")


def _check_will(will: Will, read_only: bool) -> None:
    # Imported late: help and version need not wait for them.
    from pubsub_tui.transports.base import Publication
    from pubsub_tui.transports.publish_check import complaint

    if read_only:
        raise UsageError("--read-only never publishes anything, and a will is published.")
    problem = complaint(Publication(will.topic, b""))
    if problem is not None:
        raise UsageError(f"--will-topic {will.topic[:80]!r} can not be used: {problem}.")
    if len(will.payload) > LONGEST:
        raise UsageError(
            f"the will takes {len(will.payload):,} bytes, and MQTT allows {LONGEST:,} (3.1.3.4)."
        )


def _will(asked: argparse.Namespace) -> Will | None:
    if asked.will_topic is None:
        for name in _WILL_OPTIONS:
            value = getattr(asked, name)
            if value is not None and value is not False:
                raise UsageError(f"--{name.replace('_', '-')} needs --will-topic.")
        return None
    payload = b""
    if asked.will_message is not None:
        payload = asked.will_message.encode(errors="surrogateescape")
    elif asked.will_file is not None:
        payload = _content(asked.will_file, "the will's")
    return Will(
        asked.will_topic, payload, asked.will_qos or 0, asked.will_retain, asked.will_delay or 0
    )


def _auth_data(asked: argparse.Namespace) -> bytes | None:
    if asked.auth_data_file is None:
        return None
    if asked.auth_method is None:
        raise UsageError("--auth-data-file needs --auth-method.")
    data = _content(asked.auth_data_file, "the authentication's")
    if len(data) > LONGEST:
        raise UsageError(f"--auth-data-file holds more than the {LONGEST:,} bytes of MQTT 5.")
    return data


def _content(path: Path, whose: str) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(LONGEST + 1)
    except OSError as error:
        raise UsageError(f"{whose} file {path} can not be read: {error.strerror}.") from None


def _keepalive(text: str) -> int:
    return _whole(text, LONGEST_KEEPALIVE, "keepalive: a number of seconds")


def _receive_maximum(text: str) -> int:
    return _whole(text, MOST_UNACKNOWLEDGED, "receive maximum: a number")


def _expiry(text: str) -> int:
    if text.lower() == "never":
        return NEVER
    seconds = _seconds(text)
    if not seconds:
        raise argparse.ArgumentTypeError(f"{text!r} is no time such as 30s, 2h or 7d, or: never")
    return seconds


def _delay(text: str) -> int:
    seconds = _seconds(text)
    if not seconds:
        raise argparse.ArgumentTypeError(f"{text!r} is no time such as 30s or 5m")
    return seconds


def _seconds(text: str) -> int | None:
    """Whole seconds, at least one, of a duration or a number; None when it is neither."""
    from pubsub_tui.model.filter.literals import duration_or_seconds

    found = duration_or_seconds(text)
    return int(found) if found is not None and 1 <= found < NEVER else None


def _whole(text: str, most: int, what: str) -> int:
    number = int(text) if text.isascii() and text.isdecimal() and len(text) <= 9 else 0
    if not 0 < number <= most:
        raise argparse.ArgumentTypeError(f"{text!r} is no {what} from 1 to {most}")
    return number
