"""A TCP connection to a host by its name: the name resolved within a time, then each address."""

from __future__ import annotations

import contextlib
import queue
import socket
import threading
from typing import Any

from pubsub_tui.transports import stages
from pubsub_tui.transports.base import Cause, Problem
from pubsub_tui.transports.dial_error import DialError
from pubsub_tui.way import endpoint_name

RESOLVE_SECONDS = 5.0
_Address = tuple[Any, ...]


def connect_tcp(host: str, port: int, seconds: float, told: stages.Stages) -> socket.socket:
    """A connected socket, to the first address that takes it; so many seconds for each.

    Raises:
        DialError: the name did not resolve in time.
        OSError: that of the last address.
    """
    told.begin(stages.RESOLVE, host)
    addresses = _resolve(host, port)
    told.done(", ".join(dict.fromkeys(str(place[0]) for _, place in addresses)))
    for number, (family, place) in enumerate(addresses, 1):
        name = endpoint_name(str(place[0]), port)
        told.begin(stages.TCP, name)
        try:
            inner = _connect(family, place, seconds)
        except OSError as error:
            if number == len(addresses):
                raise
            told.failed(f"{error.strerror or error}".lower())
        else:
            told.done()
            return inner
    raise OSError("the name has no address")


def _connect(family: int, place: _Address, seconds: float) -> socket.socket:
    inner = socket.socket(family, socket.SOCK_STREAM)
    try:
        inner.settimeout(seconds)
        inner.connect(place)
    except BaseException:
        inner.close()
        raise
    return inner


def _resolve(host: str, port: int) -> list[tuple[int, _Address]]:
    """The addresses, within a time: the system's resolver may take many times longer."""
    answer: queue.Queue[list[tuple[int, _Address]] | OSError] = queue.Queue()

    def ask() -> None:
        try:
            found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
            answer.put([(family, place) for family, _, _, _, place in found])
        except UnicodeError as error:
            answer.put(socket.gaierror(str(error)))
        except OSError as error:
            answer.put(error)

    # A daemon, so that it holds up nobody who leaves.
    threading.Thread(target=ask, daemon=True, name="resolve").start()
    with contextlib.suppress(queue.Empty):
        found = answer.get(timeout=RESOLVE_SECONDS)
        if isinstance(found, OSError):
            raise found
        return found
    what = f"The host name {host} does not resolve: no name service answers."
    raise DialError(Problem(Cause.UNRESOLVED, what, "Check this machine's network and VPN."))
