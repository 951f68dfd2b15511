"""Secrets taken out of what the other side says: it may send them back."""

from __future__ import annotations

import re
from collections.abc import Callable

from pubsub_tui.transports.mqtt_options import MqttOptions

HIDDEN = "•••"
_SHORT = 4


def hider(options: MqttOptions) -> Callable[[str], str]:
    """Takes the secrets of these options out of a text."""
    patterns = [_pattern(each) for each in _secrets(options)]

    def hide(text: str) -> str:
        for pattern in patterns:
            text = pattern.sub(HIDDEN, text)
        return text

    return hide


def _pattern(secret: str) -> re.Pattern[str]:
    found = re.escape(secret)
    if len(secret) < _SHORT:
        # Within words it is there by chance.
        found = rf"(?<!\w){found}(?!\w)"
    return re.compile(found)


def _secrets(options: MqttOptions) -> list[str]:
    """Every secret, the longest first: one may be part of another."""
    way = options.way
    found = [options.password]
    if options.connect.auth_data is not None:
        found.append(options.connect.auth_data.decode("utf-8", "replace"))
    if way.tls is not None:
        found.append(way.tls.key_password)
    if way.proxy is not None:
        found.append(way.proxy.password)
    if way.websocket is not None:
        found += [value for _, value in way.websocket.headers]
        found += way.websocket.path.partition("?")[2].split("&")
    return sorted((each for each in found if each), key=len, reverse=True)
