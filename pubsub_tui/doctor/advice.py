"""For each failure its likely cause and what else to try; the sentence itself comes with it."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import replace

from pubsub_tui.doctor.finding import Finding
from pubsub_tui.transports.base import Cause, Granted, Problem, Said
from pubsub_tui.transports.mqtt_options import MqttOptions

_PORTS = "Usual ports are 1883, with TLS 8883, and for WebSocket 80, 443, 8083, 8084 or 9001."
_LOG = "The broker's log may say more."
_CLOCK = "This machine's clock says {now}."
_VOUCH = "Else anybody may be answering there: do not send a password."
_OTHER_CLIENT = (
    "Another client connected with the same client id: a broker lets only the newest stay."
)
_LIMITS = "It may be a limit on connections, messages or bytes, of this user or of all."

_TABLE: Mapping[Cause, tuple[str, ...]] = {
    Cause.UNRESOLVED: (
        "The name is misspelt, or only a name service that is not in use here knows it.",
        "If only a company's or a VPN's name service knows {host}, connect to that first.",
        "Try the broker's IP address instead of its name.",
    ),
    Cause.REFUSED: (
        "The host answers, but no broker is running there, or it listens on another port or "
        "address.",
        _PORTS,
        "mosquitto without a `listener` line takes connections from its own machine only.",
    ),
    Cause.FILTERED: (
        "Something on the way, such as a firewall or security group, drops the packets; or the "
        "host is off.",
        "Ask who runs the network whether port {port} is let through.",
        "Is the broker in a network that only a VPN or a --proxy leads to?",
    ),
    Cause.UNREACHABLE: ("There is no way from this machine to that address.",),
    Cause.TIMEOUT: (
        "It is not the port that this client takes it for, or the broker hangs.",
        _PORTS,
        "A load balancer without a broker behind it does that, too.",
    ),
    Cause.HTTP: ("A broker's web page and MQTT are on different ports.", _PORTS),
    Cause.NOT_MQTT: ("Another service listens on the port.", _PORTS),
    Cause.VERSION: ("The broker is older than MQTT 5, or wants it.",),
    Cause.CREDENTIALS: (
        "The user name or the password is wrong, or belongs to another broker.",
        "The user name was {username}.",
    ),
    Cause.NOT_AUTHORIZED: (
        "The password is wrong, there is no such user, or it may not connect: many brokers do "
        "not tell which.",
        "Check user name (it was {username}) and password.",
        "Some let a user connect with a certain client id, or from certain addresses only.",
    ),
    Cause.EXPIRED: ("Nobody has renewed it.", "Whoever runs the broker has to renew it.", _CLOCK),
    Cause.NOT_YET_VALID: ("A clock is wrong, or the certificate is not in force yet.", _CLOCK),
    Cause.WRONG_HOST: ("The broker is known by another name than the one that was asked for.",),
    Cause.UNKNOWN_CA: (
        "The CA is the broker's own, or the broker leaves out the certificates between.",
        "If the CA is a public one, the broker has to show the whole chain.",
        _VOUCH,
    ),
    Cause.SELF_SIGNED: ("Nobody but the broker itself vouches for it.", _VOUCH),
    Cause.CERTIFICATE: ("The certificate is not one that can be checked.", _LOG),
    Cause.CLIENT_CERTIFICATE: ("The broker knows its clients by their certificates.", _LOG),
    Cause.TLS: ("The port speaks no TLS, or not in a way that both sides can.", _PORTS),
    Cause.KEY: ("The private key is encrypted.",),
    Cause.FILES: ("A file is missing, unreadable, or not what it is taken for.",),
    Cause.NO_WEBSOCKET: ("The port is for something else.", _PORTS),
    Cause.WEBSOCKET: ("The path is another, or no broker is behind the web server.", _PORTS),
    Cause.PROXY: ("The proxy is not there, wants a login, or does not let this through.",),
    Cause.CLOSED: (
        "Some brokers do that to a login or a client id that they do not let in, or to a client "
        "that asks for what it may not do or sends a larger packet than they take.",
        "Another client with the same client id has the same effect.",
        _LOG,
    ),
    Cause.TAKEN_OVER: (
        _OTHER_CLIENT,
        "Is the same program running twice? Two that connect again by themselves push each "
        "other out without end.",
    ),
    Cause.ID_GIVEN_UP: (_OTHER_CLIENT,),
    Cause.SILENT: (
        "Something on the way, such as a router with NAT, forgot the connection, or the network "
        "was lost.",
        "A shorter --keepalive makes a dead link known sooner, and keeps a router from "
        "forgetting it.",
    ),
    Cause.KEEPALIVE: (
        "Nothing of this client reached the broker for one and a half times the keepalive.",
        "Try a longer --keepalive, and look at the network on the way.",
    ),
    Cause.CLIENT_ID: ("It may be too long, malformed, or not one that this user may have.",),
    Cause.BUSY: ("It has as many connections or as much to do as it can take.", _LOG),
    Cause.UNAVAILABLE: ("It is starting, stopping or being looked after.", _LOG),
    Cause.MOVED: (
        "Its owner has moved it for good.",
        "Change the address wherever it is written down.",
    ),
    Cause.ELSEWHERE: ("It is being looked after, or its load is spread.",),
    Cause.QUOTA: (_LIMITS,),
    Cause.RATE: (_LIMITS,),
    Cause.PACKET_SIZE: (
        "The broker has a limit on the size of a packet, and one was larger.",
        "Send less at once; what it takes is told below as the largest packet.",
        "In mosquitto the limits are max_packet_size and message_size_limit.",
    ),
    Cause.BROKER: ("", _LOG),
}
LASTING = frozenset(
    {
        Cause.TAKEN_OVER,
        Cause.ID_GIVEN_UP,
        Cause.SILENT,
        Cause.KEEPALIVE,
        Cause.CLOSED,
        Cause.BROKER,
        Cause.BUSY,
        Cause.UNAVAILABLE,
        Cause.QUOTA,
        Cause.RATE,
        Cause.PACKET_SIZE,
    }
)
"""What may come again although a connection works now."""


def from_problem(problem: Problem, options: MqttOptions, *, let_in: bool = False) -> Finding:
    """What a failure means; ``let_in``: the broker had let us in before."""
    facts = {
        "host": options.host,
        "port": str(options.port),
        "username": options.username or "left out",
        "now": time.strftime("%Y-%m-%d %H:%M UTC", time.gmtime()),
    }
    cause, *tries = (each.format_map(facts) for each in _TABLE[problem.cause])
    found = Finding(
        problem.cause.name.lower().replace("_", "-"),
        problem.what,
        cause,
        tuple(each for each in (problem.hint, *tries) if each),
        said=problem.said,
        chain=problem.chain,
    )
    if options.way.unix is not None and problem.cause in (Cause.REFUSED, Cause.UNREACHABLE):
        # Its own words say all: there are no ports and no network.
        return replace(found, cause="", tries=(problem.hint,))
    if problem.cause is Cause.NOT_AUTHORIZED and let_in:
        forbidden = (
            "The broker's access rules forbid what was asked for, and it says so by leaving."
        )
        return replace(found, cause=forbidden, tries=(_LOG,))
    if problem.cause is Cause.NOT_AUTHORIZED and options.username is None:
        return replace(
            found,
            name="login-wanted",
            cause="The broker lets nobody in without a login.",
            tries=(
                "Log in with -u NAME, and the password in --password-file or $PUBSUB_TUI_PASSWORD.",
                "Some brokers want a certificate of the client instead: --cert and --key.",
            ),
        )
    return found


def earlier(finding: Finding, times: int, *, goes_on: bool) -> Finding:
    """What another connection has met with lately; ``goes_on``: it is so now, too."""
    often = f" This happened {times} times lately." if times > 1 else ""
    return replace(finding, what=f"{finding.what}{often}", wrong=goes_on, earlier=True)


def said_of(granted: Granted) -> Said | None:
    """What the broker said to a subscription that it refused."""
    return None if granted.code is None else Said(granted.code, granted.refusal)


def refused(granted: Granted) -> Finding:
    """A subscription was refused."""
    by_name = _refused_all if granted.topic_filter == "#" else _refused_filter
    return replace(by_name(granted.topic_filter, granted.refusal), said=said_of(granted))


def _refused_all(topic_filter: str, words: str) -> Finding:
    """The filter # was refused."""
    return Finding(
        "all-topics-refused",
        f"The broker refused the subscription to {topic_filter}, which is all topics: {words}.",
        "Its access rules forbid it; many hosted brokers refuse # to everybody.",
        ("Subscribe to what you may read, such as -t 'site/#'.",),
    )


