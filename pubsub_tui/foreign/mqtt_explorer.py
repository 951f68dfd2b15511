"""MQTT Explorer's ``settings.json``, which holds all of its connections.

Source: the program's ``app/src/model/ConnectionOptions.ts``.
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Mapping
from typing import Any

from pubsub_tui.foreign.connection import ForeignConnection, ForeignSubscription
from pubsub_tui.foreign.fields import Fields, url_of, usable

KEY = "ConnectionManager_connections"
_GENERATED_ID = "mqtt-explorer-"
_CERTIFICATES = {"selfSignedCertificate": "ca", "clientCertificate": "cert", "clientKey": "key"}
_SCHEMES = {("mqtt", False): "mqtt", ("mqtt", True): "mqtts", ("ws", False): "ws"}


def connections(table: Mapping[str, Any]) -> list[ForeignConnection | str]:
    """Each connection, or a sentence that says why it can not be taken over."""
    found = table[KEY]
    if not isinstance(found, dict):
        return []
    return [_connection(Fields(each)) for each in found.values()]


def _connection(fields: Fields) -> ForeignConnection | str:
    name = fields.text("name") or fields.text("host") or "?"
    secure = fields.flag("encryption") or False
    scheme = _SCHEMES.get((fields.text("protocol") or "mqtt", secure), "wss")
    path = f"/{fields.text('basePath').lstrip('/')}" if scheme in ("ws", "wss") else ""
    port = fields.number("port", 1, 65_535) or 1883
    url = url_of(scheme, fields.text("host"), port, path)
    if url is None:
        return f"{name} names no host that can be used"
    options: dict[str, str | bool] = {}
    if fields.text("username"):
        options["username"] = fields.text("username")
    if fields.text("clientId") and not fields.text("clientId").startswith(_GENERATED_ID):
        options["client-id"] = fields.text("clientId")
    if secure and fields.flag("certValidation") is False:
        options["insecure"] = True
    files, broken = _files(fields) if secure else ({}, [])
    left_out = [f"the {option} file, which is not base64" for option in broken]
    if fields.text("password"):
        left_out.append("the password")
    subscriptions = tuple(usable(_subscriptions(fields), left_out))
    return ForeignConnection(name, url, options, subscriptions, files, tuple(left_out))


def _subscriptions(fields: Fields) -> list[ForeignSubscription]:
    return [
        ForeignSubscription(each.text("topic"), each.number("qos", 0, 2) or 0)
        for each in fields.list("subscriptions")
        if each.text("topic")
    ]


def _files(fields: Fields) -> tuple[dict[str, bytes], list[str]]:
    """The certificates and the key, and the options of those that can not be read."""
    files, broken = {}, []
    for name, option in _CERTIFICATES.items():
        data = fields.fields(name).text("data")
        if data:
            try:
                files[option] = base64.b64decode(data, validate=True)
            except (binascii.Error, ValueError):
                broken.append(option)
    return files, broken
