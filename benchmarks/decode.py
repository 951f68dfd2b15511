"""How long decoding a payload takes: what is waited for when it is looked at, and all of it.

``python -m benchmarks.decode [--rounds R]``. A payload is decoded once, when it is first looked
at: that has to fit between two frames. JSON above 256 KiB is shown at once as far as that, and
laid out whole in slices; the longest slice is what a frame may have to wait for. Ratios are to
``json.loads`` of the same text, in the same run; medians of the rounds.
"""

from __future__ import annotations

import argparse
import json
import statistics
import time
from collections.abc import Callable

import cbor2

from benchmarks.machine import shape
from pubsub_tui.decode.json_large import LargeJson
from pubsub_tui.decode.registry import decode

_SLICE_SECONDS = 0.01
_SIZES = {"10 kB": 10_000, "1 MB": 1_000_000, "50 MB": 50_000_000}


def document(size: int) -> list[object]:
    """Readings that take about so many bytes as JSON."""
    return [
        {"id": number, "name": f"sensor {number}", "values": [number, 2.5], "ok": True}
        for number in range(size // 76)
    ]


def seconds(work: Callable[[], object]) -> float:
    """How long something takes."""
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def lay_out(payload: bytes) -> tuple[float, float]:
    """Seconds to lay out a whole text, and of the longest slice."""
    large = LargeJson(payload)
    longest = total = 0.0
    while not large.complete:
        took = seconds(lambda: large.advance(_SLICE_SECONDS))
        longest = max(longest, took)
        total += took
    return total, longest


def row(name: str, payload: bytes, rounds: int) -> str:
    """What one JSON payload takes."""
    first = statistics.median(seconds(lambda: decode(payload)) for _ in range(rounds))
    wholes = [lay_out(payload) for _ in range(rounds)]
    whole = statistics.median(total for total, _ in wholes)
    longest = statistics.median(slowest for _, slowest in wholes)
    loads = statistics.median(seconds(lambda: json.loads(payload)) for _ in range(rounds))
    return (
        f"{name:12} {first * 1000:7.1f} ms {whole:7.2f} s {longest * 1000:11.1f} ms "
        f"{whole / loads:13.1f}"
    )


def main() -> None:
    """Print a row a payload."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--rounds", type=int, default=5)
    rounds = options.parse_args().rounds
    print(shape())
    print(f"{'':12} {'looked at':>10} {'whole':>9} {'longest slice':>14} {'x json.loads':>13}")
    for name, size in _SIZES.items():
        payload = json.dumps(document(size)).encode()
        print(row(f"JSON {name}", payload, 1 if size > 10_000_000 else rounds))
    packed = cbor2.dumps(document(1_000_000))
    first = statistics.median(seconds(lambda: decode(packed)) for _ in range(rounds))
    print(f"{'CBOR 1 MB':12} {first * 1000:7.1f} ms")


if __name__ == "__main__":
    main()
