"""The receivers that are compared, each run in a process of its own.

``python -m benchmarks.receivers NAME PORT VERSION [LINK]`` connects, takes everything up to the
marker, and prints one line of JSON: messages, CPU seconds from connect to marker. LINK is tls,
ws or unix=PATH, for ours only.
"""

from __future__ import annotations

import asyncio
import json
import sys
import time

from benchmarks.sender import MARKER


async def ours(port: int, version: int, link: str = "") -> int:
    """Our transport into the full model, settled twelve times a second as the screen does."""
    from pubsub_tui.message import Message
    from pubsub_tui.model.traffic import Traffic
    from pubsub_tui.transports.base import Subscription
    from pubsub_tui.transports.mqtt import MqttTransport
    from pubsub_tui.transports.mqtt_options import MqttOptions
    from pubsub_tui.way import PLAIN, Tls, Way, WebSocket

    ways = {"": PLAIN, "tls": Way(Tls(insecure=True)), "ws": Way(websocket=WebSocket())}
    way = ways.get(link) or Way(unix=link.removeprefix("unix="))
    traffic = Traffic()
    done = asyncio.Event()

    def sink(batch: list[Message]) -> None:
        traffic.add(batch)
        if batch[-1].topic == MARKER:
            done.set()

    transport = MqttTransport(MqttOptions("127.0.0.1", port, version=version, way=way))
    await transport.connect(sink)
    await transport.subscribe([Subscription("#", 0)])
    while not done.is_set():
        traffic.settle()
        try:
            await asyncio.wait_for(done.wait(), 1 / 12)
        except TimeoutError:
            continue
    traffic.settle()
    await transport.close()
    return traffic.received


async def aiomqtt(port: int, version: int) -> int:
    """aiomqtt as it comes, its messages iterated and nothing else done."""
    import aiomqtt

    protocol = aiomqtt.ProtocolVersion.V5 if version == 5 else aiomqtt.ProtocolVersion.V311
    received = 0
    async with aiomqtt.Client("127.0.0.1", port, protocol=protocol, timeout=60) as client:
        await client.subscribe("#")
        async for message in client.messages:
            received += 1
            if str(message.topic) == MARKER:
                return received
    return received


def paho(port: int, version: int) -> int:
    """paho alone with its own loop; the callback only counts."""
    from typing import Any

    from paho.mqtt.client import Client, MQTTMessage, MQTTv5, MQTTv311
    from paho.mqtt.enums import CallbackAPIVersion

    received = 0

    def on_message(client: Client, _: Any, message: MQTTMessage) -> None:
        nonlocal received
        received += 1
        if message.topic == MARKER:
            client.disconnect()

    def on_connect(client: Client, *_: Any) -> None:
        client.subscribe("#")

    client = Client(CallbackAPIVersion.VERSION2, protocol=MQTTv5 if version == 5 else MQTTv311)
    client.on_message = on_message
    client.on_connect = on_connect
    client.connect("127.0.0.1", port)
    client.loop_forever()
    return received


def main() -> None:
    """Run the receiver named on the command line."""
    name, port, version = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
    started = time.process_time()
    if name == "paho":
        received = paho(port, version)
    elif name == "aiomqtt":
        received = asyncio.run(aiomqtt(port, version))
    else:
        received = asyncio.run(ours(port, version, *sys.argv[4:]))
    print(json.dumps({"received": received, "cpu": time.process_time() - started}))


if __name__ == "__main__":
    main()
