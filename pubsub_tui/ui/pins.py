"""Which decoder is pinned to which topics, in the user's configuration."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from pubsub_tui.config_edit import set_entry
from pubsub_tui.decode.registry import find_decoder
from pubsub_tui.model.filter.by_topic import ByTopic
from pubsub_tui.topic_filter import pattern_complaint

TABLE = "decoders"


class Pins:
    """Decoders by topic filter, as the file has them; what is changed here is written there."""

    def __init__(self, decoders: Mapping[str, str], path: Path) -> None:
        """``decoders`` are names by topic filter; ``path`` is the file, which need not exist."""
        self.path = path
        self._decoders = dict(decoders)
        self._by_topic = ByTopic(self._decoders.items())

    def of(self, topic: str) -> tuple[str, str] | None:
        """The topic filter that wins for a topic, and its decoder; None when none matches."""
        return self._by_topic.of(topic)

    def pin(self, topics: str, decoder: str) -> str:
        """Pin a decoder, in any case, to a topic filter. Returns its name.

        Raises:
            ValueError: there is no such decoder, or the filter is not valid.
            NotWritten: the file can not be written; nothing has changed then.
        """
        problem = pattern_complaint(topics)
        if problem is not None:
            raise ValueError(f"The topic filter is not valid: {problem}")
        name = find_decoder(decoder)
        self._write(topics, name)
        return name

    def unpin(self, topics: str) -> None:
        """Take the pin off a topic filter.

        Raises:
            ValueError: it has none.
            NotWritten: the file can not be written; nothing has changed then.
        """
        if topics not in self._decoders:
            raise ValueError(f"{topics} has no pin to take off: write the name of a decoder")
        self._write(topics, None)

    def _write(self, topics: str, name: str | None) -> None:
        set_entry(self.path, TABLE, topics, name)
        if name is None:
            del self._decoders[topics]
        else:
            self._decoders[topics] = name
        self._by_topic = ByTopic(self._decoders.items())
