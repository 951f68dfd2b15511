"""One connection that can be chosen, as a row: name, address, user, marks, last use."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from rich.cells import cell_len, set_cell_size
from textual.content import Content

from pubsub_tui.profiles.secret import PASSWORD, Means
from pubsub_tui.sanitize import cut, sanitize
from pubsub_tui.settings import ProfileMark, Settings
from pubsub_tui.ui.known_connections import Known
from pubsub_tui.ui.profile_name import profile_name
from pubsub_tui.ui.quantities import format_age, format_ago

_WIDEST_NAME = 26
_WIDEST_ADDRESS = 34
_WIDEST_USER = 16
_GAP = 2
_NARROWEST_ADDRESS = 16
_AGO = len("59m ago")
_NOT_READ = "…"
_OF_THE_DEMO = "a broker and devices of its own; needs no network"
_MOST_TOPICS = 8
_PASSWORDS = {
    Means.TEXT: "Its password stands in the file.",
    Means.FILE: "Its password is read from a file.",
    Means.COMMAND: "Its password is printed by a command.",
    Means.KEYRING: "Its password is in the keyring.",
    Means.PROMPT: "Its password is asked for each time.",
}


@dataclass(frozen=True, slots=True)
class Widths:
    """Cells of the columns; 0 for one that there is no room for."""

    name: int
    address: int
    user: int

    @classmethod
    def of(cls, every: Sequence[Known], room: int) -> Widths:
        """Wide enough for what is shown, as far as there is room."""
        name = _widest((f" {each.name} " for each in every), min(_WIDEST_NAME, max(12, room // 3)))
        address = _widest((each.address for each in every), _WIDEST_ADDRESS)
        user = _widest((_user(each) for each in every), _WIDEST_USER)
        tail = max((_shortest_tail(each) for each in every), default=0)
        left = room - name - tail - 2 * _GAP
        if address + user + _GAP > left:
            user = 0
        return cls(name, min(address, max(_NARROWEST_ADDRESS, left)), user)


def connection_row(
    known: Known, widths: Widths, room: int, now: float, *, cursor: bool = False
) -> Content:
    """The row, at most as wide as there is room; all foreign text in it is safe.

    Args:
        cursor: whether it is under the cursor, whose colours only the name's may cover.
    """
    name = _padded(_name(known, widths.name), widths.name + _GAP)
    if known.error:
        rest = Content.styled(sanitize(f"✗ {known.error}"), "$text-error")
    elif known.settings is None:
        rest = Content.styled(_NOT_READ, "$text-muted")
    elif known.settings.demo:
        rest = Content.styled(_OF_THE_DEMO, "$text-muted")
    else:
        parts = [_column(known.address, widths.address)]
        if widths.user:
            parts.append(_column(_user(known), widths.user))
        left = room - name.cell_length - sum(cell_len(each.plain) for each in parts)
        rest = Content.assemble(*parts, _tail(known, known.settings, now, left))
    if cursor:
        rest = Content(rest.plain)
        name = name if _colour(known) else Content(name.plain)
    return (name + rest).truncate(room, ellipsis=True)


def about(known: Known) -> str:
    """What the row has no room for, as sentences that are not safe to draw."""
    if known.error or known.profile is None or known.settings is None:
        return known.error
    topics = [
        each.topic_filter if each.qos is None else f"{each.topic_filter} QoS {each.qos}"
        for each in known.profile.subscriptions
    ]
    more = f" and {len(topics) - _MOST_TOPICS:,} more" if len(topics) > _MOST_TOPICS else ""
    words = []
    if known.settings.username is not None:
        words.append(f"Logs in as {known.settings.username}.")
    words.append(f"Subscribes to {', '.join(topics[:_MOST_TOPICS]) or 'everything'}{more}.")
    source = known.profile.sources.get(PASSWORD.name)
    if source is not None:
        words.append(_PASSWORDS[source.means])
    if known.settings.connect.client_id is not None:
        words.append(f"Its client id is {known.settings.connect.client_id}.")
    if known.settings.mqtt_version is not None:
        words.append(f"It speaks {'MQTT 5' if known.settings.mqtt_version == 5 else 'MQTT 3.1.1'}.")
    if stages := known.settings.way.stages:
        words.append(f"It goes by {', '.join(stages)}.")
    return " ".join(words)


def marks(settings: Settings) -> list[tuple[str, str]]:
    """What a user has to know before connecting, each with its style."""
    found = []
    if settings.production:
        found.append(("PRODUCTION", "bold $text-warning"))
    if settings.read_only:
        found.append(("read-only", "$text-accent"))
    if settings.way.tls is not None:
        insecure = settings.way.insecure
        found.append(("TLS, INSECURE", "$text-error") if insecure else ("TLS", "$text-success"))
    return found


def _tail(known: Known, settings: Settings, now: float, room: int) -> Content:
    parts = marks(settings)
    if known.saved:
        left = room - sum(len(words) + 1 for words, _ in parts)
        parts.append((_last_use(known, now, left), "$text-muted"))
    return Content(" ").join(Content.styled(*each) for each in parts)


def _shortest_tail(known: Known) -> int:
    if known.settings is None or known.settings.demo:
        return 0
    return sum(len(words) + 1 for words, _ in marks(known.settings)) + known.saved * _AGO


def _last_use(known: Known, now: float, room: int) -> str:
    if known.used is None:
        return "not used yet"
    words = format_ago(now - known.used)
    return words if len(words) <= room else f"{format_age(now - known.used)} ago"


def _name(known: Known, width: int) -> Content:
    colour = _colour(known)
    if known.error:
        return Content.styled(cut(f" {sanitize(known.name)}", width), "$text-error")
    if colour is not None:
        return profile_name(ProfileMark(cut(sanitize(known.name), width - 2), colour))
    text = sanitize(known.name)
    shown = Content(cut(f" {text}", width))
    for place in known.places:
        if text == known.name and place + 1 < len(shown.plain):
            shown = shown.stylize("bold $text-accent underline", place + 1, place + 2)
    return shown


def _colour(known: Known) -> str | None:
    return known.profile.colour if known.profile is not None else None


def _user(known: Known) -> str:
    settings = known.settings
    return settings.username or "" if settings is not None else ""


def _column(text: str, width: int) -> Content:
    return Content(set_cell_size(cut(sanitize(text), width), width + _GAP))


def _padded(content: Content, width: int) -> Content:
    return content + " " * max(0, width - content.cell_length)


def _widest(texts: Iterable[str], most: int) -> int:
    return min(most, max((cell_len(sanitize(each)) for each in texts), default=0))
