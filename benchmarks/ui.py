"""The whole dashboard on a terminal: frames, keys, losses, memory, idling and starting.

``python -m benchmarks.ui [--seconds S] [--rounds R] [--large]``. The dashboard runs in a process
of its own on a pty of 160×50 cells and is connected by its MQTT transport to the benchmark's
sender, which is in this process. Frame: event loop time but for receiving, from one tick to the
next, so the tick, layout, compositor, rendering and key handling (see frames.py); what the model
settles as messages come is receiving, and shown with it. Key → screen:
from writing a key to the pty until the update that shows its effect was read from the pty.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import msgspec

from benchmarks.dashboard import EFFECT
from benchmarks.frames import Frame, Report
from benchmarks.keys import Keys, percentile_95
from benchmarks.machine import shape
from benchmarks.sender import Load, blocks, listen, serve
from benchmarks.startup import first_paint
from benchmarks.terminal import Terminal

RATE = 100_000
_LONGEST = 180
_FIRST_ROWS = 0.5
_SETTLED = 7.0
"""By then the rates have fallen to nothing; sparklines still move, once a second."""
_HEAVY = 'v>0.5 n>=0 -"no such text" /[0-9]{3,}/'


@dataclass(frozen=True, slots=True)
class Line:
    """One row of the table; ``limit`` None when there is no budget."""

    what: str
    value: float
    unit: str
    limit: float | None = None

    def __str__(self) -> str:
        digits = 2 if self.value < 10 and self.unit not in ("", "/s") else 0
        value = f"{self.value:,.{digits}f} {self.unit}".strip()
        if self.limit is None:
            return f"| {self.what} | {value} | | |"
        verdict = "met" if self.value <= self.limit else "**missed**"
        return f"| {self.what} | {value} | ≤ {self.limit:,g} {self.unit} | {verdict} |"


@dataclass(frozen=True, slots=True)
class Run:
    """What one run gave: the report of the dashboard, the keys, how many messages were sent."""

    report: Report
    keys: Keys
    sent: int
    since: float

    @property
    def frames(self) -> list[Frame]:
        """Those that began while traffic came, and after the run's preparations."""
        report = self.report
        return [f for f in report.frames if max(report.first, self.since) <= f.at <= report.last]


def run(load: Load, act: Callable[[Keys], None], linger: float = 1.0) -> Run:
    """Run the dashboard under a load while ``act`` presses keys.

    Raises:
        RuntimeError: the dashboard did not end by itself, or failed.
    """
    prebuilt = blocks(load)
    with listen() as listener, tempfile.TemporaryDirectory() as directory:
        path = Path(directory) / "report.json"
        port = str(listener.getsockname()[1])
        command = [sys.executable, "-m", "benchmarks.dashboard", port, str(path)]
        command += ["--linger", str(linger)]
        begun = threading.Event()
        arguments = (listener, load, prebuilt, begun)
        sender = threading.Thread(target=serve, args=arguments, daemon=True)
        sender.start()
        with Terminal(command, EFFECT) as terminal:
            keys = Keys(terminal)
            if not begun.wait(60):
                raise RuntimeError(
                    f"the dashboard did not connect: {terminal.said.decode(errors='replace')}"
                )
            time.sleep(_FIRST_ROWS)
            act(keys)
            since = time.time()
            code = terminal.process.wait(_LONGEST)
        sender.join(10)
        if code or not path.exists():
            raise RuntimeError(
                f"the dashboard ended with {code}: {terminal.said.decode(errors='replace')}"
            )
        report = msgspec.json.decode(path.read_bytes(), type=Report)
    return Run(report, keys, load.messages + 1, since)


def flood(topics: int, seconds: float) -> list[Line]:
    """Keys, frames and losses under 100,000 messages a second."""
    load = Load(int(RATE * seconds), topics, RATE, fill=True)
    began = time.time()
    done = run(load, lambda keys: keys.walk(time.monotonic() + seconds - 3))
    report = done.report
    frames = [f for f in report.frames if began <= report.first <= f.at <= report.last]
    name = f"{topics:,} topics, {RATE:,} msg/s"
    return [
        Line(f"{name}: rate taken in", load.messages / (report.last - report.first), "/s"),
        Line(f"{name}: lost", done.sent - report.received, "", 0),
        Line(
            f"{name}: key → screen, p95 of {len(done.keys.seconds)}", ms(done.keys.p95()), "ms", 50
        ),
        Line(f"{name}: key → screen, median", ms(statistics.median(done.keys.seconds)), "ms"),
        Line(f"{name}: keys without effect", done.keys.unanswered, "", 0),
        *frame_lines(name, frames),
        Line(f"{name}: receiving and settling, CPU", report.receiving * 1e6 / done.sent, "µs/msg"),
        Line(f"{name}: lag, largest", max(f.lag for f in frames) / 1e6, "MB"),
        Line(f"{name}: peak memory", report.memory / 1e6, "MB"),
    ]