def _refused_filter(topic_filter: str, words: str) -> Finding:
    """Another filter was refused."""
    return Finding(
        "filter-refused",
        f"The broker refused the subscription to {topic_filter}: {words}.",
        "Its access rules do not let this user read that.",
        ("Ask whoever runs the broker for the right to read it, or name a narrower filter.",),
    )


def lower_qos(topic_filter: str, asked: int, granted: int) -> Finding:
    """A subscription got less than it asked for."""
    return Finding(
        "qos-lowered",
        f"The broker granted QoS {granted} for {topic_filter}, and not QoS {asked}.",
        "It has no higher one, or none for this user.",
    )


def no_sys(words: str, *, asked: bool) -> Finding:
    """Nothing is told below ``$SYS``."""
    return Finding(
        "no-sys",
        f"The broker tells nothing of itself below $SYS: {words}.",
        "It is no part of MQTT: hosted brokers leave it out, or let only some users read it.",
        wrong=asked,
    )


def hash_and_sys() -> Finding:
    """``#`` leaves out ``$SYS`` (MQTT 5.0, section 4.7.2)."""
    return Finding(
        "hash-leaves-out-sys",
        "The filter # never matches a topic that begins with $, so the broker's own figures do "
        "not come.",
        "MQTT has it so.",
        ("Add -t '$SYS/#' to see them.",),
        wrong=False,
    )


