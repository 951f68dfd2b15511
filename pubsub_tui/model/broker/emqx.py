"""EMQX's figures.

Source: EMQX documentation 4 and 5, "System Topic"; for retained messages, live connections
and the unit of the uptime (milliseconds from 5.0; words in 4), emqx_sys.erl and emqx_stats.erl.
"""

from __future__ import annotations

from pubsub_tui.model.broker import figures as f
from pubsub_tui.model.broker.figures import Figure, Kind
from pubsub_tui.model.broker.table import Table

_FIGURES = {
    "version": f.VERSION,
    "sysdescr": Figure("broker", "description", Kind.TEXT),
    "uptime": Figure("broker", "up for", Kind.SECONDS, scale=0.001),
    "datetime": Figure("broker", "its clock", Kind.TEXT),
    "stats/live_connections/count": f.CONNECTED,
    "stats/connections/count": f.TOTAL,
    "stats/connections/max": f.MAXIMUM,
    "stats/sessions/count": Figure("clients", "sessions", Kind.GAUGE),
    "stats/subscribers/count": Figure("clients", "subscribers", Kind.GAUGE),
    "stats/subscriptions/count": f.SUBSCRIPTIONS,
    "stats/subscriptions/shared/count": f.SHARED,
    "metrics/packets/received": f.PACKETS_IN,
    "metrics/packets/sent": f.PACKETS_OUT,
    "metrics/messages/received": f.PUBLISH_IN,
    "metrics/messages/sent": f.PUBLISH_OUT,
    "metrics/messages/dropped": f.DROPPED,
    "metrics/messages/dropped/no_subscribers": Figure("messages", "no subscriber", Kind.COUNTER),
    "metrics/messages/dropped/expired": Figure("messages", "expired", Kind.COUNTER),
    "metrics/bytes/received": f.BYTES_IN,
    "metrics/bytes/sent": f.BYTES_OUT,
    "stats/retained/count": f.RETAINED,
    "stats/topics/count": Figure("store", "topics", Kind.GAUGE),
}

TABLE = Table(
    "EMQX",
    "$SYS/brokers/{node}/",
    _FIGURES,
    signs=frozenset(_FIGURES),
)
