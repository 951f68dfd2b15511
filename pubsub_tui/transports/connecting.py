"""Connect options in the words of aiomqtt and paho."""

from __future__ import annotations

from typing import Any

import aiomqtt
from paho.mqtt.packettypes import PacketTypes
from paho.mqtt.properties import Properties

from pubsub_tui.connect_options import ConnectOptions, Will


def client_arguments(options: ConnectOptions, version: int) -> dict[str, Any]:
    """Arguments of `aiomqtt.Client`; what MQTT 3.1.1 can not say is left out for version 4."""
    arguments: dict[str, Any] = {"keepalive": options.keepalive}
    if options.will is not None:
        arguments["will"] = _will(options.will, version)
    if version == 5:
        arguments["clean_start"] = not options.persistent
        arguments["properties"] = _properties(options)
    else:
        arguments["clean_session"] = not options.persistent
    return arguments


def _properties(options: ConnectOptions) -> Properties:
    properties = Properties(PacketTypes.CONNECT)
    if options.persistent:
        properties.SessionExpiryInterval = options.session_expiry
    if options.receive_maximum is not None:
        properties.ReceiveMaximum = options.receive_maximum
    if options.auth_method is not None:
        properties.AuthenticationMethod = options.auth_method
    if options.auth_data is not None:
        properties.AuthenticationData = options.auth_data
    return properties


def _will(will: Will, version: int) -> aiomqtt.Will:
    properties = None
    if version == 5 and will.delay:
        properties = Properties(PacketTypes.WILLMESSAGE)
        properties.WillDelayInterval = will.delay
    return aiomqtt.Will(will.topic, will.payload, will.qos, will.retain, properties)
