"""A connection to a Unix socket."""

from __future__ import annotations

import socket

from pubsub_tui.transports.base import Cause, Problem
from pubsub_tui.transports.dial_error import DialError


def connect_unix(path: str, seconds: float) -> socket.socket:
    """Connect. Raises DialError."""
    inner = socket.socket(socket.AF_UNIX)
    try:
        inner.settimeout(seconds)
        inner.connect(path)
    except OSError as error:
        inner.close()
        raise DialError(_problem(path, error)) from None
    except BaseException:
        inner.close()
        raise
    return inner


def _problem(path: str, error: OSError) -> Problem:
    if isinstance(error, FileNotFoundError):
        hint = "Is the broker running? In mosquitto it is made by `listener 0 PATH`."
        return Problem(Cause.REFUSED, f"There is no socket {path}.", hint)
    if isinstance(error, ConnectionRefusedError):
        hint = "Is the broker running, and is it a socket at all?"
        return Problem(Cause.REFUSED, f"Nothing listens on {path}: connection refused.", hint)
    if isinstance(error, PermissionError):
        what = f"The socket {path} may not be used by you: permission denied."
        return Problem(Cause.UNREACHABLE, what, "Its owner, group and mode say who may.")
    return Problem(Cause.UNREACHABLE, f"{path} can not be connected to: {error.strerror or error}.")
