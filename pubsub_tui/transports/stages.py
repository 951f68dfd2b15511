"""The stages of connecting, told as they happen to whoever wants to show them."""

from __future__ import annotations

from typing import Final, Protocol

RESOLVE: Final = "resolve"
TCP: Final = "TCP"
UNIX: Final = "Unix socket"
PROXY: Final = "proxy"
TLS: Final = "TLS"
WEBSOCKET: Final = "WebSocket"
CONNECT: Final = "CONNECT"


class Stages(Protocol):
    """Hears of each stage, on the thread that connects; one that ends the attempt is not ended."""

    def begin(self, name: str, about: str = "") -> None:
        """A stage begins; ``about`` is what is tried, and not safe to draw."""
        ...

    def done(self, detail: str = "") -> None:
        """It has worked; ``detail`` is what came of it, and not safe to draw."""
        ...

    def failed(self, detail: str) -> None:
        """It has not worked, and something else is tried."""
        ...


class Untold:
    """Nobody wants to know."""

    def begin(self, name: str, about: str = "") -> None:
        """See `Stages`."""

    def done(self, detail: str = "") -> None:
        """See `Stages`."""

    def failed(self, detail: str) -> None:
        """See `Stages`."""
