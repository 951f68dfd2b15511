"""How fast the log is filtered: to the first screenful, and to the last of the kept messages.

``python -m benchmarks.filter [--messages N] [--topics T] [--rounds R]``. The view looks back in
slices of as many messages as the dashboard begins with, newest first, as it does between frames;
the longest slice is what a frame may have to wait for. Most filters select few messages in
a thousand, so that the first screenful does not come with the first slice. Medians of the rounds.
"""

from __future__ import annotations

import argparse
import random
import statistics
import time
from collections.abc import Iterator
from dataclasses import dataclass

from benchmarks.machine import shape
from pubsub_tui.message import Message
from pubsub_tui.model.filter import Filter, parse
from pubsub_tui.model.history import History
from pubsub_tui.model.log_view import LogView

SLICE = 10_000
SCREENFUL = 50
FILTERS = {
    "topic": "site/+/line/77/temp",
    "text": "overheated",
    "text that nothing holds": '"no such text"',
    "JSON path": "temp>99.9",
    "JSON path that nothing has": "pressure>3",
    "JSON path, two values": "data.unit.rpm>=2500 temp<2.5",
    "regex": r"/state\":\"fa.{2}t.*99\d\d/",
    "topic, flag, JSON": "site/3/# -retain data.unit.rpm>2970",
    "age": "age<60s",
}


@dataclass(frozen=True, slots=True)
class Run:
    """Seconds to the first screenful, to completion and of the longest slice, and rows found."""

    screenful: float
    complete: float
    longest: float
    rows: int


def messages(count: int, topics: int) -> Iterator[Message]:
    """Messages of about 90 bytes in JSON, one millisecond after the other, always the same."""
    chance = random.Random(7)
    names = [f"site/{n % 10}/line/{n // 10}/temp" for n in range(topics)]
    states = ["running"] * 990 + ["overheated", "fault"] * 5
    now = time.time()
    for number in range(count):
        payload = (
            f'{{"temp":{chance.random() * 100:.2f},"state":"{chance.choice(states)}",'
            f'"data":{{"unit":{{"rpm":{chance.randrange(3000)}}}}},"sequence":{number}}}'
        )
        yield Message(
            chance.choice(names), payload.encode(), received_at=now - (count - number) / 1000
        )


def measure(history: History, wanted: Filter) -> Run:
    """Filter the whole history once."""
    view = LogView(history)
    longest = screenful = 0.0
    started = began = time.perf_counter()
    view.filter(wanted)
    while not view.complete:
        view.advance(SLICE)
        ended = time.perf_counter()
        longest = max(longest, ended - began)
        if not screenful and (len(view) >= SCREENFUL or view.complete):
            screenful = ended - started
        began = ended
    return Run(screenful, began - started, longest, len(view))


def line(name: str, text: str, runs: list[Run], kept: int) -> str:
    """A row of the table, of medians."""
    screenful = statistics.median(run.screenful for run in runs)
    complete = statistics.median(run.complete for run in runs)
    longest = statistics.median(run.longest for run in runs)
    text = text.replace("|", "\\|")
    return (
        f"| {name} | `{text}` | {runs[0].rows:,} | {screenful * 1000:,.1f} | {complete:,.2f} "
        f"| {complete / kept * 1e6:,.2f} | {longest * 1000:,.1f} |"
    )


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--messages", type=int, default=1_000_000)
    parser.add_argument("--topics", type=int, default=10_000)
    parser.add_argument("--rounds", type=int, default=3)
    asked = parser.parse_args()
    history = History(1 << 40)
    kept = list(messages(asked.messages, asked.topics))
    history.extend(kept, sum(len(message.payload) for message in kept))
    amount = f"{asked.messages:,} kept messages over {asked.topics:,} topics"
    print(f"{amount}, slices of {SLICE:,}, {asked.rounds} rounds; {shape()}\n")
    print(f"| filter | | rows | {SCREENFUL} rows ms | all s | µs/msg | longest slice ms |")
    print("|---|---|---:|---:|---:|---:|---:|")
    for name, text in FILTERS.items():
        runs = [measure(history, parse(text)) for _ in range(asked.rounds)]
        print(line(name, text, runs, len(kept)), flush=True)


if __name__ == "__main__":
    main()
