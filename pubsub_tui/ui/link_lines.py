"""What is said of the request or the reply that belongs to a message."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from pubsub_tui.decode.view import Line
from pubsub_tui.model.linked import REACH, Linked
from pubsub_tui.sanitize import cut, sanitize
from pubsub_tui.ui.actions import keys_in_force
from pubsub_tui.ui.quantities import format_round_trip

_LONGEST_TOPIC = 60
_LEAST_TOPIC = 16
_BESIDE_TOPIC = 42
"""Cells of what stands beside a topic, about."""


@dataclass(frozen=True, slots=True)
class LinkKeys:
    """The keys that go from one to the other, as they are written on screen."""

    reply: str
    request: str


def link_keys(scope: str, users: Mapping[str, str]) -> LinkKeys:
    """The keys in a pane; ``users`` are the user's own by action id."""
    reply, request = (keys_in_force(f"{scope}.{name}", users)[0] for name in ("reply", "request"))
    return LinkKeys(reply, request)


def link_lines(linked: Linked, keys: LinkKeys, width: int) -> list[Line]:
    """A line for what a message asked for, and one for what it answers, where there is either.

    Topics are cut for the lines to fit in ``width`` cells, as far as that goes.
    """
    room = max(_LEAST_TOPIC, min(_LONGEST_TOPIC, width - _BESIDE_TOPIC))
    return [*_request_line(linked, keys, room), *_reply_line(linked, keys, room)]


def no_reply(linked: Linked) -> str:
    """Why there is no reply to go to, as a sentence."""
    search = linked.reply
    if search.topic is None:
        return "This message asks for no response: it has no response topic."
    if search.far:
        return f"No reply came on {_name(search.topic)} within {REACH:,} messages."
    return f"No reply has come on {_name(search.topic)}."


def no_request(linked: Linked) -> str:
    """Why there is no request to go to, as a sentence."""
    if linked.request.named:
        return "The request that this answers is not kept."
    return "This message answers no request that is kept."


def _reply_line(linked: Linked, keys: LinkKeys, room: int) -> list[Line]:
    search = linked.reply
    if search.topic is None:
        return []
    topic = _name(search.topic, room)
    found = search.found
    if found is not None:
        after = format_round_trip(found.seconds)
        key = (f" (key {keys.reply})", "muted")
        return [[(f" → reply on {topic} after {after}", "title"), key]]
    if search.far:
        state = f"none came within {REACH:,} messages"
    else:
        state = "no reply yet" if search.caught_up else "looking for the reply"
    return [[(f" → asks for a reply on {topic}", "title"), (f" · {state}", "muted")]]


def _request_line(linked: Linked, keys: LinkKeys, room: int) -> list[Line]:
    search = linked.request
    found = search.found
    if found is not None:
        after = format_round_trip(found.seconds)
        key = (f" (key {keys.request})", "muted")
        return [[(f" ← answers {_name(found.message.topic, room)} after {after}", "title"), key]]
    if not search.named or linked.reply.topic is not None:
        return []
    state = "the request is not kept" if search.over else "looking for the request"
    return [[(" ← a reply", "title"), (f" · {state}", "muted")]]


def _name(topic: str, room: int = _LONGEST_TOPIC) -> str:
    return cut(sanitize(topic[: room + 1]), room)
