"""``pubsub-tui request``: a request published, and its response printed."""

from __future__ import annotations

import argparse
import asyncio
from dataclasses import replace

from pubsub_tui.headless.formats import safe_payload
from pubsub_tui.headless.listening import End, Listening
from pubsub_tui.headless.options import add_qos, add_within
from pubsub_tui.headless.output import Output, unwritable
from pubsub_tui.headless.saying import say
from pubsub_tui.message import Message
from pubsub_tui.requests import (
    NEEDS_REPLY_TOPIC,
    Exchange,
    make_request,
    new_reply_topic,
    reply_topic_complaint,
)
from pubsub_tui.session import Session
from pubsub_tui.settings import Settings, UsageError
from pubsub_tui.transports.base import Publication


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
    asking = _Asked(publication, reply_topic, reply_named=asked.reply is not None)
    output = Output()
    settings = replace(settings, topic_filters=(reply_topic,))
    end = asyncio.run(asking.run(settings, asked.within, retry=asked.retry))
    exchange = asking.exchange
    if exchange is not None and end is End.TIME_UP:
        say(exchange.nothing_came(asked.within))
    if exchange is not None and exchange.responses:
        response = exchange.responses[0]
        say(f"The response took {response.seconds * 1000:,.1f} ms.")
        end = _print(output, response.message)
    return end.exit_code


def _check(asked: argparse.Namespace, settings: Settings) -> None:
    """Raises UsageError for what can not be a request."""
    if settings.read_only:
        raise UsageError("a request is published, and --read-only forbids that.")
    if settings.topic_filters:
        raise UsageError("leave the topic out of the URL: a request is given one already.")
    if asked.reply is None:
        if settings.mqtt_version == 4:
            raise UsageError(f"{NEEDS_REPLY_TOPIC}: name one with --reply TOPIC.")
        return
    problem = reply_topic_complaint(asked.reply, asked.request)
    if problem is not None:
        raise UsageError(f"the topic {asked.reply!r} is not valid for --reply: {problem}.")


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


class _Asked:
    """The command's own part: a session for the exchange, and what is said of it.

    Attributes:
        exchange: None until there is a connection, which tells what a request is made of.
    """

    def __init__(self, publication: Publication, reply_topic: str, *, reply_named: bool) -> None:
        self._publication = publication
        self._reply_topic = reply_topic
        self._reply_named = reply_named
        self.exchange: Exchange | None = None

    async def run(self, settings: Settings, seconds: float, *, retry: bool) -> End:
        """Connect, publish the request, and wait for the response."""
        listening = Listening(settings, self._take, retry=retry, when_online=self._publish)
        return await listening.run(seconds)

    async def _publish(self, session: Session) -> End | None:
        link = session.state.link
        with_properties = link is not None and link.capabilities.properties
        if not with_properties and not self._reply_named:
            say("This broker speaks MQTT 3.1.1, without response topics: use --reply TOPIC.")
            return End.UNANSWERABLE
        request = make_request(
            self._publication, self._reply_topic, with_properties=with_properties
        )
        self.exchange = Exchange(request)
        outcome = await self.exchange.send(session.publish)
        if outcome.accepted:
            return None
        say(f"The request was not accepted: {outcome.reason}.")
        return End.REFUSED

    def _take(self, batch: list[Message]) -> bool:
        return self.exchange is not None and self.exchange.take(batch)
