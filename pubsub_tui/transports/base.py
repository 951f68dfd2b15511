"""What every back end offers: one protocol, and the plain values that cross it."""

from __future__ import annotations

import enum
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from pubsub_tui.message import Message
from pubsub_tui.transports.connack import Limits

Sink = Callable[[list[Message]], None]
"""Takes a batch in arrival order. Called on the event loop, never with an empty list."""


class Cause(enum.Enum):
    """Why a connection could not be made or was lost."""

    UNRESOLVED = "the host name does not resolve"
    REFUSED = "nothing listens on the port"
    UNREACHABLE = "the host cannot be reached"
    FILTERED = "nothing comes back from the host"
    TIMEOUT = "no answer in time"
    HTTP = "a web server answered"
    NOT_MQTT = "something other than MQTT answered"
    VERSION = "the protocol version was refused"
    CREDENTIALS = "the user name or password was refused"
    NOT_AUTHORIZED = "this client is not authorised"
    EXPIRED = "the server's certificate has expired"
    NOT_YET_VALID = "the server's certificate is not valid yet"
    WRONG_HOST = "the server's certificate is for another name"
    UNKNOWN_CA = "the server's certificate is from a CA that is not trusted"
    SELF_SIGNED = "the server's certificate is signed by itself"
    CERTIFICATE = "the server's certificate is not trusted for another reason"
    CLIENT_CERTIFICATE = "the server wants another certificate of this client, or one at all"
    TLS = "TLS failed"
    KEY = "the password of this client's key is needed"
    FILES = "a certificate or key of this client can not be used"
    NO_WEBSOCKET = "the server does not speak WebSocket"
    WEBSOCKET = "a web server opened no WebSocket"
    PROXY = "the proxy did not connect"
    CLOSED = "the other side closed the connection"
    TAKEN_OVER = "another client uses the same client id"
    ID_GIVEN_UP = "another client used the id that was made up, and the next one is another"
    SILENT = "nothing came any more on an open connection"
    CLIENT_ID = "the client id was refused"
    BUSY = "the broker is too busy"
    UNAVAILABLE = "the broker is not available"
    MOVED = "the broker has moved for good"
    ELSEWHERE = "the broker sends its clients to another one for now"
    QUOTA = "a quota is used up"
    RATE = "too much comes too fast"
    PACKET_SIZE = "a packet was too large"
    KEEPALIVE = "the broker heard nothing for longer than the keepalive"
    BROKER = "the broker gave another reason"


@dataclass(frozen=True, slots=True)
class Said:
    """What a broker said of a failure; all but the code and its words is from it, and not safe.

    Attributes:
        code: the reason code (MQTT 5.0, section 2.4); those of a CONNACK of 3.1.1 are put in it.
        words: the meaning of the code.
        reason: its reason string (section 3.2.2.3.9).
        server: the other server that it refers to (section 3.2.2.3.16).
    """

    code: int
    words: str
    reason: str = ""
    server: str = ""


@dataclass(frozen=True, slots=True)
class Capabilities:
    """How a back end differs from the others.

    Attributes:
        identifiers: copies that overlapping filters bring can be told from other messages.
    """

    scheme: str
    topic_separator: str = "/"
    max_qos: int = 2
    retain: bool = True
    properties: bool = False
    identifiers: bool = False


