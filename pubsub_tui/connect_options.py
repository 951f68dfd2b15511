"""What a client says of itself when it connects (MQTT 5.0, section 3.1)."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

NEVER = 0xFFFF_FFFF
"""A session that does not expire (3.1.2.11.2)."""
LONGEST_KEEPALIVE = 65_535
MOST_UNACKNOWLEDGED = 65_535
DEFAULT_KEEPALIVE = 60


@dataclass(frozen=True, slots=True)
class Will:
    """What the broker publishes for a client that goes without a good-bye (3.1.2.5).

    Attributes:
        delay: seconds that the broker waits, in case the client comes back; MQTT 5 only.
    """

    topic: str
    payload: bytes = b""
    qos: int = 0
    retain: bool = False
    delay: int = 0


@dataclass(frozen=True, slots=True)
class ConnectOptions:
    """What is asked of the broker with the connection.

    Attributes:
        keepalive: seconds; a link on which nothing comes for half as long again is given up.
        client_id: None to have one made up.
        session_expiry: seconds for which the broker keeps the session when the client is away;
            0 for none, `NEVER` for as long as the broker likes.
        receive_maximum: how many messages of QoS 1 and 2 may wait for their acknowledgement;
            None leaves it to the broker. MQTT 5 only.
        will: None for none.
        auth_method: of the enhanced authentication (4.12), of which only the first step is
            made; None for none. MQTT 5 only.
        auth_data: what goes with it.
    """

    keepalive: int = DEFAULT_KEEPALIVE
    client_id: str | None = None
    session_expiry: int = 0
    receive_maximum: int | None = None
    will: Will | None = None
    auth_method: str | None = None
    auth_data: bytes | None = field(default=None, repr=False)

    @property
    def persistent(self) -> bool:
        """Whether the broker is to keep the session."""
        return self.session_expiry > 0

    @property
    def needs_version_5(self) -> list[str]:
        """What MQTT 3.1.1 has no word for, by the names of the options."""
        needs = []
        if self.receive_maximum is not None:
            needs.append("--receive-maximum")
        if self.will is not None and self.will.delay:
            needs.append("--will-delay")
        if self.auth_method is not None:
            needs.append("--auth-method")
        return needs

    def aside(self) -> ConnectOptions:
        """For one more connection: the same id would push the first one out."""
        return replace(self, client_id=None, session_expiry=0, will=None)
