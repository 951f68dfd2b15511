"""One attempt to connect, whose stages are written down, each within a time."""

from __future__ import annotations

import asyncio

from pubsub_tui.doctor.record import Record, Telling
from pubsub_tui.transports import problems, stages, tls_problems
from pubsub_tui.transports.base import Cause, Link, Problem, Sink, TransportError
from pubsub_tui.transports.continuity import Continuity
from pubsub_tui.transports.mqtt import MqttTransport
from pubsub_tui.transports.mqtt_options import MqttOptions

_LOOK_SECONDS = 0.05
"""A stage may begin and end between two looks; only how long it lasts is looked at."""
_MARGIN_SECONDS = 1.0


async def connected(
    options: MqttOptions, record: Record, seconds: float, sink: Sink
) -> tuple[MqttTransport, Link]:
    """Connect as the dashboard does, with an id of its own unless the options name one.

    Args:
        seconds: the longest that each stage may take.

    Raises:
        TransportError: it did not work; nothing is left behind.
    """
    telling = Telling(record)
    continuity = Continuity(options.connect.client_id)
    transport = MqttTransport(options, continuity, telling, seconds)
    connecting = asyncio.ensure_future(transport.connect(sink))
    try:
        await _in_time(connecting, options, record, seconds)
        return transport, connecting.result()
    except (TransportError, asyncio.CancelledError) as error:
        # First of all: what the thread goes on with is none of ours any more.
        telling.over = True
        if isinstance(error, TransportError):
            record.fail(error.problem.what, error.problem.said)
        else:
            record.fail("stopped")
        connecting.cancel()
        await asyncio.gather(connecting, return_exceptions=True)
        await transport.close()
        raise


async def _in_time(
    connecting: asyncio.Future[Link], options: MqttOptions, record: Record, seconds: float
) -> None:
    """Return when it is over. Raises TransportError when a stage takes too long."""
    while not connecting.done():
        left = seconds - record.elapsed()
        if record.running == stages.CONNECT:
            # The transport keeps that time itself, and knows better what came instead.
            left += _MARGIN_SECONDS
        if left <= 0:
            raise TransportError(_late(options, record.running, seconds))
        await asyncio.wait({connecting}, timeout=max(_LOOK_SECONDS, min(left, seconds / 4)))


def _late(options: MqttOptions, stage: str, seconds: float) -> Problem:
    """What to say of a stage that took too long."""
    endpoint = options.endpoint
    if stage == stages.CONNECT:
        return problems.silent(endpoint, seconds)
    if stage == stages.TLS:
        return tls_problems.failed(TimeoutError(), endpoint, with_certificate=False)
    if stage == stages.RESOLVE:
        what = f"The host name {options.host} does not resolve: no name service answers."
        return Problem(Cause.UNRESOLVED, what, "Check this machine's network and VPN.")
    if stage == stages.TCP:
        return problems.from_exception(TimeoutError(), endpoint)
    return Problem(Cause.TIMEOUT, f"{stage} was not done within {seconds:g} s.")
