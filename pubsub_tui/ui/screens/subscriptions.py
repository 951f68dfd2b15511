"""Shows the subscriptions over the dashboard."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.screen import ModalScreen

from pubsub_tui.model.traffic import Traffic
from pubsub_tui.session import Session
from pubsub_tui.ui.widgets.subscription_list import SubscriptionList


class SubscriptionsScreen(ModalScreen[None]):
    """The list; what is changed in it holds at once."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,q,s", "dismiss(None)", "close", show=False)
    ]
    DEFAULT_CSS = "SubscriptionsScreen { align: center middle; }"

    def __init__(
        self, session: Session, traffic: Traffic, keys: Mapping[str, str], topic: str
    ) -> None:
        """See `SubscriptionList`."""
        super().__init__()
        self._list = SubscriptionList(session, traffic, keys, topic)

    def compose(self) -> ComposeResult:
        yield self._list
