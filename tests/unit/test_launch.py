"""From the settings of several connections to the app."""

from __future__ import annotations

from pubsub_tui.settings import ProfileMark, Settings
from pubsub_tui.ui.launch import make_app
from pubsub_tui.ui.themes import Themes


def test_connections_share_the_history_and_the_screens_settings() -> None:
    settings = [
        Settings("a", history_bytes=9_000_000, excludes=("x/#",)),
        Settings("b", profile=ProfileMark("B")),
    ]
    app = make_app(settings, Themes((), ()))
    first, second = app.connections.all
    assert first.traffic.history.budget == 4_500_000
    assert second.traffic.history.budget == settings[1].history_bytes // 2
    assert [each.name for each in app.connections.all] == ["a:1883", "B"]
    assert [len(each.traffic.excludes.entries) for each in app.connections.all] == [1, 0]
    assert first.decoding.pins is second.decoding.pins
