"""What NanoMQ publishes: no figures, only which client came or went last.

Source: NanoMQ documentation, "Quick start", "Online/Offline event message". From 0.24.1 on the
events are at ``$SYS/brokers/client_status/<client id>``, which has no fixed topic to look at.
"""

from __future__ import annotations

from pubsub_tui.model.broker.figures import Figure, Kind
from pubsub_tui.model.broker.table import Table

_FIGURES = {
    "connected": Figure("clients", "last to connect", Kind.TEXT),
    "disconnected": Figure("clients", "last to leave", Kind.TEXT),
}

TABLE = Table(
    "NanoMQ",
    "$SYS/brokers/",
    _FIGURES,
    signs=frozenset({*_FIGURES, "client_status"}),
    remark="NanoMQ publishes no figures below $SYS, only which clients come and go.",
)
