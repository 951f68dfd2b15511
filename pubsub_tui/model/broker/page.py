"""All that the broker tells of itself, as one page."""

from __future__ import annotations

from dataclasses import dataclass

from pubsub_tui.model.broker.figures import Figure, Kind
from pubsub_tui.model.broker.look_back import LookBack
from pubsub_tui.model.broker.reading import read
from pubsub_tui.model.broker.recognise import SYS, Recognised, recognise
from pubsub_tui.model.broker.series import LENGTH, Series
from pubsub_tui.model.topic import Topic
from pubsub_tui.model.traffic import Traffic

SLICE_SECONDS = 0.002
"""How long one call of `BrokerPage.advance` looks back."""


@dataclass(frozen=True, slots=True)
class Row:
    """A figure with what it is now.

    Attributes:
        number: in seconds or bytes where the figure is; None when the payload is no number.
        payload: what came, undecoded.
        rate: growth a second of a counter; None when it is none or can not be known.
        bars: what it was before, oldest first, for a sparkline.
    """

    figure: Figure
    number: int | float | None
    payload: bytes
    rate: float | None = None
    bars: tuple[float, ...] = ()


class _Known:
    """A figure's topic that was seen; ``taken`` of its messages are in the series."""

    __slots__ = ("figure", "series", "taken", "topic")

    def __init__(self, topic: Topic, figure: Figure) -> None:
        self.topic = topic
        self.figure = figure
        self.series = Series(figure)
        self.taken = 0


class BrokerPage:
    """Read from the newest message of each known topic, so it costs nothing to the traffic.

    What came while nobody called `advance` is found by looking back through what is kept.

    Attributes:
        broker: the recognised broker; None when there is none.
        others: how many topics below ``$SYS`` are not on the page.
        revision: grows whenever something changed.
    """

    def __init__(self, traffic: Traffic) -> None:
        self._traffic = traffic
        self._root = traffic.root
        self._structure = -1
        self._known: dict[str, _Known] = {}
        self._counts: list[int] = []
        self._looking: LookBack | None = None
        self.others = 0
        self.revision = 0
        self._use(None)

    @property
    def complete(self) -> bool:
        """Whether all that came before was looked for."""
        return self._looking is None

    def advance(self) -> None:
        """Take in what is new, and look back for about `SLICE_SECONDS` where some was missed."""
        if self._root is not self._traffic.root:
            self._root = self._traffic.root
            self.others = 0
            self._use(None)
        if self._structure != self._traffic.structure:
            self._structure = self._traffic.structure
            self._find_topics()
        counts = [known.topic.count for known in self._known.values()]
        if counts != self._counts:
            self._counts = counts
            self.revision += 1
        if self._looking is not None:
            self._look(self._looking)
        else:
            self._take()

    def rows(self) -> list[Row]:
        """The figures that were seen, in the order of the page."""
        unchanged_at = self._unchanged_at()
        rows: dict[Figure, Row] = {}
        for known in self._known.values():
            latest = known.topic.latest
            if latest is None or known.figure in rows:
                continue
            series = known.series
            rate = series.rate(unchanged_at) if known.figure.kind.counts else None
            number = read(known.figure, latest.payload)
            rows[known.figure] = Row(known.figure, number, latest.payload, rate, series.bars())
        return list(rows.values())

    def _use(self, broker: Recognised | None) -> None:
        """Begin anew: what was known is another broker's, or was forgotten."""
        self.broker = broker
        self._known = {}
        self._counts = []
        self._looking = None
        self._looked_to = 0
        self.revision += 1

    def _find_topics(self) -> None:
        broker = recognise(self._root)
        if broker != self.broker:
            self._use(broker)
        known: dict[str, _Known] = {}
        for path, figure in broker.topics() if broker is not None else ():
            topic = self._traffic.topic(path)
            if topic is not None and topic.count:
                known[path] = self._known.get(path) or _Known(topic, figure)
        self._known = known
        level = self._root.children.get(SYS)
        others = level.subtree_topics - len(known) if level is not None else 0
        if others != self.others:
            self.others = others
            self.revision += 1

    def _take(self) -> None:
        """Append each figure's newest message; begin to look back where more than one came."""
        missed: dict[str, int] = {}
        for path, known in self._known.items():
            latest = known.topic.latest
            came = known.topic.count - known.taken
            known.taken += came
            if not came or latest is None or known.figure.kind is Kind.TEXT:
                continue
            if came == 1:
                known.series.add([latest])
            else:
                missed[path] = min(came, LENGTH)
        if missed:
            self._looking = LookBack(self._traffic.history, missed, self._looked_to)
            self._look(self._looking)
        else:
            self._looked_to = self._traffic.history.end

    def _look(self, looking: LookBack) -> None:
        looking.advance(SLICE_SECONDS)
        if not looking.done:
            return
        for path, messages in looking.found.items():
            known = self._known.get(path)
            if known is not None:
                known.series.add(messages[::-1])
        self._looked_to = looking.end
        self._looking = None
        self.revision += 1

    def _unchanged_at(self) -> float | None:
        """When the broker last told all changes, if it tells nothing but changes.

        That is the second newest word of its uptime: of the newest round some may be to come.
        """
        if self.broker is None or not self.broker.table.only_changes:
            return None
        uptime = self._known.get(self.broker.prefix + "uptime")
        if uptime is None or len(uptime.series.values) < 2:
            return None
        before = uptime.series.values[-2]
        return before.at if before.current else None
