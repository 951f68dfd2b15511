"""HiveMQ's figures, which its sys-topic extension publishes.

Source: the extension's classes in github.com/hivemq/hivemq-sys-topic-plugin (package
``entry``), and the wiki page "SYS Topics" of mqtt.org, whose names they follow. The averages
are those of Dropwizard's meters, counted a second.
"""

from __future__ import annotations

from pubsub_tui.model.broker import figures as f
from pubsub_tui.model.broker.table import Table

_FIGURES = {
    "version": f.VERSION,
    "uptime": f.UPTIME,
    "clients/connected": f.CONNECTED,
    "clients/disconnected": f.DISCONNECTED,
    "clients/total": f.TOTAL,
    "clients/maximum": f.MAXIMUM,
    "subscriptions/count": f.SUBSCRIPTIONS,
    "messages/received": f.PACKETS_IN,
    "messages/sent": f.PACKETS_OUT,
    "messages/publish/received": f.PUBLISH_IN,
    "messages/publish/sent": f.PUBLISH_OUT,
    "messages/publish/dropped": f.DROPPED,
    "load/bytes/received": f.BYTES_IN,
    "load/bytes/sent": f.BYTES_OUT,
    "messages/retained/count": f.RETAINED,
    **f.averages(
        {
            "load/messages/received": "packets in",
            "load/messages/sent": "packets out",
            "load/publish/received": "publish in",
            "load/publish/sent": "publish out",
            "load/publish/dropped": "publish dropped",
            "load/connections": "connections",
        }
    ),
}

TABLE = Table(
    "HiveMQ",
    "$SYS/broker/",
    _FIGURES,
    signs=frozenset({"messages/publish/received", "messages/publish/dropped"}),
    average_of="second",
)
