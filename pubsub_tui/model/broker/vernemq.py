"""VerneMQ's figures: its metrics, with each ``_`` of a metric's name a ``/`` of the topic.

Source: VerneMQ documentation, "$SYSTree" and "Monitoring", and the definitions in
vmq_metrics.erl. It publishes neither its version nor an uptime; system_wallclock is the time
since the node started, in milliseconds.
"""

from __future__ import annotations

from pubsub_tui.model.broker import figures as f
from pubsub_tui.model.broker.figures import Figure, Kind
from pubsub_tui.model.broker.table import Table

_FIGURES = {
    "system/wallclock": Figure("broker", "up for", Kind.SECONDS, scale=0.001),
    "total/active/connections": f.CONNECTED,
    "queue/processes": Figure("clients", "sessions", Kind.GAUGE),
    "socket/open": f.SOCKETS,
    "router/subscriptions": f.SUBSCRIPTIONS,
    "mqtt/publish/received": f.PUBLISH_IN,
    "mqtt/publish/sent": f.PUBLISH_OUT,
    "queue/message/drop": f.DROPPED,
    "queue/message/expired": Figure("messages", "expired", Kind.COUNTER),
    "queue/message/unhandled": Figure("messages", "unhandled", Kind.COUNTER),
    "bytes/received": f.BYTES_IN,
    "bytes/sent": f.BYTES_OUT,
    "retain/messages": f.RETAINED,
    "retain/memory": Figure("store", "retained bytes", Kind.BYTES),
    "router/memory": Figure("store", "subscr. bytes", Kind.BYTES),
    "vm/memory/total": Figure("store", "memory", Kind.BYTES),
    "system/utilization": Figure("load", "schedulers", Kind.PERCENT),
}

TABLE = Table("VerneMQ", "$SYS/{node}/", _FIGURES, signs=frozenset(_FIGURES))
