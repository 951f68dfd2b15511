"""How long a frame of the plot takes: many points in the window, and new ones in every frame.

``python -m benchmarks.plot [--series N] [--points P] [--frames F] [--width W] [--height H]``.
The points lie within five minutes, which is the window; between two frames as many come as in a
twelfth of a second at that rate. After a zoom the columns are made anew, a slice a frame.
"""

from __future__ import annotations

import argparse
import math
import random
import statistics
import time

from benchmarks.machine import shape
from pubsub_tui.model.plot.series import Series
from pubsub_tui.model.plot.span import Span
from pubsub_tui.ui.widgets.plot_legend import legend, legend_rows_within
from pubsub_tui.ui.widgets.plot_picture import Scaling, draw_curves, read_curves

WINDOW = 300
FRAME = 1 / 12
START = 1_700_000_000.0
READ = 0.003
"""Seconds that a frame reads points, as in the dashboard."""


def main() -> None:
    """Print milliseconds."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--series", type=int, default=6)
    options.add_argument("--points", type=int, default=100_000)
    options.add_argument("--frames", type=int, default=100)
    options.add_argument("--width", type=int, default=190)
    options.add_argument("--height", type=int, default=50)
    given = options.parse_args()
    print(shape())
    draw = random.Random(1)
    shown = [Series(f"t{slot}", (), slot) for slot in range(given.series)]
    gap = WINDOW / given.points
    for series in shown:
        series.add_older(
            [(START - n * gap, draw.gauss(10 * series.slot, 3)) for n in range(given.points)]
        )
    span = Span()
    now = START
    span.update(given.width, now, START - WINDOW)
    first = slices(shown, span, given.height)
    costs = []
    for _ in range(given.frames):
        now += FRAME
        for series in shown:
            for n in range(math.ceil(FRAME / gap)):
                series.add(now - n * gap, draw.gauss(10 * series.slot, 3))
        span.update(given.width, now, START - WINDOW)
        costs.append(frame(shown, span, given.height)[0])
    span.zoom(-1)
    zoomed = slices(shown, span, given.height)
    print(f"{given.series} series × {given.points:,} points, {given.width}×{given.height} cells")
    print(f"live frame, median {statistics.median(costs) * 1000:.1f} ms, of {given.frames}")
    for what, many in (("first", first), ("zoom", zoomed)):
        print(f"{what}: {len(many)} frames, the longest {max(many) * 1000:.1f} ms")


def slices(shown: list[Series], span: Span, height: int) -> list[float]:
    """Frames until all points in the window are drawn, in seconds each."""
    costs = []
    complete = False
    while not complete:
        cost, complete = frame(shown, span, height)
        costs.append(cost)
    return costs


def frame(shown: list[Series], span: Span, height: int) -> tuple[float, bool]:
    """Draw once: seconds, and whether all points in the window were read."""
    started = time.perf_counter()
    curves = read_curves(shown, span, started + READ)
    Scaling().apply(curves)
    lines = legend(curves, shown[0], True, None, span.columns, legend_rows_within(height))
    draw_curves(curves, span, height - len(lines) - 1, shown[0], False)
    return time.perf_counter() - started, all(curve.complete for curve in curves)


if __name__ == "__main__":
    main()
