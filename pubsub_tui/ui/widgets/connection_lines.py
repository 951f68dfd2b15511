"""The connection as lines: where to, how, subscribed to what; and why no figure is to be seen."""

from __future__ import annotations

from pubsub_tui.decode.view import Line
from pubsub_tui.sanitize import cut, sanitize
from pubsub_tui.session import ConnectionState, Phase
from pubsub_tui.topic_filter import selects_sys
from pubsub_tui.ui.widgets.encryption_lines import encryption_lines
from pubsub_tui.ui.widgets.wrapped_lines import broken, wrapped

_LONGEST = 200
_MOST_FILTERS = 8
_ENCRYPTION = {"mqtt": "not encrypted"}
"""By the scheme of a connection of which nothing else is known."""

PATIENCE = 75.0
"""Seconds: EMQX and HiveMQ speak once a minute, all others sooner."""


def connection_lines(
    state: ConnectionState, username: str | None, width: int, now: float
) -> list[Line]:
    """What is known of the connection; never a password."""
    parts = [_safe(state.endpoint)]
    link = state.link
    if link is None or state.phase is not Phase.ONLINE:
        return wrapped([*parts, state.phase.value], width)
    encrypted = _ENCRYPTION.get(link.capabilities.scheme, link.capabilities.scheme)
    if link.encryption is not None:
        encrypted = link.encryption.version
    parts += [_safe(link.protocol), *map(_safe, link.stages), _safe(encrypted)]
    parts.append(f"client {_safe(link.client_id)}")
    if username is not None:
        parts.append(f"user {_safe(username)}")
    if link.resumed is not None:
        parts.append("session resumed" if link.resumed else "new session")
    lines = wrapped(parts, width)
    if link.left_out:
        without = f"{link.protocol} has no {' and no '.join(link.left_out)}: left out"
        lines.append([(f" {cut(_safe(without), width - 2)}", "literal")])
    if link.encryption is not None:
        lines += encryption_lines(link.encryption, width, now)
    granted = [each for each in state.granted if each.qos is not None]
    if granted:
        filters = [f"{_safe(each.topic_filter)} QoS {each.qos}" for each in granted[:_MOST_FILTERS]]
        if len(granted) > _MOST_FILTERS:
            filters.append(f"and {len(granted) - _MOST_FILTERS} more")
        filters[0] = f"subscribed to {filters[0]}"
        lines += wrapped(filters, width, first="muted")
    for each in state.refused[:_MOST_FILTERS]:
        refusal = f" refused {_safe(each.topic_filter)}: {_safe(each.refusal)}"
        lines.append([(cut(refusal, width), "literal")])
    return lines


def why_nothing(state: ConnectionState, waited: float) -> str:
    """Why nothing came from below ``$SYS``, in a sentence or two.

    Args:
        state: the connection, with what the broker answered to each subscription.
        waited: seconds for which it has been looked at.
    """
    if state.phase is not Phase.ONLINE:
        return "The broker's figures will be shown here once it is connected."
    asked = [each for each in state.granted if selects_sys(each.topic_filter)]
    if not asked:
        return (
            "Not subscribed to $SYS, where brokers tell their figures: "
            "the filter # leaves it out. Add $SYS/# to the subscriptions."
        )
    if all(each.qos is None for each in asked):
        first = asked[0]
        return f"The broker refused {_safe(first.topic_filter)}: {_safe(first.refusal)}."
    if waited > PATIENCE:
        return (
            "This broker publishes nothing below $SYS, or does not let you read it: "
            "nothing has come for more than a minute."
        )
    return (
        "Nothing came from below $SYS yet. Waiting: mosquitto sends every 10 s, EMQX each minute."
    )


def sentence_lines(sentence: str, width: int, role: str = "text") -> list[Line]:
    """A sentence of safe text, broken between words."""
    return [[(f" {line}", role)] for line in broken(sentence.split(" "), " ", width - 2)]


def _safe(text: str) -> str:
    return sanitize(text[:_LONGEST])
