"""What one connection to a broker leaves to the next one of the same session."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field

from pubsub_tui.transports.aside import PropertiesAside
from pubsub_tui.transports.seam import Unfinished
from pubsub_tui.transports.subscriber import Held

SHORT_SECONDS = 10.0
"""A link that lasted no longer, and was closed without a word, may have been pushed out."""
TIMES = 3


def random_client_id() -> str:
    """A client id of 19 characters that says whose it is (MQTT 3.1.1, section 3.1.3.1)."""
    return f"pubsub-tui-{secrets.token_hex(4)}"


@dataclass(slots=True)
class Kept:
    """Our part of a session that the broker keeps (MQTT 5.0, section 4.1).

    Attributes:
        held: the subscriptions, with their identifiers.
        unfinished: what was under way when the link was lost.
        aside: the properties of what was under way.
    """

    held: Held = field(default_factory=Held)
    unfinished: Unfinished = field(default_factory=Unfinished)
    aside: PropertiesAside = field(default_factory=PropertiesAside)


class Continuity:
    """Shared by transports that are made one after the other.

    Attributes:
        client_id: the one to connect with.
        made_up: whether it is ours to change.
        spoke_5: the broker has spoken MQTT 5; silence is no reason then to try 3.1.1.
        kept: used when the broker has kept the session, too.
    """

    def __init__(self, client_id: str | None = None) -> None:
        self.client_id = random_client_id() if client_id is None else client_id
        self.made_up = client_id is None
        self.spoke_5 = False
        # A session from before the program was started may have used the first numbers.
        self.kept = Kept(unfinished=Unfinished(secrets.randbelow(65_535)))
        self._short = 0

    def take_another_id(self) -> None:
        """Somebody else uses this one: another is made up."""
        self.client_id = random_client_id()
        self.made_up = True
        self._short = 0

    def forget(self) -> None:
        """The broker has not kept the session: ours is over, too (3.2.2.1.1)."""
        self.kept = Kept()

    def explained(self) -> None:
        """An attempt has failed, or a link has ended for a known reason: nobody pushed us out."""
        self._short = 0

    def pushed_out(self, lasted: float) -> bool:
        """A link was closed without a word; whether another client seems to take our place.

        MQTT 3.1.1 has no word for that, and mosquitto up to 2.0.11 at least does not say it with
        MQTT 5 either: the link is closed shortly after each connect.
        """
        self._short = self._short + 1 if lasted < SHORT_SECONDS else 0
        return self._short >= TIMES