def ms(seconds: float) -> float:
    """Milliseconds."""
    return seconds * 1000


def frame_lines(name: str, frames: list[Frame], limit: float | None = None) -> list[Line]:
    """Frame times and how many there were a second."""
    drawing = [frame.drawing for frame in frames]
    span = frames[-1].at - frames[0].at
    return [
        Line(f"{name}: frame, median", ms(statistics.median(drawing)), "ms", limit),
        Line(f"{name}: frame, p95", ms(percentile_95(drawing)), "ms"),
        Line(
            f"{name}: frame, CPU median", ms(statistics.median(f.drawing_cpu for f in frames)), "ms"
        ),
        Line(f"{name}: tick alone, median", ms(statistics.median(f.tick for f in frames)), "ms"),
        Line(f"{name}: frames a second", (len(frames) - 1) / span, "/s"),
    ]


def unfolded(seconds: float) -> list[Line]:
    """Frames with 100,000 topics of which some 20,000 rows are unfolded."""
    load = Load(int(RATE * (seconds + 9)), 100_000, RATE, fill=True)
    done = run(load, lambda keys: keys.unfold_one_site())
    return frame_lines(f"100,000 topics, {done.report.rows:,} rows on show", done.frames, 16)


def filtered(seconds: float) -> list[Line]:
    """Frames with a filter that reads JSON, text and a regular expression in every message."""
    load = Load(int(RATE * seconds), 10_000, RATE, fill=True)
    done = run(load, lambda keys: keys.write_filter(_HEAVY))
    lost = Line("10,000 topics, a heavy filter: lost", done.sent - done.report.received, "", 0)
    return [lost, *frame_lines("10,000 topics, a heavy filter", done.frames)]


def idle(seconds: float) -> list[Line]:
    """CPU of a connected dashboard with 1,000 topics on which nothing comes any more."""
    done = run(Load(10_000, 1_000, fill=True), lambda keys: None, linger=seconds + _SETTLED + 1)
    frames = [frame for frame in done.report.frames if frame.at > done.report.last + _SETTLED]
    share = (frames[-1].cpu - frames[0].cpu) / (frames[-1].at - frames[0].at)
    return [Line(f"idle for {seconds:.0f} s: CPU", share * 100, "% of a core", 2)]


def large() -> list[Line]:
    """A million topics, and a full history beside them."""
    load = Load(2_500_000, 1_000_000, RATE, fill=True)
    done = run(load, lambda keys: None)
    name = "1,000,000 topics"
    return [
        Line(f"{name}: held", done.report.topics - 1, ""),
        Line(f"{name}: lost", done.sent - done.report.received, "", 0),
        Line(f"{name}: peak memory", done.report.memory / 1e9, "GB", 1.2),
        *frame_lines(name, done.frames),
    ]


def start(rounds: int) -> list[Line]:
    """From the process's start to the first update that shows our panes."""
    times = [first_paint() for _ in range(rounds)]
    return [Line(f"start to first paint, median of {rounds}", statistics.median(times), "s", 0.7)]


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--seconds", type=float, default=10)
    parser.add_argument("--rounds", type=int, default=5, help="starts of the program")
    parser.add_argument("--large", action="store_true", help="hold a million topics too")
    parser.add_argument(
        "--only", choices=("flood", "unfolded", "filtered", "idle", "start", "large")
    )
    asked = parser.parse_args()
    seconds = asked.seconds
    parts: dict[str, Callable[[], list[Line]]] = {
        "flood": lambda: flood(10_000, seconds) + flood(100_000, seconds),
        "unfolded": lambda: unfolded(seconds),
        "filtered": lambda: filtered(seconds),
        "idle": lambda: idle(seconds),
        "start": lambda: start(asked.rounds),
        "large": large,
    }
    print(f"The dashboard at 160×50; {shape()}\n")
    print("| what | measured | budget | |\n|---|---:|---:|---|", flush=True)
    for name, part in parts.items():
        wanted = asked.only is None and (name != "large" or asked.large)
        if wanted or name == asked.only:
            print("\n".join(str(line) for line in part()), flush=True)


if __name__ == "__main__":
    main()
