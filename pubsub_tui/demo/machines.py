"""The machines of one production line, each a lazy stream of events."""

from __future__ import annotations

import math
import struct
from collections.abc import Iterator
from random import Random

from pubsub_tui.demo.drift import Drift
from pubsub_tui.demo.event import Event, as_json

SPECTRUM_BINS = 64


def press(rng: Random, base: str) -> Iterator[Event]:
    """A press that works and rests: 4 values a second, and a binary spectrum every 2 s."""
    temperature = Drift(rng, 62.0, 0.25)
    pressure = Drift(rng, 180.0, 1.5, pull=0.2)
    at, tick, parts, running = rng.random() * 0.5, 0, rng.randrange(10_000), True
    yield Event(0.0, f"{base}/state", b"running", qos=1, retain=True)
    flips_at = rng.uniform(15, 45)
    while True:
        if at >= flips_at:
            running = not running
            flips_at = at + (rng.uniform(20, 60) if running else rng.uniform(5, 12))
            temperature.target, pressure.target = (62.0, 180.0) if running else (35.0, 2.0)
            yield Event(at, f"{base}/state", b"running" if running else b"idle", 1, True)
        yield Event(at, f"{base}/temperature", as_json(value=temperature.step(), unit="°C"))
        yield Event(at, f"{base}/pressure", as_json(value=pressure.step(), unit="bar"))
        if tick % 4 == 0:
            yield Event(at, f"{base}/vibration", spectrum(rng, loud=running))
            parts += 4 if running else 0
            yield Event(at, f"{base}/parts", str(parts).encode())
        tick += 1
        at += 0.5


def spectrum(rng: Random, *, loud: bool) -> bytes:
    """A vibration spectrum: 64 signed 16-bit big-endian amplitudes, a hum with two harmonics."""
    height = 9_000 if loud else 300
    bins = (
        sum(height / n * math.exp(-((b - 9 * n) ** 2) / 4) for n in (1, 2, 3)) + rng.gauss(0, 60)
        for b in range(SPECTRUM_BINS)
    )
    return struct.pack(f">{SPECTRUM_BINS}h", *(int(b) for b in bins))


def oven(rng: Random, base: str) -> Iterator[Event]:
    """An oven with three zones, and an alarm now and then when one gets too hot."""
    zones = [Drift(rng, target, 0.6) for target in (180.0, 210.0, 195.0)]
    at, alarm_at, clear_at = rng.random() * 0.5, rng.uniform(20, 120), math.inf
    yield Event(0.0, f"{base}/state", b"running", qos=1, retain=True)
    yield Event(0.0, f"{base}/setpoint", as_json(zones=[180, 210, 195], unit="°C"), 1, True)
    while True:
        for number, zone in enumerate(zones, start=1):
            payload = as_json(value=zone.step(), unit="°C", zone=number)
            yield Event(at, f"{base}/zone{number}/temperature", payload)
        if at >= alarm_at:
            alarm_at, clear_at = at + rng.uniform(60, 180), at + 8
            zones[1].target = 224.0
            yield Event(at, f"{base}/alarm", _alarm(active=True, value=zones[1].value), qos=1)
        if at >= clear_at:
            clear_at, zones[1].target = math.inf, 210.0
            yield Event(at, f"{base}/alarm", _alarm(active=False, value=zones[1].value), qos=1)
        at += 1.0


def _alarm(*, active: bool, value: float) -> bytes:
    return as_json(
        code="T-217",
        severity="warning",
        active=active,
        text="Zone 2 is above its limit" if active else "Zone 2 is back in range",
        value=round(value, 1),
    )


def robot(rng: Random, base: str) -> Iterator[Event]:
    """A robot arm that reports its pose four times a second while it moves in a circle."""
    speed, phase, at = rng.uniform(0.6, 1.1), rng.random() * math.tau, rng.random() * 0.25
    yield Event(0.0, f"{base}/state", b"running", qos=1, retain=True)
    while True:
        turn = phase + speed * at
        pose = {
            "x": round(420 + 160 * math.cos(turn), 1),
            "y": round(160 * math.sin(turn), 1),
            "z": round(310 + 40 * math.sin(2 * turn), 1),
        }
        yield Event(at, f"{base}/pose", as_json(pose=pose, grip=math.sin(turn) > 0, unit="mm"))
        at += 0.25


def conveyor(rng: Random, base: str) -> Iterator[Event]:
    """A belt: its speed as JSON, and a counter of pieces as a bare number."""
    speed, at, pieces = Drift(rng, 0.8, 0.01), rng.random(), rng.randrange(1_000_000)
    yield Event(0.0, f"{base}/state", b"running", qos=1, retain=True)
    while True:
        yield Event(at, f"{base}/speed", as_json(value=speed.step(), unit="m/s"))
        pieces += rng.randrange(3)
        yield Event(at, f"{base}/count", str(pieces).encode())
        at += 1.0


def inspection(rng: Random, base: str) -> Iterator[Event]:
    """A camera that reports a whole tray at once: 200 results within half a second, each minute."""
    at, tray = rng.uniform(8, 20), rng.randrange(1000, 2000)
    while True:
        for part in range(200):
            payload = as_json(tray=tray, part=part, ok=rng.random() > 0.03, score=_score(rng))
            yield Event(at + part * 0.0025, f"{base}/slot/{part % 20:02}", payload)
        tray += 1
        at += rng.uniform(55, 65)


def _score(rng: Random) -> float:
    return round(min(1.0, rng.gauss(0.93, 0.04)), 3)
