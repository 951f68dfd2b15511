"""A house: bare numbers, words, one topic beyond ASCII, and a packed binary record."""

from __future__ import annotations

import math
import struct
from collections.abc import Iterator
from random import Random

from pubsub_tui.demo.drift import Drift
from pubsub_tui.demo.event import Event, as_json

COFFEE = "haus/küche/☕"


def climate(rng: Random, base: str) -> Iterator[Event]:
    """Temperature (°C) and relative humidity (%) of one room, as bare numbers."""
    temperature, humidity = Drift(rng, rng.uniform(19, 23), 0.05), Drift(rng, 48.0, 0.3)
    at = rng.uniform(0, 4)
    while True:
        yield Event(at, f"{base}/temperature", str(temperature.step()).encode())
        yield Event(at, f"{base}/humidity", str(round(humidity.step())).encode())
        at += rng.uniform(3, 5)


def light(rng: Random, base: str) -> Iterator[Event]:
    """A lamp, retained `on` or `off`, that someone switches now and then."""
    at, on = 0.0, rng.random() < 0.5
    while True:
        yield Event(at, f"{base}/light", b"on" if on else b"off", qos=1, retain=True)
        on = not on
        at += rng.uniform(10, 50)


def door(rng: Random, base: str) -> Iterator[Event]:
    """A front door, retained: closed, open for a few seconds, closed again."""
    at = 0.0
    while True:
        yield Event(at, f"{base}/door", b"closed", qos=1, retain=True)
        at += rng.uniform(25, 60)
        yield Event(at, f"{base}/door", b"open", qos=1, retain=True)
        at += rng.uniform(2, 6)


def meter(rng: Random, base: str) -> Iterator[Event]:
    """A power meter: one JSON reading a second, and the total retained every 10 s."""
    power, volts = Drift(rng, 640.0, 25.0), Drift(rng, 230.0, 0.2)
    at, total, tick = rng.random(), rng.uniform(8_000, 9_000), 0
    while True:
        watts = max(60.0, power.step())
        total += watts / 3_600_000
        reading = as_json(watts=round(watts), volts=volts.step(), hertz=50.0)
        yield Event(at, f"{base}/power", reading)
        if tick % 10 == 0:
            yield Event(at, f"{base}/energy", as_json(kwh=round(total, 3)), qos=1, retain=True)
            power.target = rng.choice((420.0, 640.0, 640.0, 2_100.0))
        tick += 1
        at += 1.0


def solar(rng: Random, base: str) -> Iterator[Event]:
    """An inverter that packs its record: volts ×10, amperes ×100, watt-hours, status.

    Layout, big-endian: uint16, int16, uint32, uint8 (9 bytes).
    """
    at, watt_hours = rng.random() * 2, rng.randrange(2_000_000, 3_000_000)
    while True:
        amperes = 6 + 2 * math.sin(at / 30) + rng.gauss(0, 0.1)
        watt_hours += rng.randrange(2)
        record = struct.pack(">HhIB", 3_810 + rng.randrange(20), int(amperes * 100), watt_hours, 3)
        yield Event(at, f"{base}/inverter", record)
        at += 2.0


def coffee(rng: Random) -> Iterator[Event]:
    """The coffee machine, whose topic is not ASCII."""
    at, cups = 0.0, rng.randrange(3)
    while True:
        yield Event(at, COFFEE, as_json(tassen=cups, status="bereit ☕"), retain=True)
        at += rng.uniform(12, 30)
        cups += 1


def pump(rng: Random, base: str) -> Iterator[Event]:
    """A cellar pump's float switch: each 5 s, and 40 times a second while its contact bounces."""
    at, bounces_at, up = rng.uniform(0, 5), rng.uniform(30, 60), False
    while True:
        bounces = at >= bounces_at
        up = not up if bounces else rng.random() < 0.2
        yield Event(at, f"{base}/float", b"up" if up else b"down")
        at += 0.025 if bounces else 5.0
        if at >= bounces_at + 6:
            bounces_at = at + rng.uniform(60, 120)


def weather(rng: Random, base: str) -> Iterator[Event]:
    """A garden's weather station: each 2 s, but nothing for half a minute when it is out of power.

    It says nothing of that.
    """
    wind, at, fails_at = Drift(rng, 4.0, 0.3), rng.uniform(0, 2), rng.uniform(40, 60)
    while True:
        yield Event(at, f"{base}/wind", as_json(speed=max(0.0, wind.step()), unit="m/s"))
        at += 2.0
        if at >= fails_at:
            at += 30
            fails_at = at + rng.uniform(60, 120)
