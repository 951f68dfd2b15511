"""The connection as lines."""

from __future__ import annotations

import pytest

from pubsub_tui.session import ConnectionState, Phase
from pubsub_tui.transports.base import Capabilities, Link
from pubsub_tui.ui.widgets.connection_lines import connection_lines


def said(link: Link, width: int = 200) -> str:
    state = ConnectionState(Phase.ONLINE, "here:1883", link)
    lines = connection_lines(state, None, width, now=0.0)
    return "\n".join("".join(text for text, _ in line) for line in lines)


@pytest.mark.parametrize(
    ("resumed", "words"), [(True, "session resumed"), (False, "new session"), (None, None)]
)
def test_whether_the_session_was_kept(resumed: bool | None, words: str | None) -> None:
    text = said(Link("MQTT 5", "me", Capabilities("mqtt"), "", resumed=resumed))
    assert "client me" in text
    assert ("session" in text) == (words is not None)
    assert words is None or words in text


def test_what_had_to_be_left_out() -> None:
    left_out = ("--receive-maximum", "--will-delay")
    text = said(Link("MQTT 3.1.1", "me", Capabilities("mqtt"), "", left_out=left_out))
    assert "MQTT 3.1.1 has no --receive-maximum and no --will-delay: left out" in text
