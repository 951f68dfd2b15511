"""An MQTT 3.1.1 broker inside this process, on a free port of the loopback interface."""

from __future__ import annotations

import asyncio
import importlib.util
import logging
from collections.abc import AsyncIterator, Awaitable, Mapping
from contextlib import asynccontextmanager, suppress
from typing import Any, Protocol

from pubsub_tui.demo.event import Event

HOST = "127.0.0.1"
SHUTDOWN_WAIT = 1.0  # seconds; clients that do not answer must not hold up the end


class _Broker(Protocol):
    """The part of `amqtt.broker.Broker` that the demo uses; amqtt brings no types."""

    _servers: Mapping[str, Any]

    async def start(self) -> None: ...
    async def shutdown(self) -> None: ...
    async def internal_message_broadcast(self, topic: str, data: bytes) -> None: ...
    def retain_message(
        self, source: None, topic: str, data: bytes, qos: int
    ) -> Awaitable[None] | None: ...


class DemoBroker:
    """A running broker that anyone on this machine may connect to."""

    def __init__(self, broker: _Broker) -> None:
        self._broker = broker
        # amqtt tells its port nowhere else when it was asked for port 0.
        listener = broker._servers["default"].instance
        self.port: int = listener.sockets[0].getsockname()[1]

    async def publish(self, event: Event) -> None:
        """Hand an event to every subscriber, and keep it if it is retained.

        Subscribers get it at the QoS that they were granted, as amqtt does with every PUBLISH.
        """
        await self._broker.internal_message_broadcast(event.topic, event.payload)
        if event.retain:
            kept = self._broker.retain_message(None, event.topic, event.payload, event.qos)
            if kept is not None:  # a plain function in amqtt 0.11, a coroutine since
                await kept


@asynccontextmanager
async def embedded_broker() -> AsyncIterator[DemoBroker]:
    """Run a broker as long as the block lasts.

    Raises:
        ModuleNotFoundError: When amqtt is not installed.
    """
    _keep_quiet()
    broker = _make_broker()
    await broker.start()
    try:
        yield DemoBroker(broker)
    finally:
        with suppress(TimeoutError):
            await asyncio.wait_for(broker.shutdown(), SHUTDOWN_WAIT)


def _make_broker() -> _Broker:
    from amqtt.broker import Broker

    class OwnRetainedOnly(Broker):  # type: ignore[misc]
        """amqtt hands a client that connects what others' filters match; this one does not."""

        async def _publish_retained_messages_for_subscription(
            self, subscription: tuple[str, int], session: Any
        ) -> None:
            own = self._subscriptions.get(subscription[0], ())
            if any(subscriber is session for subscriber, _ in own):
                await super()._publish_retained_messages_for_subscription(subscription, session)

    broker: _Broker = OwnRetainedOnly(_config())
    return broker


def _config() -> dict[str, Any]:
    plugins: dict[str, dict[str, Any]] = {
        "amqtt.plugins.authentication.AnonymousAuthPlugin": {"allow_anonymous": True}
    }
    if importlib.util.find_spec("psutil") is not None:  # the $SYS plugin needs it
        plugins["amqtt.plugins.sys.broker.BrokerSysPlugin"] = {"sys_interval": 5}
    return {"listeners": {"default": {"type": "tcp", "bind": f"{HOST}:0"}}, "plugins": plugins}


def _keep_quiet() -> None:
    """Send what amqtt and its parts log nowhere: the terminal belongs to someone else."""
    for name in ("amqtt", "transitions", "websockets"):
        logger = logging.getLogger(name)
        logger.addHandler(logging.NullHandler())
        logger.propagate = False
        logger.setLevel(logging.CRITICAL)
