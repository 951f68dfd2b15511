"""The flags of a message."""

from __future__ import annotations

import pytest

from pubsub_tui.marks import marks
from pubsub_tui.message import Message
from pubsub_tui.properties import response_properties

ASKS = response_properties("r", b"1")
ANSWERS = b"\x09\x00\x011"


@pytest.mark.parametrize(
    ("message", "shown"),
    [
        (Message("a", b""), "   "),
        (Message("a", b"", 1, True), "R1 "),
        (Message("a", b"", 2, truncated_from=9), " 2!"),
        (Message("a", b"", properties=ASKS), "  →"),
        (Message("a", b"", properties=ANSWERS), "  ←"),
        (Message("a", b"", properties=ASKS, truncated_from=9), "  !"),
        (Message("a", b"", properties=b"\x01\x01"), "   "),
        (Message("a", b"", properties=b"\xff"), "   "),
        (Message("a", b"", properties=response_properties("", b"1")), "  ←"),
    ],
)
def test_each_has_its_place(message: Message, shown: str) -> None:
    assert marks(message) == shown
