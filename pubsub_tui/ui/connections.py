"""One broker that is looked at: its session, what it brings, and what its profile shows of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from pubsub_tui import paths
from pubsub_tui.model.traffic import Traffic
from pubsub_tui.repeats.repeats import Repeats
from pubsub_tui.session import Session
from pubsub_tui.settings import PlottedValue
from pubsub_tui.ui.decoding import Decoding
from pubsub_tui.ui.examining import Examine
from pubsub_tui.ui.pins import Pins


class Connection:
    """What one connection needs; its session need not run yet."""

    def __init__(
        self,
        session: Session,
        traffic: Traffic,
        decoding: Decoding | None = None,
        *,
        examine: Examine | None = None,
        filters: Mapping[str, str] | None = None,
        plots: Sequence[PlottedValue] = (),
    ) -> None:
        """``decoding`` is by default one that nothing is pinned in.

        Args:
            examine: prepares an examination of the session's broker; None when it can not be.
        """
        self.session = session
        self.traffic = traffic
        self.decoding = decoding or Decoding(traffic, Pins({}, paths.config_file()))
        self.examine = examine
        self.filters = filters or {}
        self.plots = plots
        self.repeats = Repeats(session.publish, lambda: session.state.link is not None)

    async def close(self) -> None:
        """End what is repeated, and say good-bye to the broker."""
        await self.repeats.close()
        await self.session.close()
