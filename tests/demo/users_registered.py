"""A paho program as people write them: argv[1] is the port; prints what it receives, and ends."""

from __future__ import annotations

import sys
from typing import Any

import paho.mqtt.client as mqtt
from paho.mqtt.enums import CallbackAPIVersion


def on_connect(
    client: mqtt.Client, userdata: Any, flags: Any, reason: Any, properties: Any
) -> None:
    client.subscribe("users/registered", qos=1)


def on_subscribe(client: mqtt.Client, userdata: Any, mid: int, codes: Any, properties: Any) -> None:
    client.publish("users/registered", "John Doe", qos=1)


def on_message(client: mqtt.Client, userdata: Any, message: mqtt.MQTTMessage) -> None:
    print(message.topic, message.payload.decode())
    client.disconnect()


client = mqtt.Client(CallbackAPIVersion.VERSION2)
client.on_connect = on_connect
client.on_subscribe = on_subscribe
client.on_message = on_message
client.connect("127.0.0.1", int(sys.argv[1]))
client.loop_forever()
