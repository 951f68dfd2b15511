"""The JSON files that MQTTX exports: one connection, or a list of them.

Source: the program's ``src/views/connections/types.ts``, and ``src/types/global.d.ts``.
"""

from __future__ import annotations

from pubsub_tui.foreign.connection import ForeignConnection, ForeignSubscription
from pubsub_tui.foreign.fields import Fields, url_of, usable

_GENERATED_ID = "mqttx_"
_SCHEMES = ("mqtt", "mqtts", "ws", "wss")
_VERSIONS = {"5.0": "5", "3.1.1": "3.1.1"}
_USUAL_KEEPALIVE = 60


def connections(tables: list[object]) -> list[ForeignConnection | str]:
    """Each connection, or a sentence that says why it can not be taken over."""
    return [_connection(Fields(each)) for each in tables]


def _connection(fields: Fields) -> ForeignConnection | str:
    name = fields.text("name") or fields.text("host") or "?"
    scheme = fields.text("protocol")
    if scheme not in _SCHEMES:
        scheme = "mqtts" if fields.flag("ssl") else "mqtt"
    secure = scheme in ("mqtts", "wss")
    path = f"/{fields.text('path').lstrip('/')}" if scheme in ("ws", "wss") else ""
    url = url_of(scheme, fields.text("host"), fields.number("port", 1, 65_535) or 1883, path)
    if url is None:
        return f"{name} names no host that can be used"
    left_out: list[str] = []
    options = _session(fields, left_out)
    options |= _will(fields)
    if secure:
        options |= _tls(fields, left_out)
    if fields.text("password"):
        left_out.append("the password")
    subscriptions = tuple(usable(_subscriptions(fields, left_out), left_out))
    return ForeignConnection(name, url, options, subscriptions, {}, tuple(left_out))


def _session(fields: Fields, left_out: list[str]) -> dict[str, str | bool]:
    options: dict[str, str | bool] = {}
    if fields.text("username"):
        options["username"] = fields.text("username")
    version = _VERSIONS.get(fields.text("mqttVersion"))
    if version is not None:
        options["mqtt-version"] = version
    elif fields.text("mqttVersion"):
        left_out.append("the version of MQTT, which is not spoken here")
    keepalive = fields.number("keepalive", 1, 65_535)
    if keepalive not in (None, _USUAL_KEEPALIVE):
        options["keepalive"] = str(keepalive)
    client_id = fields.text("clientId")
    own_id = client_id and not client_id.startswith(_GENERATED_ID)
    if own_id:
        options["client-id"] = client_id
    properties = fields.fields("properties")
    expiry = fields.seconds("sessionExpiryInterval") or properties.seconds("sessionExpiryInterval")
    if fields.flag("clean") is False and expiry is not None:
        if own_id:
            options["session-expiry"] = f"{expiry}s"
        else:
            left_out.append("the session's expiry, as its client id is made up")
    most = fields.number("receiveMaximum", 1, 65_535)
    most = most or properties.number("receiveMaximum", 1, 65_535)
    if most is not None and version != "3.1.1":
        options["receive-maximum"] = str(most)
    return options


def _will(fields: Fields) -> dict[str, str | bool]:
    will = fields.fields("will")
    topic = will.text("lastWillTopic")
    if not topic:
        return {}
    options: dict[str, str | bool] = {"will-topic": topic}
    if will.text("lastWillPayload"):
        options["will-message"] = will.text("lastWillPayload")
    if will.number("lastWillQos", 1, 2):
        options["will-qos"] = str(will.number("lastWillQos", 1, 2))
    if will.flag("lastWillRetain"):
        options["will-retain"] = True
    delay = will.fields("properties").seconds("willDelayInterval")
    if delay is not None and fields.text("mqttVersion") != "3.1.1":
        options["will-delay"] = f"{delay}s"
    return options


def _tls(fields: Fields, left_out: list[str]) -> dict[str, str | bool]:
    options: dict[str, str | bool] = {}
    if fields.flag("rejectUnauthorized") is False:
        options["insecure"] = True
    if fields.text("certType") == "self":
        for option in ("ca", "cert", "key"):
            path = fields.text(option)
            if "\0" in path:
                left_out.append(f"the {option} file, whose path can not be one")
            elif path:
                options[option] = path
    return options


def _subscriptions(fields: Fields, left_out: list[str]) -> list[ForeignSubscription]:
    found = []
    for each in fields.list("subscriptions"):
        topic = each.text("topic")
        if each.flag("disabled"):
            left_out.append(f"the subscription to {topic}, which is switched off")
        elif topic:
            found.append(
                ForeignSubscription(
                    topic,
                    each.number("qos", 0, 2) or 0,
                    each.flag("nl") or False,
                    each.flag("rap") or False,
                    each.number("rh", 0, 2) or 0,
                )
            )
    return found
