"""What panes ask of the screen about the message on show, which may be shown elsewhere."""

from __future__ import annotations

from textual.message import Message as UiMessage
from textual.widget import Widget

from pubsub_tui.message import Message


class DecoderTurned(UiMessage):
    """The payload on show is wanted with another decoder, ``step`` places on."""

    def __init__(self, step: int) -> None:
        super().__init__()
        self.step = step


class Marked(UiMessage):
    """A message was marked to compare others with; None when none is any more."""

    def __init__(self, message: Message | None) -> None:
        super().__init__()
        self.message = message


class PinWanted(UiMessage):
    """The decoder of the payload on show is to be pinned to topics."""


class PlotWanted(UiMessage):
    """A number of a message is to be pinned to the plot; None leaves the message open."""

    def __init__(self, message: Message | None) -> None:
        super().__init__()
        self.message = message


class PlotsNumbers(Widget):
    """Asks the screen: the plot may not be on show."""

    def message_to_plot(self) -> Message | None:
        """The message that the pane is at; None leaves it to what is selected elsewhere."""
        return None

    def action_plot(self) -> None:
        """Ask for a number to be pinned, or to be no longer."""
        self.post_message(PlotWanted(self.message_to_plot()))


class DeletionWanted(UiMessage):
    """The retained message of a topic is to be deleted."""

    def __init__(self, topic: str) -> None:
        super().__init__()
        self.topic = topic


class ChoosesDecoder(Widget):
    """Asks the screen: the payload may be on show elsewhere."""

    def action_turn_decoder(self, step: int) -> None:
        """Ask for the next decoder, or for one before with a negative step."""
        self.post_message(DecoderTurned(step))

    def action_pin_decoder(self) -> None:
        """Ask where the decoder is to be pinned."""
        self.post_message(PinWanted())


class LinkWanted(UiMessage):
    """The reply to a message is wanted, or with a negative step the request that it answers."""

    def __init__(self, message: Message | None, step: int) -> None:
        super().__init__()
        self.message = message
        self.step = step


class FollowsLinks(Widget):
    """Asks the screen: the other message is on another topic."""

    def message_to_link(self) -> Message | None:
        """The message that the pane is at; None leaves it to what is shown elsewhere."""
        return None

    def action_link(self, step: int) -> None:
        """Ask for the reply, or for the request with a negative step."""
        self.post_message(LinkWanted(self.message_to_link(), step))
