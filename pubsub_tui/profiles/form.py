"""A profile as a few fields to fill in; what has no field stays as the file has it."""

from __future__ import annotations

import re
import shlex
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from pubsub_tui.address import SCHEMES, UNIX, Address, AddressError, parse_url
from pubsub_tui.profiles.secret import PASSWORD, Means
from pubsub_tui.profiles.table import plain_key
from pubsub_tui.profiles.url import without_password

FORM_SCHEMES = (*SCHEMES, UNIX)
_TLS_KEYS = ("tls", "ca", "cert", "key", "alpn", "sni", "tls-min", "insecure")
_OF_ADDRESS = ("url", "host", "port", "unix", "tls")
_WITH_QOS = re.compile(r"(.*\S)\s+([012])")
_FLAGS = {"read_only": "read-only", "production": "production"}
_TEXTS = {"client_id": "client-id", "version": "mqtt-version", "colour": "colour"}


class FormError(ValueError):
    """What is in a field can not be written as keys; the text is a clause."""

    def __init__(self, field: str, words: str) -> None:
        super().__init__(words)
        self.field = field


@dataclass(frozen=True, slots=True)
class Form:
    """What is written in the fields, as texts.

    Attributes:
        scheme: one of `FORM_SCHEMES`.
        port: empty for the scheme's usual one.
        path: of a WebSocket or a Unix socket.
        means: how the password is got; None when the profile says nothing of it.
        source: the file or the command of the password.
        version: of MQTT; empty for any.
        subscriptions: one topic filter a line, which a QoS may follow.
    """

    scheme: str = "mqtt"
    host: str = ""
    port: str = ""
    path: str = ""
    username: str = ""
    means: Means | None = None
    source: str = ""
    client_id: str = ""
    version: str = ""
    subscriptions: str = ""
    read_only: bool = False
    production: bool = False
    colour: str = ""

    @property
    def address(self) -> tuple[str, str, str, str]:
        """Where the broker is."""
        return self.scheme, self.host, self.port, self.path


FIELD_OF_KEY = {
    **dict.fromkeys(_OF_ADDRESS, "host"),
    "username": "username",
    "subscriptions": "subscriptions",
    **{key: field for field, key in (*_FLAGS.items(), *_TEXTS.items())},
    **dict.fromkeys(PASSWORD.keys, "source"),
}
"""Where what is wrong with a key is written."""


def form_of(table: Mapping[str, Any]) -> Form:
    """The fields of a profile; what can not be shown in one is left empty."""
    plain = {plain_key(key): value for key, value in table.items()}
    scheme, host, port, path, address = _address(plain)
    user = plain.get("username") or (address.username if address is not None else "") or ""
    means = next((each for key, each in PASSWORD.keys.items() if plain.get(key)), None)
    if means is None and address is not None and address.password is not None:
        means = Means.TEXT
    source = plain.get(f"password{means.value}") if means in (Means.FILE, Means.COMMAND) else ""
    lines = [_line(each) for each in _items(plain)]
    if address is not None and address.topic_filter:
        lines.insert(0, _line(address.topic_filter))
    return Form(
        scheme,
        host,
        port,
        path,
        str(user),
        means,
        shlex.join(map(str, source)) if isinstance(source, list) else str(source or ""),
        subscriptions="\n".join(lines),
        **{field: plain.get(key) is True for field, key in _FLAGS.items()},  # type: ignore[arg-type]
        **{field: str(plain.get(key, "")) for field, key in _TEXTS.items()},  # type: ignore[arg-type]
    )


def filled_in(table: Mapping[str, Any], form: Form) -> dict[str, Any]:
    """The table with what was changed in the fields.

    Raises:
        FormError: a field can not be written.
    """
    before = form_of(table)
    names = {plain_key(key): key for key in table}
    wanted = dict(table)

    def put(key: str, value: object) -> None:
        """Set a key by the name that it has already; nothing takes it out."""
        name = names.get(key, key)
        if value in ("", None, False, []):
            wanted.pop(name, None)
        else:
            wanted[name] = value

    url = table.get("url")
    in_url = form.username != before.username or form.subscriptions != before.subscriptions
    rewritten = form.address != before.address or (in_url and isinstance(url, str))
    if rewritten:
        if isinstance(url, str) and without_password(url) != url:
            raise FormError("host", "the password stands in the URL: change that in the file")
        _put_address(put, form, has_url=isinstance(url, str))
        if form.scheme in ("mqtt", "ws", UNIX):
            tls = next((key for key in _TLS_KEYS[1:] if wanted.get(names.get(key, key))), None)
            if tls is not None:
                raise FormError("host", f"{form.scheme} goes without TLS, and the file has {tls}")
    if rewritten or form.username != before.username:
        put("username", form.username)
    if rewritten or form.subscriptions != before.subscriptions:
        put("subscriptions", _subscriptions(form.subscriptions, table))
    if (form.means, form.source) != (before.means, before.source):
        _put_password(put, form)
    for field, key in (*_FLAGS.items(), *_TEXTS.items()):
        if getattr(form, field) != getattr(before, field):
            put(key, getattr(form, field))
    return wanted


