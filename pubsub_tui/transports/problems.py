"""What went wrong with a connection, in one clear sentence and what to try next."""

from __future__ import annotations

import errno
import socket

import aiomqtt
from aiomqtt.exceptions import MqttConnectError
from paho.mqtt.properties import Properties
from paho.mqtt.reasoncodes import ReasonCode

from pubsub_tui.transports.base import Cause, Problem, Said
from pubsub_tui.transports.dial_error import DialError

_UNREACHABLE = {errno.EHOSTUNREACH, errno.ENETUNREACH, errno.EHOSTDOWN, errno.ENETDOWN}
_OF_3_1_1 = {1: 0x84, 2: 0x85, 3: 0x88, 4: 0x86, 5: 0x87}
"""The codes of MQTT 5 for those of a CONNACK of 3.1.1 (3.2.2.3)."""
_TAKEN_OVER = 0x8E
_UNSPECIFIED = 0x80
_CAUSES = {
    0x84: Cause.VERSION,
    0x85: Cause.CLIENT_ID,
    0x86: Cause.CREDENTIALS,
    0x87: Cause.NOT_AUTHORIZED,
    0x88: Cause.UNAVAILABLE,
    0x89: Cause.BUSY,
    0x8B: Cause.UNAVAILABLE,
    0x8D: Cause.KEEPALIVE,
    0x95: Cause.PACKET_SIZE,
    0x96: Cause.RATE,
    0x97: Cause.QUOTA,
    0x9C: Cause.ELSEWHERE,
    0x9D: Cause.MOVED,
    0x9F: Cause.RATE,
}
_LATER = "Try again in a while; what keeps connecting makes it worse."
_HINTS = {
    Cause.VERSION: "Try the other one with --mqtt-version.",
    Cause.CREDENTIALS: "Check the user name (-u), and enter the password again.",
    Cause.NOT_AUTHORIZED: "It wants a user name and password, or refuses these.",
    Cause.CLIENT_ID: "It may want one of its own choice: give that with --client-id.",
    Cause.BUSY: _LATER,
    Cause.UNAVAILABLE: _LATER,
    Cause.QUOTA: _LATER,
    Cause.RATE: _LATER,
}
_LONGEST_REASON = 300
"""Characters."""
_OWN_ID = "Give one of them another id with --client-id: until then, they push each other out."
_MADE_UP_ID = "The id was made up; the next one is another."


def from_exception(
    error: BaseException, endpoint: str, properties: Properties | None = None
) -> Problem:
    """Say why a connection attempt raised ``error``; ``properties`` came with a refusal."""
    if isinstance(error, MqttConnectError):
        return from_reason(error.rc, endpoint, properties)
    origin = error.__context__ if isinstance(error, aiomqtt.MqttError) else error
    if isinstance(origin, DialError):
        return origin.problem
    if isinstance(origin, OSError):
        return _from_os_error(origin, endpoint)
    return Problem(Cause.BROKER, f"{endpoint}: {error}.")


def from_reason(code: object, endpoint: str, properties: Properties | None = None) -> Problem:
    """Say why the broker refused the connection (CONNACK)."""
    said = _said(code, properties)
    cause = _CAUSES.get(said.code, Cause.BROKER)
    what = f"{endpoint} refused the connection: {said.words}{_more(said)}."
    if cause is Cause.VERSION:
        what = f"{endpoint} refused this version of MQTT."
    elif cause is Cause.CREDENTIALS:
        what = f"{endpoint} refused the user name or password."
    elif cause is Cause.NOT_AUTHORIZED:
        what = f"{endpoint} does not let this client in: not authorised."
    elif cause is Cause.CLIENT_ID:
        what = f"{endpoint} refused the client id."
    return Problem(cause, what, _hint(cause, said), said=said)


def _said(code: object, properties: Properties | None) -> Said:
    """What a reason code and its properties say, cut to what a person reads."""
    value = code.value if isinstance(code, ReasonCode) else code
    number = value if isinstance(value, int) else _UNSPECIFIED
    return Said(
        _OF_3_1_1.get(number, number),
        str(code).lower(),
        str(getattr(properties, "ReasonString", ""))[:_LONGEST_REASON],
        str(getattr(properties, "ServerReference", ""))[:_LONGEST_REASON],
    )


def _more(said: Said) -> str:
    return f" ({said.reason.rstrip('.')})" if said.reason else ""


def _hint(cause: Cause, said: Said) -> str:
    if cause in (Cause.MOVED, Cause.ELSEWHERE):
        where = f"to {said.server}" if said.server else "to the one that its owner names"
        return f"Connect {where}."
    return _HINTS.get(cause, "")


def silent(endpoint: str, seconds: float) -> Problem:
    """The server accepted the connection and said nothing."""
    return Problem(
        Cause.TIMEOUT,
        f"{endpoint} accepted the connection but did not answer within {seconds:.0f} s.",
        "Is it an MQTT port? 8883 usually wants TLS (mqtts://), 9001 WebSocket (ws://).",
    )


