"""A connection through a proxy, which resolves the broker's name; its own failures are told."""

from __future__ import annotations

import base64
import socket

from python_socks import ProxyConnectionError, ProxyError, ProxyTimeoutError, ProxyType
from python_socks.sync import Proxy as Socks

from pubsub_tui.transports.base import Cause, Problem
from pubsub_tui.transports.dial_error import DialError
from pubsub_tui.transports.http_head import Head, NotHttp, read_head
from pubsub_tui.way import Proxy, endpoint_name

SECONDS = 10.0
"""For each step: the proxy itself has to connect in that time."""
_NOT_ALLOWED = 2
_UNREACHABLE = {
    3: "its network is unreachable",
    4: "it is unreachable or not known",
    5: "it refused",
    6: "it did not answer in time",
}
"""By the reply of SOCKS (RFC 1928, section 6)."""
_LONGEST_REASON = 60


def connect_through(proxy: Proxy, host: str, port: int) -> socket.socket:
    """A socket that the proxy has connected with the broker. Raises DialError."""
    name = endpoint_name(proxy.host, proxy.port)
    try:
        if proxy.scheme == "http":
            return _by_connect(proxy, name, host, port)
        return _by_socks(proxy, name, host, port)
    except DialError:
        raise
    except (TimeoutError, ProxyTimeoutError):
        problem = _problem(f"The proxy {name} did not answer in time.")
    except UnicodeError:
        problem = _problem("The proxy's login, or the broker's name, holds what it can not take.")
    except (OSError, ProxyConnectionError) as error:
        problem = _away(name, error.__cause__ or error)
    raise DialError(problem)


def _by_connect(proxy: Proxy, name: str, host: str, port: int) -> socket.socket:
    """By HTTP's CONNECT (RFC 9110, section 9.3.6).

    python-socks reads the answer in one piece; what came later of it would be taken for MQTT.
    """
    target = endpoint_name(host, port)
    lines = [f"CONNECT {target} HTTP/1.1", f"Host: {target}"]
    if proxy.username is not None:
        login = base64.b64encode(f"{proxy.username}:{proxy.password or ''}".encode()).decode()
        lines.append(f"Proxy-Authorization: Basic {login}")
    inner = socket.create_connection((proxy.host, proxy.port), SECONDS)
    try:
        inner.sendall("\r\n".join([*lines, "", ""]).encode("ascii"))
        head = read_head(inner)
        if not 200 <= head.status < 300:
            raise DialError(_answered(name, target, head))
    except NotHttp:
        inner.close()
        raise DialError(_problem(f"The proxy {name} does not speak HTTP.")) from None
    except BaseException:
        inner.close()
        raise
    return inner


def _by_socks(proxy: Proxy, name: str, host: str, port: int) -> socket.socket:
    socks = Socks(
        ProxyType.SOCKS5, proxy.host, proxy.port, proxy.username, proxy.password, rdns=True
    )
    try:
        return socks.connect(host, port, timeout=SECONDS)
    except ProxyError as error:
        code = error.error_code
        target = endpoint_name(host, port)
        if code in _UNREACHABLE:
            problem = _unreachable(name, target, _UNREACHABLE[code])
        elif code == _NOT_ALLOWED:
            problem = _forbidden(name, target)
        elif "authentication" in str(error):
            problem = _login(name)
        else:
            words = str(error)[:_LONGEST_REASON].rstrip(".") or "no reason was given"
            problem = _problem(f"The proxy {name} did not connect: {words}.")
    raise DialError(problem)


def _answered(name: str, target: str, head: Head) -> Problem:
    reason = f"{head.status} {head.reason[:_LONGEST_REASON]}".rstrip()
    if head.status == 407:
        return _login(name)
    if head.status == 403:
        return _forbidden(name, target)
    if head.status in (502, 503, 504):
        return _unreachable(name, target, reason)
    return _problem(f"The proxy {name} did not connect: {reason}.")


def _away(name: str, error: BaseException) -> Problem:
    if isinstance(error, socket.gaierror):
        return _problem(f"The name of the proxy {name} does not resolve.")
    if isinstance(error, ConnectionRefusedError):
        return _problem(f"Nothing listens on the proxy {name}: connection refused.")
    if isinstance(error, TimeoutError):
        return _problem(f"The proxy {name} did not answer in time.")
    if isinstance(error, ConnectionError):
        return _problem(f"The proxy {name} closed the connection.")
    words = getattr(error, "strerror", None) or error
    return _problem(f"The proxy {name} can not be reached: {words}.")


def _login(name: str) -> Problem:
    hint = "Write it into the URL: --proxy scheme://USER:PASSWORD@HOST:PORT."
    return Problem(Cause.PROXY, f"The proxy {name} wants another login, or one at all.", hint)


def _forbidden(name: str, target: str) -> Problem:
    return Problem(
        Cause.PROXY,
        f"The proxy {name} does not allow a connection to {target}.",
        "Many allow port 443 only.",
    )


def _unreachable(name: str, target: str, why: str) -> Problem:
    return Problem(
        Cause.PROXY,
        f"The proxy {name} can not reach {target}: {why}.",
        "The broker's name is resolved by the proxy; check host and port.",
    )


def _problem(what: str) -> Problem:
    return Problem(Cause.PROXY, what, "Check --proxy.")
