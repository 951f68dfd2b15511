"""The log of all messages in arrival order, under a byte budget; the oldest leave first."""

from __future__ import annotations

from pubsub_tui.message import Message

ENTRY_BYTES = 144
"""What a message takes beside its payload: the value, the bytes object's head, the slot."""

_SLACK = 64


class History:
    """Messages by sequence number: 0 is the first ever received, numbers are never reused.

    Attributes:
        budget: bytes that messages may take, payloads and `ENTRY_BYTES` each.
        bytes: bytes that they take now.
        evicted, evicted_bytes: messages, and payload bytes of them, that had to leave.
    """

    def __init__(self, budget: int) -> None:
        self.budget = budget
        self.bytes = 0
        self.evicted = 0
        self.evicted_bytes = 0
        self.first = 0
        self._entries: list[Message] = []

    @property
    def end(self) -> int:
        """The sequence number that the next message will get."""
        return self.first + len(self._entries)

    @property
    def kept(self) -> int:
        """How many messages are held."""
        return len(self._entries)

    def __getitem__(self, sequence: int) -> Message:
        index = sequence - self.first
        if index < 0:
            raise IndexError(f"message {sequence} is no longer kept")
        return self._entries[index]

    def slice(self, start: int, stop: int) -> list[Message]:
        """The messages from ``start`` up to, not including, ``stop`` that are still kept."""
        return self._entries[max(0, start - self.first) : max(0, stop - self.first)]

    def extend(self, batch: list[Message], payload_bytes: int) -> None:
        """Append a batch whose payloads take ``payload_bytes`` together; evict as needed."""
        self._entries += batch
        self.bytes += payload_bytes + ENTRY_BYTES * len(batch)
        if self.bytes > self.budget:
            self._evict()

    def clear(self) -> int:
        """Forget all messages; returns how many they were."""
        forgotten = len(self._entries)
        self.first += forgotten
        self._entries.clear()
        self.bytes = 0
        return forgotten

    def _evict(self) -> None:
        # A little more than needed goes at once, so that moving the list's rest up is paid
        # for by many messages.
        target = self.budget - self.budget // _SLACK
        size = self.bytes
        payloads = 0
        count = 0
        for message in self._entries:
            if size <= target:
                break
            kept = len(message.payload)
            payloads += kept
            size -= kept + ENTRY_BYTES
            count += 1
        del self._entries[:count]
        self.first += count
        self.bytes = size
        self.evicted += count
        self.evicted_bytes += payloads
