"""What listens on a port, when it is not what it was taken for: other ways to it are tried.

Nothing secret goes out: no login, no certificate, no header of the user's.
"""

from __future__ import annotations

import enum
from collections.abc import Sequence
from dataclasses import dataclass, replace

from pubsub_tui.connect_options import ConnectOptions
from pubsub_tui.doctor.finding import Finding
from pubsub_tui.doctor.record import Record
from pubsub_tui.doctor.trying import connected
from pubsub_tui.transports import stages
from pubsub_tui.transports.base import Cause, Problem, TransportError
from pubsub_tui.transports.mqtt_options import MqttOptions
from pubsub_tui.way import Tls, WebSocket, endpoint_name

_SECONDS = 2.0
"""A broker that listens answers at once."""
_PUZZLING = frozenset(
    {Cause.HTTP, Cause.NOT_MQTT, Cause.TIMEOUT, Cause.CLOSED, Cause.TLS}
    | {Cause.NO_WEBSOCKET, Cause.WEBSOCKET}
)
_WEB = frozenset({Cause.HTTP, Cause.WEBSOCKET})
_SCHEMES = {
    (False, False): "mqtt",
    (True, False): "mqtts",
    (False, True): "ws",
    (True, True): "wss",
}
_WORDS = {
    (False, False): "plain MQTT",
    (True, False): "MQTT over TLS",
    (False, True): "MQTT inside WebSocket",
    (True, True): "MQTT inside WebSocket over TLS",
}


_BELOW = {(True, False): "TLS", (False, True): "WebSocket", (True, True): "WebSocket over TLS"}


class _Answer(enum.Enum):
    """What answers that way: MQTT, only what lies below it, a web server, or nothing."""

    MQTT = enum.auto()
    BELOW = enum.auto()
    HTTP = enum.auto()
    NOTHING = enum.auto()


@dataclass(frozen=True, slots=True)
class _Kind:
    """What lies between: TLS, and WebSocket."""

    tls: bool
    websocket: bool

    @property
    def key(self) -> tuple[bool, bool]:
        return self.tls, self.websocket


async def look(
    options: MqttOptions, problem: Problem, stage: str, record: Record, seconds: float
) -> Finding | None:
    """What listens there; None when that is no better known than before.

    Args:
        stage: the one at which the attempt with that problem failed.
    """
    if problem.cause not in _PUZZLING or options.way.unix is not None:
        return None
    kind = _Kind(options.way.tls is not None, options.way.websocket is not None)
    web = False
    for other in _others(kind, stage):
        record.aim = f"Trying {_WORDS[other.key]} there, without a login"
        answer = await _try(options, other, record, min(seconds, _SECONDS))
        if answer in (_Answer.MQTT, _Answer.BELOW):
            return _speaks(options, kind, other, certain=answer is _Answer.MQTT)
        web = web or answer is _Answer.HTTP
    return _web_server(options) if web else None


def _others(kind: _Kind, stage: str) -> Sequence[_Kind]:
    """What else it may be, the likeliest first."""
    plain, secure = _Kind(False, False), _Kind(True, False)
    web, secure_web = _Kind(False, True), _Kind(True, True)
    if kind == plain:
        return secure, web, secure_web
    if kind == secure:
        return (plain, web) if stage == stages.TLS else (secure_web,)
    if kind == web:
        return plain, secure_web, secure
    return (web, plain) if stage == stages.TLS else (secure,)


async def _try(options: MqttOptions, kind: _Kind, record: Record, seconds: float) -> _Answer:
    began = len(record.steps)
    try:
        transport, _ = await connected(_bare(options, kind), record, seconds, lambda batch: None)
    except TransportError as error:
        problem = error.problem
        names = {each.name for each in record.steps[began:-1]}
        through = stages.WEBSOCKET in names if kind.websocket else stages.TLS in names
        if problem.said is not None:
            # It lets nobody in without a login, and speaks MQTT all the same.
            return _Answer.MQTT
        if through or problem.cause is Cause.CLIENT_CERTIFICATE:
            return _Answer.BELOW
        return _Answer.HTTP if problem.cause in _WEB else _Answer.NOTHING
    await transport.close()
    return _Answer.MQTT


def _bare(options: MqttOptions, kind: _Kind) -> MqttOptions:
    way = options.way
    tls = Tls(insecure=True, sni=way.tls.sni if way.tls is not None else None)
    path = (way.websocket or WebSocket()).path.partition("?")[0]
    return MqttOptions(
        options.host,
        options.port,
        version=4,
        connect=ConnectOptions(),
        read_only=True,
        way=replace(
            way,
            tls=tls if kind.tls else None,
            websocket=WebSocket(path) if kind.websocket else None,
        ),
    )


def _speaks(options: MqttOptions, asked: _Kind, found: _Kind, *, certain: bool) -> Finding:
    endpoint = options.endpoint
    spoken = _WORDS[found.key] if certain else _BELOW[found.key]
    scheme = _SCHEMES[found.key]
    path = (options.way.websocket or WebSocket()).path.partition("?")[0] if found.websocket else ""
    tries = [f"Write {scheme}://{endpoint_name(options.host, options.port)}{path}"]
    if not found.websocket and not asked.websocket:
        tries[0] += ", or add --tls." if found.tls else ", or leave out --tls."
    else:
        tries[0] += "."
    if asked.tls and not found.tls:
        tries.append("Then nothing is encrypted, the password included.")
        tries.append("If the broker has a port for TLS, use that; 8883 is usual.")
    return Finding(
        _name(asked, found),
        f"{endpoint} speaks {spoken}, and was spoken to with {_WORDS[asked.key]}.",
        "The port is another one than the one that was meant, or the scheme of the URL is.",
        tuple(tries),
    )


def _name(asked: _Kind, found: _Kind) -> str:
    if asked.websocket != found.websocket:
        return "websocket" if found.websocket else "no-websocket"
    return "plain-to-tls" if found.tls else "tls-to-plain"


def _web_server(options: MqttOptions) -> Finding:
    return Finding(
        "http",
        f"{options.endpoint} is a web server, and opens no WebSocket for MQTT at the usual path.",
        "A broker's web page, its WebSocket and plain MQTT are on different ports.",
        (
            "Is the port right? Usual ports are 1883, with TLS 8883.",
            "If MQTT inside WebSocket is meant, write ws:// or wss:// and its path.",
        ),
    )
