"""``pubsub-tui request``: a request published, and its response printed."""

from __future__ import annotations

import argparse
import asyncio
import time
from dataclasses import replace

from pubsub_tui.headless.formats import safe_payload
from pubsub_tui.headless.listening import End, Listening
from pubsub_tui.headless.options import add_qos, add_within
from pubsub_tui.headless.output import Output, unwritable
from pubsub_tui.headless.saying import say
from pubsub_tui.message import Message
from pubsub_tui.model.filter.literals import written_duration
from pubsub_tui.requests import Request, make_request, new_reply_topic
from pubsub_tui.session import Session
from pubsub_tui.settings import Settings, UsageError
from pubsub_tui.topic_filter import complaint
from pubsub_tui.transports.base import Outcome, Publication


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """See `commands.CommandModule`."""
    parser.add_argument("request", metavar="TOPIC", help="the topic that requests are sent to")
    parser.add_argument("-m", "--message", metavar="TEXT", required=True, help="the request")
    parser.add_argument(
        "--reply",
        metavar="TOPIC",
        help="where the response comes; needed with MQTT 3.1.1 (default: a topic of its own)",
    )
    add_within(parser, "the response")
    add_qos(parser, "publish and subscribe")


def run(asked: argparse.Namespace, settings: Settings) -> int:
    """See `commands.CommandModule`."""
    _check(asked, settings)
    reply_topic = asked.reply or new_reply_topic()
    payload = asked.message.encode("utf-8", "surrogateescape")
    publication = Publication(asked.request, payload, asked.qos)
    exchange = _Exchange(publication, reply_topic, reply_named=asked.reply is not None)
    output = Output()
    settings = replace(settings, topic_filters=(reply_topic,))
    end = asyncio.run(exchange.run(settings, asked.within, retry=asked.retry))
    if end is End.TIME_UP:
        say(exchange.nothing_came(asked.within))
    if exchange.response is not None:
        say(f"The response took {exchange.seconds * 1000:,.1f} ms.")
        end = _print(output, exchange.response)
    return end.exit_code


def _check(asked: argparse.Namespace, settings: Settings) -> None:
    """Raises UsageError for what can not be a request."""
    if settings.read_only:
        raise UsageError("a request is published, and --read-only forbids that.")
    if settings.topic_filters:
        raise UsageError("leave the topic out of the URL: a request is given one already.")
    if asked.reply is None:
        if settings.mqtt_version == 4:
            raise UsageError("MQTT 3.1.1 has no response topics: name one with --reply TOPIC.")
        return
    problem = complaint(asked.reply)
    if problem is None and ("#" in asked.reply or "+" in asked.reply):
        problem = "a response comes on one topic, without wildcards"
    if problem is not None:
        raise UsageError(f"the topic {asked.reply!r} is not valid for --reply: {problem}.")
    if asked.reply == asked.request:
        raise UsageError("with --reply on the request's own topic, it would answer itself.")


def _print(output: Output, response: Message) -> End:
    """Exact for programs, safe on a terminal."""
    shown = safe_payload(response).encode() if output.terminal else response.payload
    try:
        output.write(shown + b"\n")
    except BrokenPipeError:
        return End.READER_GONE
    except OSError as error:
        say(unwritable(error))
        return End.UNWRITABLE
    return End.DONE


class _Exchange:
    """One request and its response.

    Attributes:
        response: None until it has come.
        seconds: from the request to the response.
    """

    def __init__(self, publication: Publication, reply_topic: str, *, reply_named: bool) -> None:
        self._publication = publication
        self._reply_topic = reply_topic
        self._reply_named = reply_named
        self._request: Request | None = None
        self._outcome: Outcome | None = None
        self._started = 0.0
        self.response: Message | None = None
        self.seconds = 0.0

    async def run(self, settings: Settings, seconds: float, *, retry: bool) -> End:
        """Connect, publish the request, and wait for the response."""
        listening = Listening(settings, self._take, retry=retry, when_online=self._publish)
        return await listening.run(seconds)

    def nothing_came(self, within: float) -> str:
        """What to say when the time is up."""
        told = f" The request itself: {self._outcome.reason}." if self._outcome is not None else ""
        return f"No response on {self._reply_topic} within {written_duration(within)}.{told}"

    async def _publish(self, session: Session) -> End | None:
        link = session.state.link
        with_properties = link is not None and link.capabilities.properties
        if not with_properties and not self._reply_named:
            say("This broker speaks MQTT 3.1.1, without response topics: use --reply TOPIC.")
            return End.UNANSWERABLE
        request = make_request(
            self._publication, self._reply_topic, with_properties=with_properties
        )
        self._started = time.perf_counter()
        self._request = request
        outcome = self._outcome = await session.publish(request.publication)
        if outcome.accepted:
            return None
        say(f"The request was not accepted: {outcome.reason}.")
        return End.REFUSED

    def _take(self, batch: list[Message]) -> bool:
        if self._request is None:
            return False
        for message in batch:
            if self._request.is_answered_by(message):
                self.seconds = time.perf_counter() - self._started
                self.response = message
                return True
        return False
