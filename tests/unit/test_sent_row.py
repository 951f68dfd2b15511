"""Rows of what was sent: when, and how often."""

from __future__ import annotations

import pytest
from rich.cells import cell_len
from rich.style import Style

from pubsub_tui.outgoing.draft import Draft
from pubsub_tui.outgoing.sent import Run, Sent
from pubsub_tui.ui.widgets.sent_row import sent_segments, times, when

NOW = 1_700_000_000.0
"""2023-11-14 22:13:20 UTC."""
DAY = 86_400


pytestmark = pytest.mark.usefixtures("utc")


@pytest.mark.parametrize(
    ("ago", "wide", "narrow"),
    [
        (5, "22:13:15", "22:13:15"),
        (-5, "22:13:25", "22:13:25"),
        (DAY, "13 Nov 22:13", "13 Nov"),
        (400 * DAY, "10 Oct 2022", "Oct 2022"),
    ],
)
def test_of_another_day_the_date_is_shown(ago: float, wide: str, narrow: str) -> None:
    assert when(NOW - ago, NOW, narrow=False) == wide.rjust(12)
    assert when(NOW - ago, NOW, narrow=True) == narrow.rjust(8)


@pytest.mark.parametrize(
    ("count", "words"),
    [(1, ""), (2, "×2"), (999, "×999"), (1000, "×1k"), (12_345_678, "×12M"), (10**12, "×1T")],
)
def test_how_often(count: int, words: str) -> None:
    assert times(count) == words


@pytest.mark.parametrize("width", [40, 74, 110, 190])
@pytest.mark.parametrize("endpoint", ["here", "elsewhere.example:1883", "日本" * 40])
def test_a_row_fits_whatever_stands_in_it(width: int, endpoint: str) -> None:
    draft = Draft("日本/" * 200 + "\x1b", "e\u0301\n" * 300, qos=2, retain=True)
    run = Run((Sent(NOW, endpoint, draft, "sent", count=10**12, accepted_count=3),))
    segments = sent_segments(run, width, NOW, "here", 1000, lambda part: Style())
    text = "".join(segment.text for segment in segments)
    assert cell_len(text) <= width
    assert text.isprintable()
