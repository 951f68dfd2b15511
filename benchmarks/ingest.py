"""How fast messages are taken in: ours, stock aiomqtt, plain paho and mosquitto_sub in turn.

``python -m benchmarks.ingest [--messages N] [--topics T] [--rounds R]``. Each receiver gets the
same prebuilt packets over loopback from the same sender, in rounds, one after the other. The
CPU of ours and the Python libraries includes their imports, as does that of mosquitto_sub.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import statistics
import subprocess
import sys
from dataclasses import dataclass

from benchmarks.machine import shape
from benchmarks.sender import Load, blocks, listen, serve

SLOW = {"aiomqtt": 10, "paho": 4}
"""These get so many times fewer messages: they would take minutes."""


@dataclass(frozen=True, slots=True)
class Run:
    """One receiver's run: messages per second, CPU µs a message, peak memory in MB."""

    rate: float
    cpu: float
    memory: float


def command(receiver: str, port: int, version: int) -> list[str]:
    """The command line of a receiver."""
    if receiver == "mosquitto_sub":
        protocol = "5" if version == 5 else "311"
        return [receiver, "-V", protocol, "-p", str(port), "-h", "127.0.0.1", "-t", "#", "-C"]
    return [sys.executable, "-m", "benchmarks.receivers", receiver, str(port), str(version)]


def measure(receiver: str, load: Load) -> Run:
    """Run one receiver against the sender.

    Raises:
        RuntimeError: it did not receive exactly what was sent.
    """
    prebuilt = blocks(load)
    with listen() as listener:
        port = listener.getsockname()[1]
        words = command(receiver, port, load.version)
        output = subprocess.PIPE
        if receiver == "mosquitto_sub":
            words.append(str(load.messages + 1))
            output = subprocess.DEVNULL
        with subprocess.Popen(words, stdout=output) as process:
            seconds = serve(listener, load, prebuilt)
            printed = process.stdout.read() if process.stdout else b""
            _, status, usage = os.wait4(process.pid, 0)
            process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise RuntimeError(f"{receiver} ended with {process.returncode}")
    cpu = usage.ru_utime + usage.ru_stime
    if printed:
        report = json.loads(printed)
        cpu = report["cpu"]
        if report["received"] != load.messages + 1:
            raise RuntimeError(f"{receiver} got {report['received']} of {load.messages + 1}")
    return Run(load.messages / seconds, cpu * 1e6 / load.messages, usage.ru_maxrss / 1024)


def table(runs: dict[str, list[Run]]) -> str:
    """A Markdown table of medians, with each receiver's ratio to ours, round by round."""
    lines = [
        "| receiver | msg/s | CPU µs/msg | peak MB | ours is … times as fast |",
        "|---|---:|---:|---:|---:|",
    ]
    for name, mine in runs.items():
        median = statistics.median
        ratio = median(o.rate / m.rate for o, m in zip(runs["ours"], mine, strict=True))
        lines.append(
            f"| {name} | {median(r.rate for r in mine):,.0f} | {median(r.cpu for r in mine):.2f} "
            f"| {median(r.memory for r in mine):,.0f} | {ratio:.1f} |"
        )
    return "\n".join(lines)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--messages", type=int, default=400_000)
    parser.add_argument("--topics", type=int, default=10_000)
    parser.add_argument("--rounds", type=int, default=3)
    asked = parser.parse_args()
    receivers = ["ours", "aiomqtt", "paho"]
    if shutil.which("mosquitto_sub"):
        receivers.append("mosquitto_sub")
    amount = f"{asked.messages:,} messages over {asked.topics:,} topics"
    print(f"{amount}, {asked.rounds} rounds; {shape()}")
    for version, label in ((5, "MQTT 5"), (4, "MQTT 3.1.1")):
        runs: dict[str, list[Run]] = {name: [] for name in receivers}
        for _ in range(asked.rounds):
            for name in receivers:
                messages = asked.messages // SLOW.get(name, 1)
                load = Load(messages, asked.topics, version=version)
                runs[name].append(measure(name, load))
        print(f"\n{label}\n\n{table(runs)}")


if __name__ == "__main__":
    main()