@dataclass(frozen=True, slots=True)
class Certificate:
    """What a server's certificate says of itself; none of it is safe to draw as it is.

    Attributes:
        names: host names and addresses that it is for.
        valid_from, valid_until: Unix time in seconds; None when it can not be read.
    """

    subject: str
    names: tuple[str, ...]
    issuer: str
    valid_from: float | None
    valid_until: float | None

    def days_left(self, now: float) -> int | None:
        """Whole days until it expires, negative afterwards; None when that is not known."""
        return None if self.valid_until is None else int((self.valid_until - now) // 86_400)


@dataclass(frozen=True, slots=True)
class Problem:
    """One failure in words: what happened, and what to try next. Never holds a secret.

    Attributes:
        silent_for: seconds for which nothing had come when an open link was given up.
        said: what the broker said of it; None when it said nothing.
        chain: the certificates that the server showed, its own first, when they are the reason.
    """

    cause: Cause
    what: str
    hint: str = ""
    silent_for: float = 0.0
    said: Said | None = None
    chain: tuple[Certificate, ...] = ()


class TransportError(Exception):
    """An operation failed; ``problem`` says why in words fit for the screen."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.what)
        self.problem = problem


@dataclass(frozen=True, slots=True)
class Encryption:
    """How a connection is encrypted.

    Attributes:
        version: such as "TLS 1.3".
        verified: the certificate was checked, and is for the host that was asked for.
        certificate: the server's; None when it could not be read.
    """

    version: str
    cipher: str
    verified: bool
    certificate: Certificate | None


@dataclass(frozen=True, slots=True)
class Link:
    """An open connection, described for the screen.

    Attributes:
        example: a command line that publishes to this broker from another terminal.
        limits: what the broker said of itself.
        resumed: whether it had kept the session; None when it was not asked to.
        left_out: options that this version of the protocol has no word for.
        encryption: None when it is not encrypted.
        stages: what the connection goes through beside TCP, such as "WebSocket".
    """

    protocol: str
    client_id: str
    capabilities: Capabilities
    example: str
    limits: Limits = field(default_factory=Limits)
    resumed: bool | None = None
    left_out: tuple[str, ...] = ()
    encryption: Encryption | None = None
    stages: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Subscription:
    """A topic filter, and how to subscribe to it (MQTT 5.0, section 3.8.3.1).

    All but the QoS need MQTT 5 and are passed over where the broker speaks an older version.

    Attributes:
        no_local: what this client publishes does not come back.
        retain_as_published: live messages keep the RETAIN flag that they were published with.
        retain_handling: whether the retained messages are sent when subscribing: 0 always,
            1 only if the subscription is new, 2 never.
    """

    topic_filter: str
    qos: int = 0
    no_local: bool = False
    retain_as_published: bool = False
    retain_handling: int = 0


@dataclass(frozen=True, slots=True)
class Granted:
    """The broker's answer to one subscription: a granted QoS, or the reason it refused.

    Attributes:
        code: the reason code (MQTT 5.0, section 3.9.3); None when it is not known.
    """

    topic_filter: str
    qos: int | None
    refusal: str = ""
    code: int | None = None


@dataclass(frozen=True, slots=True)
class Publication:
    """What to publish. ``properties`` is an undecoded MQTT 5 property block, or None."""

    topic: str
    payload: bytes
    qos: int = 0
    retain: bool = False
    properties: bytes | None = None


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a publication.

    Attributes:
        accepted: whether it was sent (QoS 0) or acknowledged (QoS 1 and 2).
        reason: the broker's or our words for it, e.g. "acknowledged", "not authorized".
        seconds: from the call to the outcome.
        unknown: it was not acknowledged, and may have been delivered all the same.
    """

    accepted: bool
    reason: str
    seconds: float = field(default=0.0)
    unknown: bool = False


class Transport(Protocol):
    """One connection to one broker, made once; a new one is built for every attempt."""

    async def connect(self, sink: Sink) -> Link:
        """Open the connection; messages go to ``sink`` from now on.

        Raises:
            TransportError: it could not be opened; nothing is left behind.
        """
        ...

    async def subscribe(self, subscriptions: Sequence[Subscription]) -> list[Granted]:
        """Subscribe; one answer each, in order. Raises TransportError when the link is gone."""
        ...

    async def unsubscribe(self, topic_filters: Sequence[str]) -> None:
        """Unsubscribe. Raises TransportError when the link is gone."""
        ...

    async def publish(self, publication: Publication) -> Outcome:
        """Publish, and wait for what the QoS promises. A refusal is an Outcome, not an error."""
        ...

    async def wait_closed(self) -> Problem:
        """Return, once the link is lost, why."""
        ...

    def repeated(self) -> int:
        """How many copies of messages were left out: overlapping filters had brought them again."""
        ...

    def brought(self, topic_filter: str) -> int | None:
        """How many messages and copies came by a subscription; None when nothing tells."""
        ...

    def backlog(self) -> int:
        """Bytes that have arrived here and are not read yet (the operating system's queue)."""
        ...

    async def close(self) -> None:
        """Say good-bye and free everything. Safe to call twice, and after a failure."""
        ...
