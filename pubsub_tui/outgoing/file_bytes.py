"""A path → the bytes of the file."""

from __future__ import annotations

import os
import stat
from pathlib import Path

from pubsub_tui.outgoing.problem import OutgoingError, wrong
from pubsub_tui.transports.publish_check import LARGEST_PACKET

_SUBJECT = "file"


def read_file(path: str) -> bytes:
    """All of the file. Raises OutgoingError when it can not be read, or MQTT could not carry it."""
    check_file(path)
    try:
        return Path(path).expanduser().read_bytes()
    except OSError as error:
        raise _unreadable(error) from None


def check_file(path: str) -> None:
    """Raises OutgoingError for what `read_file` would refuse, without reading it."""
    size = file_size(path)
    if size > LARGEST_PACKET:
        raise wrong(_SUBJECT, f"it has {size:,} bytes; MQTT allows {LARGEST_PACKET:,}")
    check_readable(path)


def check_readable(path: str) -> None:
    """Raises OutgoingError when there is no such file, of any size, or it may not be read."""
    file_size(path)
    if not os.access(Path(path).expanduser(), os.R_OK):
        raise wrong(_SUBJECT, "it may not be read")


def file_size(path: str) -> int:
    """In bytes. Raises OutgoingError when there is no such file."""
    if not path:
        raise wrong(_SUBJECT, "expected a path")
    try:
        found = Path(path).expanduser().stat()
    except OSError as error:
        raise _unreadable(error) from None
    except (RuntimeError, ValueError):  # A ~ that is nobody's; a NUL, a lone surrogate.
        raise wrong(_SUBJECT, "no file can have that path") from None
    # Anything else, such as a pipe, might never end.
    if not stat.S_ISREG(found.st_mode):
        raise wrong(_SUBJECT, "it is no regular file")
    return found.st_size


def _unreadable(error: OSError) -> OutgoingError:
    return wrong(_SUBJECT, f"it can not be read: {(error.strerror or 'unknown').lower()}")
