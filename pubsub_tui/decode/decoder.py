"""What a decoder is: a function from a payload to its view, or to the reason why not."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from pubsub_tui.decode.errors import Damaged, Unreadable
from pubsub_tui.decode.view import View

if TYPE_CHECKING:
    from pubsub_tui.decode.protobuf_schema import Schema
    from pubsub_tui.decode.sparkplug_names import SparkplugNames

__all__ = ["MANY", "Context", "Damaged", "Decoder", "Unreadable"]

MANY = 1 << 40
"""Bytes that are missing when nobody knows how many."""


class Inner(Protocol):
    """The view of bytes that were wrapped; ``missing`` as in `Context`."""

    def __call__(self, payload: bytes, missing: int = 0) -> View: ...


@dataclass(frozen=True, slots=True)
class Context:
    """What a decoder may know besides the payload.

    Attributes:
        topic: of the message; None when it is not known.
        chosen: whether the user chose the decoder: then it need not doubt its own format.
        inner: the view of bytes that were wrapped in the payload; raises nothing.
        sparkplug: the names that BIRTH messages gave, or None.
        missing: how many bytes were cut off at the payload's end before it came here; of a cut
            payload, what ends too early is no error.
        schema: of the Protobuf messages on this topic, or None.
    """

    topic: str | None
    chosen: bool
    inner: Inner
    sparkplug: SparkplugNames | None = None
    missing: int = 0
    schema: Schema | None = None


Decoder = Callable[[bytes, Context], View]
"""Takes any bytes; looks at no more than `view.SHOWN_BYTES` of them; raises
`Unreadable` when it is not its format."""