def not_published(words: str) -> Finding:
    """The message that measures the round trip was refused."""
    if words == "packet too large":
        what = (
            "The round trip could not be measured, as even our message of 16 bytes is too large "
            "for the broker."
        )
        cause, _, *tries = _TABLE[Cause.PACKET_SIZE]
        return Finding("packet-size", what, cause, tuple(tries))
    return Finding(
        "publish-refused",
        f"The round trip could not be measured, as the broker took no message of ours: {words}.",
        "Its access rules do not let this user publish below pubsub-tui/doctor/.",
        wrong=False,
    )


def not_returned(qos: int, seconds: float) -> Finding:
    """The message that measures the round trip did not come."""
    return Finding(
        "message-not-returned",
        f"A message with QoS {qos} did not come back within {seconds:g} s, though its topic is "
        "subscribed to.",
        "The broker's access rules forbid to publish or to read it, and nothing says so.",
        wrong=False,
    )


def left_out(protocol: str, options: tuple[str, ...]) -> Finding:
    """Options that the version of MQTT has no word for."""
    return Finding(
        "options-left-out",
        f"{protocol} has no {' and no '.join(options)}: left out.",
        "The broker does not speak MQTT 5.",
    )


def other_version(asked: str, other: str, endpoint: str, said: Said | None) -> Finding:
    """The version that was insisted on is not the one that the broker speaks."""
    return Finding(
        "version",
        f"{endpoint} does not speak {asked}.",
        f"It speaks {other}.",
        ("Leave out --mqtt-version.",),
        said=said,
    )


def insecure() -> Finding:
    """Nobody has checked the certificate."""
    return Finding(
        "insecure",
        "Nobody has checked who answers: the certificate was accepted as it is.",
        "--insecure was asked for.",
        ("Leave it out, and name who is trusted with --ca FILE.",),
        wrong=False,
    )


def expires_soon(days: int) -> Finding:
    """The certificate has not long to go."""
    return Finding(
        "certificate-expires-soon",
        f"The broker's certificate expires in {days} days."
        if days != 1
        else "The broker's certificate expires in 1 day.",
        tries=("Have it renewed before that.",),
        wrong=False,
    )
