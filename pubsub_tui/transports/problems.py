"""What went wrong with a connection, in one clear sentence and what to try next."""

from __future__ import annotations

import errno
import socket

import aiomqtt
from aiomqtt.exceptions import MqttConnectError
from paho.mqtt.reasoncodes import ReasonCode

from pubsub_tui.transports.base import Cause, Problem
from pubsub_tui.transports.dial_error import DialError

_UNREACHABLE = {errno.EHOSTUNREACH, errno.ENETUNREACH, errno.EHOSTDOWN, errno.ENETDOWN}
_VERSION_CODES = {1, 0x84}
_CREDENTIAL_CODES = {4, 0x86}
_AUTHORIZATION_CODES = {5, 0x87}
_TAKEN_OVER = 0x8E
_OWN_ID = "Give one of them another id with --client-id: until then, they push each other out."
_MADE_UP_ID = "The id was made up; the next one is another."


def from_exception(error: BaseException, endpoint: str) -> Problem:
    """Say why a connection attempt raised ``error``."""
    if isinstance(error, MqttConnectError):
        return from_reason(error.rc, endpoint)
    origin = error.__context__ if isinstance(error, aiomqtt.MqttError) else error
    if isinstance(origin, DialError):
        return origin.problem
    if isinstance(origin, OSError):
        return _from_os_error(origin, endpoint)
    return Problem(Cause.BROKER, f"{endpoint}: {error}.")


def from_reason(code: object, endpoint: str) -> Problem:
    """Say why the broker refused the connection (CONNACK)."""
    value = code.value if isinstance(code, ReasonCode) else code
    words = str(code).lower()
    if value in _VERSION_CODES:
        return Problem(
            Cause.VERSION,
            f"{endpoint} refused this version of MQTT.",
            "Try the other one with --mqtt-version.",
        )
    if value in _CREDENTIAL_CODES:
        return Problem(
            Cause.CREDENTIALS,
            f"{endpoint} refused the user name or password.",
            "Check the user name (-u), and enter the password again.",
        )
    if value in _AUTHORIZATION_CODES:
        return Problem(
            Cause.NOT_AUTHORIZED,
            f"{endpoint} does not let this client in: not authorised.",
            "It wants a user name and password, or refuses these.",
        )
    return Problem(Cause.BROKER, f"{endpoint} refused the connection: {words}.")


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
    kind = "something other than MQTT"
    hint = "Check the port: MQTT is usually on 1883, with TLS on 8883."
    if first_bytes.startswith((b"HTTP/", b"<")):
        kind = "HTTP, not MQTT"
        hint = "MQTT inside WebSocket is reached with ws:// or wss://, and its path."
    elif first_bytes.startswith(b"SSH-"):
        kind = "SSH, not MQTT"
    elif first_bytes[:1] in (b"\x15", b"\x16") and first_bytes[1:2] == b"\x03":
        kind = "TLS, not plain MQTT"
        hint = "Connect with mqtts://, or add --tls."
    return Problem(
        Cause.NOT_MQTT,
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
        return Problem(Cause.CLOSED, what, _MADE_UP_ID)
    return Problem(Cause.TAKEN_OVER, what, _OWN_ID)


def went_silent(endpoint: str, seconds: float) -> Problem:
    """The link was open, and nothing came any more."""
    return Problem(
        Cause.CLOSED,
        f"{endpoint} went silent: nothing came for {seconds:.0f} s, not even the answer to a ping.",
        "The network was cut, or the broker hangs.",
        silent_for=seconds,
    )


def lost(error: BaseException | None, endpoint: str) -> Problem:
    """Say why an open connection ended."""
    reason = getattr(error, "rc", None)
    value = reason.value if isinstance(reason, ReasonCode) else None
    if value is not None and value >= 0x80 and value != 0x80:
        cause = Cause.NOT_AUTHORIZED if value in _AUTHORIZATION_CODES else Cause.BROKER
        return Problem(cause, f"{endpoint} ended the connection: {str(reason).lower()}.")
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
            Cause.TIMEOUT,
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
