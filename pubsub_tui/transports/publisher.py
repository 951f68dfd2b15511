"""Publishes, and tells what the broker said to it: aiomqtt drops the reason codes."""

from __future__ import annotations

import asyncio
import time
from typing import Any

from paho.mqtt.client import MQTT_ERR_SUCCESS, Client, error_string
from paho.mqtt.packettypes import PacketTypes
from paho.mqtt.reasoncodes import ReasonCode

from pubsub_tui.transports.base import Outcome, Publication
from pubsub_tui.transports.publish_check import complaint
from pubsub_tui.transports.publish_properties import SentAsTheyAre

_PUBREC = 0x50
_FAILURE = 0x80


class Publisher:
    """The publications under way on one connection, each waiting for its answer."""

    def __init__(self, paho: Client, answer_seconds: float) -> None:
        self._paho = paho
        self._answer_seconds = answer_seconds
        self._waiting: dict[int, asyncio.Future[tuple[bool, str]]] = {}
        self._loop = asyncio.get_running_loop()
        paho.on_publish = self._answered

    async def publish(self, publication: Publication) -> Outcome:
        """Publish and wait for PUBACK or PUBCOMP (QoS 1, 2), or until it is sent (QoS 0)."""
        started = time.monotonic()
        problem = complaint(publication)
        if problem is not None:
            return Outcome(False, problem)
        try:
            accepted, reason = await self._send(publication)
        except TimeoutError:
            accepted = False
            reason = f"no answer within {self._answer_seconds:.0f} s; it may have been delivered"
        return Outcome(accepted, reason, time.monotonic() - started)

    def watch_packet(self, packet: bytes) -> None:
        """See a PUBREC's reason code (MQTT 5.0, section 3.5.2.1), which paho passes over."""
        if packet[0] == _PUBREC and len(packet) > 4 and packet[4] >= _FAILURE:
            code = ReasonCode(PacketTypes.PUBREC, identifier=packet[4])
            self._settle(int.from_bytes(packet[2:4], "big"), False, str(code).lower())

    def abandon(self) -> None:
        """The connection is gone: say so to everyone who waits."""
        for number in list(self._waiting):
            self._settle(number, False, "the connection was lost before it was acknowledged")

    async def _send(self, publication: Publication) -> tuple[bool, str]:
        properties = None
        if publication.properties is not None:
            try:
                properties = SentAsTheyAre(publication.properties)
            except ValueError as error:
                return False, f"the properties are malformed: {error}"
        info = self._paho.publish(
            publication.topic,
            publication.payload,
            publication.qos,
            publication.retain,
            properties,  # type: ignore[arg-type]  # Its one method is all that paho calls.
        )
        if info.rc != MQTT_ERR_SUCCESS:
            return False, f"not sent: {error_string(info.rc).rstrip('.').lower()}"
        if info.is_published():
            return True, "sent"
        answer: asyncio.Future[tuple[bool, str]] = self._loop.create_future()
        self._waiting[info.mid] = answer
        try:
            accepted, reason = await asyncio.wait_for(answer, self._answer_seconds)
            return accepted, reason if publication.qos or not accepted else "sent"
        finally:
            self._waiting.pop(info.mid, None)

    def _answered(self, _: Client, __: Any, number: int, code: ReasonCode, ___: Any) -> None:
        waiting = number in self._waiting
        if code.is_failure:
            self._settle(number, False, str(code).lower())
        elif waiting:
            words = "acknowledged" if code.value == 0 else f"acknowledged: {str(code).lower()}"
            self._settle(number, True, words)

    def _settle(self, number: int, accepted: bool, reason: str) -> None:
        answer = self._waiting.get(number)
        if answer is not None and not answer.done():
            answer.set_result((accepted, reason))
