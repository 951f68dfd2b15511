"""From settings to a session: which transport, where to, subscribed to what."""

from __future__ import annotations

from contextlib import AsyncExitStack

from pubsub_tui.model.traffic import Traffic
from pubsub_tui.session import Credentials, Session
from pubsub_tui.settings import Settings
from pubsub_tui.transports.base import Subscription, Transport
