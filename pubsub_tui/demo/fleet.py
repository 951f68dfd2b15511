"""The simulated fleet: a small factory and a house, about 50 messages a second.

Pure: no clock, no network. The same seed always tells the same story, so that a screenshot can
be drawn from it without a broker.
"""

from __future__ import annotations

import heapq
from collections.abc import Iterator
from operator import attrgetter
from random import Random

from pubsub_tui.demo import house, machines
from pubsub_tui.demo.answers import THERMOSTAT_STATE, Thermostat
from pubsub_tui.demo.event import Event

LINES = ("line1", "line2", "line3")
ROOMS = ("kitchen", "living", "bedroom", "bath")


def events(seed: int) -> Iterator[Event]:
    """The endless stream of everything the fleet publishes, ordered by time.

    Retained states come first, at 0 s.

    Args:
        seed: Any integer; the stream depends on nothing else.
    """
    return heapq.merge(*_devices(seed), key=attrgetter("at"))


def _devices(seed: int) -> Iterator[Iterator[Event]]:
    def rng(name: str) -> Random:
        """Its own randomness for each device, so that adding one changes no other."""
        return Random(f"{seed}/{name}")

    for line in LINES:
        for machine in (machines.press, machines.oven, machines.robot, machines.conveyor):
            base = f"factory/{line}/{machine.__name__}"
            yield machine(rng(base), base)
    yield machines.inspection(rng("inspection"), "factory/line2/camera")
    for room in ROOMS:
        yield house.climate(rng(f"climate/{room}"), f"house/{room}")
        yield house.light(rng(f"light/{room}"), f"house/{room}")
    yield house.door(rng("door"), "house/hall")
    yield house.meter(rng("meter"), "house/meter")
    yield house.solar(rng("solar"), "house/roof")
    yield house.coffee(rng("coffee"))
    yield house.pump(rng("pump"), "house/cellar/pump")
    yield house.weather(rng("weather"), "house/garden/weather")
    yield iter([Event(0.0, THERMOSTAT_STATE, Thermostat().state(), qos=1, retain=True)])
