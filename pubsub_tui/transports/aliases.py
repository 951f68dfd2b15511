"""Topic aliases that a broker set up (MQTT 5.0, section 3.3.2.3.4)."""

from __future__ import annotations

from pubsub_tui.properties import topic_alias


class TopicAliases:
    """The topics that stand behind alias numbers, for one connection."""

    def __init__(self) -> None:
        self._topics: dict[int, str] = {}

    def resolve(self, topic: str, block: bytes) -> str | None:
        """The topic that a message is meant for; None when its alias is unknown.

        Args:
            topic: as sent; empty when only the alias was sent.
            block: the message's undecoded property block.
        """
        alias = topic_alias(block)
        if alias is None:
            return topic or None
        if topic:
            self._topics[alias] = topic
        return self._topics.get(alias)
