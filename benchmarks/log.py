"""How fast messages are printed: ``pubsub-tui log`` and mosquitto_sub, each into ``wc -l``.

``python -m benchmarks.log [--messages N] [--topics T] [--rounds R]``. Each gets the same
prebuilt packets over loopback from the same sender, in rounds, one after the other.
"""

from __future__ import annotations

import argparse
import os
import shutil
import statistics
import subprocess
import sys
from dataclasses import dataclass

from benchmarks.machine import shape
from benchmarks.sender import MARKER, Load, blocks, listen, serve

OURS = [sys.executable, "-m", "pubsub_tui", "log", "-h", "127.0.0.1"]
COMMANDS = {
    "mosquitto_sub -F '%t %p'": ["mosquitto_sub", "-V", "5", "-t", "#", "-F", "%t %p"],
    "log --format text": [*OURS, "--format", "text"],
    "log --format json": [*OURS, "--format", "json"],
    "log --format raw": [*OURS, "--format", "raw"],
    # It selects all, and reads the JSON of each for it.
    "log --filter 'v>=0'": [*OURS, "--filter", f"v>=0 or topic:{MARKER}"],
}


@dataclass(frozen=True, slots=True)
class Run:
    """One command's run: messages per second, CPU µs a message."""

    rate: float
    cpu: float


def measure(name: str, load: Load, prebuilt: list[bytes]) -> Run:
    """Run one of the commands against the sender.

    Raises:
        RuntimeError: it did not print exactly what was sent.
    """
    with listen() as listener:
        port, count = listener.getsockname()[1], load.messages + 1
        words = [*COMMANDS[name], "-p", str(port), "-C", str(count)]
        with (
            subprocess.Popen(words, stdout=subprocess.PIPE) as process,
            subprocess.Popen(
                ["wc", "-l"], stdin=process.stdout, stdout=subprocess.PIPE, text=True
            ) as counting,
        ):
            assert process.stdout is not None
            process.stdout.close()
            seconds = serve(listener, load, prebuilt)
            _, status, usage = os.wait4(process.pid, 0)
            process.returncode = os.waitstatus_to_exitcode(status)
            printed = int(counting.communicate()[0])
    if process.returncode or printed != count:
        raise RuntimeError(f"{name} printed {printed}, and ended with {process.returncode}")
    cpu = usage.ru_utime + usage.ru_stime
    return Run(load.messages / seconds, cpu * 1e6 / load.messages)


def main() -> None:
    """Measure and print a Markdown table of medians, with the ratio round by round."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--messages", type=int, default=400_000)
    parser.add_argument("--topics", type=int, default=10_000)
    parser.add_argument("--rounds", type=int, default=3)
    asked = parser.parse_args()
    load = Load(asked.messages, asked.topics)
    prebuilt = blocks(load)
    names = list(COMMANDS) if shutil.which("mosquitto_sub") else list(COMMANDS)[1:]
    rounds = [{name: measure(name, load, prebuilt) for name in names} for _ in range(asked.rounds)]
    amount = f"{asked.messages:,} messages over {asked.topics:,} topics"
    print(f"Printed into wc -l: {amount}, {asked.rounds} rounds; {shape()}\n")
    print("| command | msg/s | CPU µs/msg | as fast as the first |")
    print("|---|---:|---:|---:|")
    median = statistics.median
    for name in names:
        runs = [each[name] for each in rounds]
        ratio = median(each[name].rate / each[names[0]].rate for each in rounds)
        print(
            f"| {name} | {median(run.rate for run in runs):,.0f} "
            f"| {median(run.cpu for run in runs):.2f} | {ratio:.1f}× |"
        )


if __name__ == "__main__":
    main()
