"""mosquitto's figures.

Source: the manual page mosquitto(8), "Broker status", and for which are published only when
they changed, src/sys_tree.c of 2.0 and later. Older names are those of the manual page of 1.4.
"""

from __future__ import annotations

from pubsub_tui.model.broker import figures as f
from pubsub_tui.model.broker.table import Table

_FIGURES = {
    "version": f.VERSION,
    "uptime": f.UPTIME,
    "clients/connected": f.CONNECTED,
    "clients/active": f.CONNECTED,
    "clients/disconnected": f.DISCONNECTED,
    "clients/inactive": f.DISCONNECTED,
    "clients/total": f.TOTAL,
    "clients/maximum": f.MAXIMUM,
    "clients/expired": f.EXPIRED,
    "connections/socket/count": f.SOCKETS,
    "subscriptions/count": f.SUBSCRIPTIONS,
    "shared_subscriptions/count": f.SHARED,
    "messages/received": f.PACKETS_IN,
    "messages/sent": f.PACKETS_OUT,
    "publish/messages/received": f.PUBLISH_IN,
    "mqtt/publish/received": f.PUBLISH_IN,
    "publish/messages/sent": f.PUBLISH_OUT,
    "mqtt/publish/sent": f.PUBLISH_OUT,
    "publish/messages/dropped": f.DROPPED,
    "mqtt/publish/dropped": f.DROPPED,
    "bytes/received": f.BYTES_IN,
    "bytes/sent": f.BYTES_OUT,
    "publish/bytes/received": f.PAYLOAD_IN,
    "publish/bytes/sent": f.PAYLOAD_OUT,
    "retained messages/count": f.RETAINED,
    "store/messages/count": f.STORED,
    "messages/stored": f.STORED,
    "store/messages/bytes": f.STORED_BYTES,
    "packet/out/count": f.QUEUED,
    "packet/out/bytes": f.QUEUED_BYTES,
    "heap/current": f.HEAP,
    "heap/current size": f.HEAP,
    "heap/maximum": f.HEAP_MAXIMUM,
    "heap/maximum size": f.HEAP_MAXIMUM,
    **f.averages(
        {
            "load/messages/received": "packets in",
            "load/messages/sent": "packets out",
            "load/publish/received": "publish in",
            "load/publish/sent": "publish out",
            "load/publish/dropped": "publish dropped",
            "load/sockets": "sockets",
            "load/connections": "connections",
        }
    ),
    **f.averages(
        {"load/bytes/received": "bytes in", "load/bytes/sent": "bytes out"}, f.Kind.BYTE_AVERAGE
    ),
}

TABLE = Table("mosquitto", "$SYS/broker/", _FIGURES, signs=frozenset(_FIGURES), only_changes=True)
"""The last to be tried: other brokers follow these names more or less."""