def closed_early(endpoint: str) -> Problem:
    """The server closed the connection before answering."""
    return Problem(
        Cause.CLOSED,
        f"{endpoint} closed the connection without an answer.",
        "Is it an MQTT port? 8883 usually wants TLS (mqtts://), 9001 WebSocket (ws://).",
    )


def not_mqtt(endpoint: str, first_bytes: bytes) -> Problem | None:
    """Tell a server of another kind by its first bytes; None when they look like MQTT."""
    if not first_bytes or first_bytes[0] == 0x20:
        return None
    cause, kind = Cause.NOT_MQTT, "something other than MQTT"
    hint = "Check the port: MQTT is usually on 1883, with TLS on 8883."
    if first_bytes.startswith((b"HTTP/", b"<")):
        cause, kind = Cause.HTTP, "HTTP, not MQTT"
        hint = "MQTT inside WebSocket is reached with ws:// or wss://, and its path."
    elif first_bytes.startswith(b"SSH-"):
        kind = "SSH, not MQTT"
    elif first_bytes[:1] in (b"\x15", b"\x16") and first_bytes[1:2] == b"\x03":
        kind = "TLS, not plain MQTT"
        hint = "Connect with mqtts://, or add --tls."
    return Problem(
        cause,
        f"{endpoint} answered with {kind}.",
        hint,
    )


def wants_dialogue(endpoint: str) -> Problem:
    """The broker answered the authentication with one more question (MQTT 5.0, section 4.12)."""
    return Problem(
        Cause.BROKER,
        f"{endpoint} wants more than one step of the authentication, which this client can not do.",
        "Only methods that need no more than --auth-data-file work.",
    )


def is_taken_over(error: BaseException | None) -> bool:
    """Whether the broker said that another client connected with our id (MQTT 5.0, 4.13)."""
    reason = getattr(error, "rc", None)
    return isinstance(reason, ReasonCode) and reason.value == _TAKEN_OVER


def taken_over(endpoint: str, client_id: str, made_up: bool) -> Problem:
    """Another client has connected with the same id."""
    what = f"{endpoint} ended the connection: another client connected with the id {client_id}."
    return _about_id(what, made_up)


def pushed_out(endpoint: str, client_id: str, made_up: bool) -> Problem:
    """The link was closed shortly after each connect, and nothing said why."""
    what = (
        f"{endpoint} closes the connection shortly after each connect: "
        f"another client seems to use the id {client_id}."
    )
    return _about_id(what, made_up)


def _about_id(what: str, made_up: bool) -> Problem:
    if made_up:
        return Problem(Cause.ID_GIVEN_UP, what, _MADE_UP_ID)
    return Problem(Cause.TAKEN_OVER, what, _OWN_ID)


def went_silent(endpoint: str, seconds: float) -> Problem:
    """The link was open, and nothing came any more."""
    return Problem(
        Cause.SILENT,
        f"{endpoint} went silent: nothing came for {seconds:.0f} s, not even the answer to a ping.",
        "The network was cut, or the broker hangs.",
        silent_for=seconds,
    )


def lost(
    error: BaseException | None, endpoint: str, properties: Properties | None = None
) -> Problem:
    """Say why an open connection ended; ``properties`` came with the broker's good-bye."""
    reason = getattr(error, "rc", None)
    if isinstance(reason, ReasonCode) and reason.value > _UNSPECIFIED:
        said = _said(reason, properties)
        cause = _CAUSES.get(said.code, Cause.BROKER)
        what = f"{endpoint} ended the connection: {said.words}{_more(said)}."
        hint = "" if cause is Cause.NOT_AUTHORIZED else _hint(cause, said)
        return Problem(cause, what, hint, said=said)
    return Problem(
        Cause.CLOSED,
        f"The connection to {endpoint} was lost.",
        "The broker went away or the network was cut.",
    )


def _from_os_error(error: OSError, endpoint: str) -> Problem:
    host = endpoint.rpartition(":")[0]
    if isinstance(error, socket.gaierror):
        return Problem(
            Cause.UNRESOLVED,
            f"The host name {host} does not resolve.",
            "Check its spelling, and the network's name service.",
        )
    if isinstance(error, ConnectionRefusedError):
        return Problem(
            Cause.REFUSED,
            f"Nothing listens on {endpoint}: connection refused.",
            "Is the broker running, and is the port right? `pubsub-tui --demo` needs no broker.",
        )
    if isinstance(error, TimeoutError) or error.errno == errno.ETIMEDOUT:
        return Problem(
            Cause.FILTERED,
            f"{endpoint} did not answer in time.",
            "A firewall may drop the packets; check host and port.",
        )
    if error.errno in _UNREACHABLE:
        return Problem(
            Cause.UNREACHABLE,
            f"{host} cannot be reached: {error.strerror}.",
            "Check the network, VPN or address.",
        )
    return Problem(Cause.BROKER, f"{endpoint}: {error.strerror or error}.")
