"""One row of the list of subscriptions or excludes, and all there is to say about one."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from rich.cells import cell_len, set_cell_size
from textual.content import Content

from pubsub_tui.model.excludes import Exclude
from pubsub_tui.model.filter_count import FilterCount
from pubsub_tui.sanitize import cut, sanitize
from pubsub_tui.session import ConnectionState, Phase
from pubsub_tui.subscriptions import Entry
from pubsub_tui.topic_filter import group_of, overlap
from pubsub_tui.transports.base import Granted, Link, Subscription
from pubsub_tui.ui.quantities import counted, format_size
from pubsub_tui.ui.subscription_marks import mark_style

_HANDLINGS = ("", "retained messages only if new", "no retained messages")
"""What is said of retain handling 0, 1 and 2."""

_LONGEST = 300
_FIXED = 30
_LEAST_FILTER = 16
_ALIAS = 14
_STATE = 16
_NAMED = 24


@dataclass(frozen=True, slots=True)
class Widths:
    """The columns of the list, in cells; without aliases theirs is empty."""

    filter: int
    alias: int
    state: int

    @classmethod
    def for_width(cls, width: int, aliases: bool) -> Widths:
        """As they fit into ``width`` cells."""
        alias = _ALIAS if aliases else 0
        room = width - _FIXED - alias
        state = min(max(8, room - _LEAST_FILTER), max(_STATE, room // 3))
        return cls(max(8, room - state), alias, state)

    @property
    def head(self) -> Content:
        """The names of the columns."""
        alias = "alias".ljust(self.alias) if self.alias else ""
        name = "topic filter".ljust(self.filter)
        return Content(f"   {name}{alias}QoS  options     messages  state")


def grant_of(entry: Entry, state: ConnectionState) -> Granted | None:
    """The broker's answer; None when there is none on this connection."""
    if state.phase is not Phase.ONLINE:
        return None
    found = (each for each in state.granted if each.topic_filter == entry.topic_filter)
    return next(found, None)


def entry_row(entry: Entry, state: ConnectionState, count: FilterCount, widths: Widths) -> Content:
    """Mark, filter, alias, QoS, options, messages on its topics, and what became of it."""
    grant = grant_of(entry, state)
    word, style = _state(entry, grant)
    mark = (entry.mark, mark_style(entry.mark)) if entry.mark else (" ", "")
    messages = f"{'' if count.complete else '≥'}{count.messages:,}"
    return Content.assemble(
        " ",
        mark,
        " ",
        (_column(entry.topic_filter, widths.filter), "$text-muted" if entry.paused else ""),
        (_column(entry.alias, widths.alias), "$text-accent"),
        f"{_qos(entry, grant):<5}",
        (f"{_options(entry.subscription):<11}", "$text-muted"),
        f"{messages:>9}  "[-11:],
        (cut(word, widths.state), style),
    )


def exclude_row(exclude: Exclude, width: int) -> Content:
    """The filter, and what it kept out."""
    figures = f"{counted(exclude.count, 'message')} · {format_size(exclude.bytes)}"
    room = max(8, width - cell_len(figures) - 5)
    return Content.assemble(
        (" ⊘ ", "$text-warning"),
        (_column(exclude.topic_filter, room), ""),
        (f" {figures}", "$text-muted"),
    )


def entry_details(entry: Entry, state: ConnectionState, brought: int | None) -> Content:
    """The same in words, and what came by it on this connection, when anything tells."""
    subscription = entry.subscription
    grant = grant_of(entry, state)
    words = [f"QoS {subscription.qos} asked"]
    if grant is not None and grant.qos is not None:
        words[0] += f", {grant.qos} granted"
    group = group_of(entry.topic_filter)
    if group:
        words.append(f"shared in group {sanitize(group[:_LONGEST])}")
    if state.link is not None and not state.link.capabilities.properties:
        words.append(f"{sanitize(state.link.protocol)} has no options")
    else:
        words += ["no local"] * subscription.no_local
        words += ["retain as published"] * subscription.retain_as_published
        words += filter(None, [_HANDLINGS[subscription.retain_handling]])
    if brought is not None:
        words.append(f"{counted(brought, 'message')} by it on this connection")
    parts: list[Content | tuple[str, str]] = [(sanitize(entry.topic_filter[:_LONGEST]), "bold")]
    if entry.alias:
        parts.append((f" · {sanitize(entry.alias[:_LONGEST])}", "$text-accent"))
    parts.append((f"\n{' · '.join(words)}", ""))
    if grant is not None and grant.qos is None:
        parts.append((f"\nRefused: {sanitize(grant.refusal[:_LONGEST])}", "$text-error"))
    return Content.assemble(*parts)


def overlap_remark(entry: Entry, entries: Iterable[Entry], link: Link | None) -> str:
    """What is to be known when other active filters match the same topics; else empty."""
    others = [
        sanitize(each.topic_filter[:_LONGEST])
        for each in entries
        if not each.paused
        and each.topic_filter != entry.topic_filter
        and overlap(each.topic_filter, entry.topic_filter)
    ]
    if entry.paused or not others:
        return ""
    more = f" and {len(others) - 1} more" if len(others) > 1 else ""
    start = f"Overlaps with {cut(others[0], _NAMED)}{more}: "
    if link is not None and not link.capabilities.identifiers:
        return f"{start}what both match may come, and count, twice."
    return f"{start}what both match counts once."


def _state(entry: Entry, grant: Granted | None) -> tuple[str, str]:
    if entry.paused:
        return "paused", "$text-warning"
    if grant is None:
        return "waiting", "$text-muted"
    if grant.qos is None:
        return f"refused: {sanitize(grant.refusal[:_LONGEST])}", "$text-error"
    return "active", "$text-success"


def _qos(entry: Entry, grant: Granted | None) -> str:
    asked = entry.subscription.qos
    if grant is None or grant.qos is None or grant.qos == asked:
        return str(asked)
    return f"{asked}→{grant.qos}"


def _options(subscription: Subscription) -> str:
    words = ["NL"] * subscription.no_local + ["RAP"] * subscription.retain_as_published
    if subscription.retain_handling:
        words.append(f"RH{subscription.retain_handling}")
    return " ".join(words)


def _column(text: str, width: int) -> str:
    return set_cell_size(cut(sanitize(text[:_LONGEST]), width - 1), width) if width else ""
