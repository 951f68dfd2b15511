"""The brokers that are looked at: each with its session, what it brings, and a name."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from pubsub_tui import paths
from pubsub_tui.model.traffic import Traffic
from pubsub_tui.repeats.repeats import Repeats
from pubsub_tui.sanitize import sanitize
from pubsub_tui.session import Session
from pubsub_tui.settings import PlottedValue
from pubsub_tui.ui.decoding import Decoding
from pubsub_tui.ui.examining import Examine
from pubsub_tui.ui.pins import Pins

SETTLE_SECONDS = 0.5
"""How often the counts of what is not on show are settled: as with the slowest frames."""


class Connection:
    """One broker, and all that is known of it.

    Attributes:
        repeats: what is published over it again and again.
        examine: prepares an examination of the broker; None when it can not be.
        plots: what is plotted from the start, no more than the plot has room for.
        filters: texts by name, to offer beside those that are offered already.
        failure: the error of ours that ended its session; None while it goes on.
    """

    def __init__(
        self,
        session: Session,
        traffic: Traffic,
        decoding: Decoding | None = None,
        name: str | None = None,
        *,
        examine: Examine | None = None,
        plots: Sequence[PlottedValue] = (),
        filters: Mapping[str, str] | None = None,
    ) -> None:
        """``decoding`` is by default one that nothing is pinned in, ``name`` the address."""
        self.session = session
        self.traffic = traffic
        self.decoding = decoding or Decoding(traffic, Pins({}, paths.config_file()))
        self.repeats = Repeats(session.publish, lambda: session.state.link is not None)
        self.failure: BaseException | None = None
        self.examine = examine
        self.plots = plots
        self.filters = filters or {}
        self._name = name

    @property
    def name(self) -> str:
        """What it is called on screen, safe to draw."""
        return sanitize(self._name or self.session.state.endpoint)

    def settle(self, now: float | None = None) -> None:
        """Carry what came into the figures; see `Traffic.settle`."""
        state = self.session.state
        self.traffic.hear(state.link is not None, state.gap)
        self.traffic.retain_as_published = self.session.retain_as_published
        self.traffic.settle(now)

    async def close(self) -> None:
        """Stop what is repeated, and say good-bye to the broker."""
        await self.repeats.close()
        await self.session.close()


class Connections:
    """All connections, in the order of their tabs, of which one is on show.

    Attributes:
        shown: the index of the one on show.
    """

    def __init__(self, connections: Sequence[Connection]) -> None:
        """The first is on show; without any, one has to be added before anything is."""
        self.all = tuple(connections)
        self.shown = 0

    def add(self, connection: Connection) -> None:
        """Put one more behind the others; it is on show."""
        self.all = (*self.all, connection)
        self.shown = len(self.all) - 1

    @property
    def several(self) -> bool:
        """Whether there is anything to choose between."""
        return len(self.all) > 1

    def settle_others(self) -> None:
        """Settle those that are not on show, whose screens do not."""
        for index, connection in enumerate(self.all):
            if index != self.shown:
                connection.settle()