def _put_address(put: Any, form: Form, *, has_url: bool) -> None:
    for key in _OF_ADDRESS:
        # Else a comment beside the key would go with it.
        if not (key == "url" and has_url) and not (key == "host" and not has_url):
            put(key, None)
    if form.scheme == UNIX:
        if not form.path.strip():
            raise FormError("path", "the path of the socket is not named")
        for key in ("url", "host"):
            put(key, None)
        put("unix", form.path)
        return
    port = _port(form.port)
    if form.scheme in ("mqtt", "mqtts") and not has_url:
        put("host", form.host)
        put("tls", form.scheme == "mqtts")
        put("port", port)
        return
    put("host", None)
    host = f"[{form.host}]" if ":" in form.host else quote(form.host, safe="")
    path = f"/{form.path.removeprefix('/')}" if form.path and form.scheme in ("ws", "wss") else ""
    place = "" if port is None else f":{port}"
    put("url", f"{form.scheme}://{host}{place}{path}")


def _put_password(put: Any, form: Form) -> None:
    for key, means in PASSWORD.keys.items():
        if means is not form.means:
            put(key, None)
        elif means in (Means.FILE, Means.COMMAND):
            if not form.source.strip():
                what = "file" if means is Means.FILE else "command"
                raise FormError("source", f"the password's {what} is not named")
            put(key, form.source.strip())
        elif means is not Means.TEXT:
            put(key, True)


def _port(text: str) -> int | str | None:
    """A number where it is one; what else was written is complained of with the profile."""
    text = text.strip()
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 9 else text or None


def _address(plain: Mapping[str, Any]) -> tuple[str, str, str, str, Address | None]:
    url = plain.get("url")
    if isinstance(url, str):
        try:
            address = parse_url(url)
        except AddressError:
            return "mqtt", "", "", "", None
        port = "" if address.port == SCHEMES.get(address.scheme) else str(address.port)
        if address.scheme == UNIX:
            return UNIX, "", "", address.path or "", address
        return address.scheme, address.host, port, address.path or "", address
    if plain.get("unix"):
        return UNIX, "", "", str(plain["unix"]), None
    secure = any(plain.get(key) for key in _TLS_KEYS)
    host, port = str(plain.get("host", "")), str(plain.get("port", ""))
    return "mqtts" if secure else "mqtt", host, port, "", None


def _items(plain: Mapping[str, Any]) -> list[Any]:
    items = plain.get("subscriptions")
    return items if isinstance(items, list) else []


def _line(item: object) -> str:
    """A subscription as a line of the field."""
    if not isinstance(item, dict):
        text = str(item)
        return f"{text} 0" if _WITH_QOS.fullmatch(text) else text
    topics, qos = str(item.get("filter", "")), item.get("qos")
    return topics if qos is None and not _WITH_QOS.fullmatch(topics) else f"{topics} {qos or 0}"


def _subscriptions(text: str, table: Mapping[str, Any]) -> list[Any]:
    """The lines as the file has them; what else is said of a filter there stays."""
    known = {
        each["filter"]: each
        for each in _items({plain_key(key): value for key, value in table.items()})
        if isinstance(each, dict) and isinstance(each.get("filter"), str)
    }
    found: list[Any] = []
    for line in filter(None, map(str.strip, text.splitlines())):
        match = _WITH_QOS.fullmatch(line)
        topics, qos = (match[1], int(match[2])) if match is not None else (line, None)
        entry = {**known.get(topics, {}), "filter": topics}
        entry.pop("qos", None)
        if qos is not None:
            entry["qos"] = qos
        found.append(entry if len(entry) > 1 else topics)
    return found
