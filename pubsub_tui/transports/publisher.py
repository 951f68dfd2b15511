"""Publishes, and tells what the broker said to it: aiomqtt drops the reason codes."""

from __future__ import annotations

import asyncio
import time
from dataclasses import replace
from typing import Any

from paho.mqtt.client import MQTT_ERR_SUCCESS, Client, error_string
from paho.mqtt.reasoncodes import ReasonCode

from pubsub_tui.transports.acknowledgement import refusal
from pubsub_tui.transports.base import Outcome, Publication
from pubsub_tui.transports.publish_check import complaint
from pubsub_tui.transports.publish_properties import SentAsTheyAre


class Publisher:
    """The publications under way on one connection, each waiting for its answer."""

    def __init__(self, paho: Client, answer_seconds: float) -> None:
        self._paho = paho
        self._answer_seconds = answer_seconds
        self._waiting: dict[int, asyncio.Future[Outcome]] = {}
        self._loop = asyncio.get_running_loop()
        paho.on_publish = self._answered

    async def publish(self, publication: Publication) -> Outcome:
        """Publish and wait for PUBACK or PUBCOMP (QoS 1, 2), or until it is sent (QoS 0)."""
        started = time.monotonic()
        problem = complaint(publication)
        if problem is not None:
            return Outcome(False, problem)
        try:
            outcome = await self._send(publication)
        except TimeoutError:
            reason = f"no answer within {self._answer_seconds:.0f} s; it may have been delivered"
            outcome = Outcome(False, reason, unknown=True)
        return replace(outcome, seconds=time.monotonic() - started)

    def watch_packet(self, packet: bytes) -> None:
        """See the reason codes that paho passes over, and those that it does not take."""
        refused = refusal(packet)
        if refused is not None:
            number, words = refused
            self._settle(number, Outcome(False, words))

    def abandon(self) -> None:
        """The connection is gone: say so to everyone who waits."""
        lost = Outcome(False, "the connection was lost before it was acknowledged", unknown=True)
        for number in list(self._waiting):
            self._settle(number, lost)

    async def _send(self, publication: Publication) -> Outcome:
        properties = None
        if publication.properties is not None:
            try:
                properties = SentAsTheyAre(publication.properties)
            except ValueError as error:
                return Outcome(False, f"the properties are malformed: {error}")
        info = self._paho.publish(
            publication.topic,
            publication.payload,
            publication.qos,
            publication.retain,
            properties,  # type: ignore[arg-type]  # Its one method is all that paho calls.
        )
        if info.rc != MQTT_ERR_SUCCESS:
            return Outcome(False, f"not sent: {error_string(info.rc).rstrip('.').lower()}")
        if info.is_published():
            return Outcome(True, "sent")
        answer: asyncio.Future[Outcome] = self._loop.create_future()
        self._waiting[info.mid] = answer
        try:
            outcome = await asyncio.wait_for(answer, self._answer_seconds)
            if outcome.accepted and not publication.qos:
                return Outcome(True, "sent")
            return outcome
        finally:
            self._waiting.pop(info.mid, None)

    def _answered(self, _: Client, __: Any, number: int, code: ReasonCode, ___: Any) -> None:
        waiting = number in self._waiting
        if code.is_failure:
            self._settle(number, Outcome(False, str(code).lower()))
        elif waiting:
            words = "acknowledged" if code.value == 0 else f"acknowledged: {str(code).lower()}"
            self._settle(number, Outcome(True, words))

    def _settle(self, number: int, outcome: Outcome) -> None:
        answer = self._waiting.get(number)
        if answer is not None and not answer.done():
            answer.set_result(outcome)
