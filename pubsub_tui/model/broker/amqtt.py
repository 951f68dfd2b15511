"""amqtt's figures, the demo's broker among them.

Source: amqtt documentation, "BrokerSysPlugin", and amqtt/plugins/sys/broker.py of 0.12, for
the units: memory is in MiB, and processor time a percentage of one core.
"""

from __future__ import annotations

from pubsub_tui.model.broker import figures as f
from pubsub_tui.model.broker.figures import Figure, Kind
from pubsub_tui.model.broker.table import Table

_MIB = 2**20
_FIGURES = {
    "version": f.VERSION,
    "uptime": f.UPTIME,
    "clients/connected": f.CONNECTED,
    "clients/disconnected": f.DISCONNECTED,
    "clients/total": f.TOTAL,
    "clients/maximum": f.MAXIMUM,
    "messages/subscriptions/count": f.SUBSCRIPTIONS,
    "messages/received": f.PACKETS_IN,
    "messages/sent": f.PACKETS_OUT,
    "messages/publish/received": f.PUBLISH_IN,
    "messages/publish/sent": f.PUBLISH_OUT,
    "messages/inflight": Figure("messages", "in flight", Kind.GAUGE),
    "load/bytes/received": f.BYTES_IN,
    "load/bytes/sent": f.BYTES_OUT,
    "messages/retained/count": f.RETAINED,
    "messages/inflight/stored": f.STORED,
    "heap/size": Figure("store", "memory", Kind.BYTES, scale=_MIB),
    "heap/maximum": Figure("store", "memory maximum", Kind.BYTES, scale=_MIB),
    "cpu/percent": Figure("load", "processor", Kind.PERCENT),
    "cpu/maximum": Figure("load", "maximum", Kind.PERCENT),
}

TABLE = Table(
    "amqtt",
    "$SYS/broker/",
    _FIGURES,
    signs=frozenset({"heap/size", "cpu/percent", "uptime/formatted", "messages/inflight"}),
)
