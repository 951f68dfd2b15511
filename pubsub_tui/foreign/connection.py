"""One connection as another program has it, in the words of our command line."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


class ForeignError(ValueError):
    """A file that is no export of a program that is known; the text is one sentence."""


@dataclass(frozen=True, slots=True)
class ForeignSubscription:
    """A topic filter and how it is subscribed to; see `transports.base.Subscription`."""

    topic_filter: str
    qos: int = 0
    no_local: bool = False
    retain_as_published: bool = False
    retain_handling: int = 0


@dataclass(frozen=True, slots=True)
class ForeignConnection:
    """What can be taken over of a connection.

    Attributes:
        name: as the other program shows it; not empty, and hostile like all else.
        url: scheme, host, port and, of a WebSocket, the path; no login.
        options: of the command line, by their long name without dashes: texts as they would be
            written there, and True for what takes none.
        subscriptions: in the order of the file.
        files: what has to be in files of their own: the bytes, by the option that names the file.
        left_out: what is not taken over, each as the end of "left out: …".
    """

    name: str
    url: str
    options: Mapping[str, str | bool] = field(default_factory=dict)
    subscriptions: tuple[ForeignSubscription, ...] = ()
    files: Mapping[str, bytes] = field(default_factory=dict, repr=False)
    left_out: tuple[str, ...] = ()
