"""The devices that answer a request: a thermostat and a robot.

Whatever is published to them is answered, nonsense too.
"""

from __future__ import annotations

import json
import math

from pubsub_tui.demo.event import as_json

THERMOSTAT_SET = "house/thermostat/set"
THERMOSTAT_STATE = "house/thermostat/state"
ROBOT_COMMAND = "factory/line1/robot/command"
ROBOT_REPLY = "factory/line1/robot/reply"

COLDEST, WARMEST = 5.0, 30.0  # °C
COMMANDS = ("home", "pick", "place", "stop")
MAX_REQUEST = 4096  # bytes; a request is short


class Thermostat:
    """Keeps a target temperature, in °C."""

    def __init__(self) -> None:
        self.target = 21.0

    def state(self, **extra: object) -> bytes:
        """The state as JSON."""
        return as_json(target=self.target, unit="°C", heating=self.target > 20.0, **extra)

    def answer(self, request: bytes) -> bytes:
        """The new state after a request: a bare number, or `{"target": number}`."""
        wanted = _parse(request)
        if isinstance(wanted, dict):
            wanted = wanted.get("target")
        if isinstance(wanted, bool) or not isinstance(wanted, int | float):
            return self.state(error='send a number, or {"target": number}')
        if not (math.isfinite(wanted) and COLDEST <= wanted <= WARMEST):
            return self.state(error=f"the target must be between {COLDEST:g} and {WARMEST:g}")
        self.target = round(float(wanted), 1)
        return self.state()


def robot_reply(request: bytes) -> bytes:
    """The robot's answer: JSON with the `id` of the command that it answers."""
    asked = _parse(request)
    if not isinstance(asked, dict):
        return as_json(id=None, ok=False, error='send {"id": 1, "command": "home"}')
    number, command = asked.get("id"), asked.get("command")
    if not isinstance(number, int | str):
        number = None
    if command not in COMMANDS:
        return as_json(id=number, ok=False, error=f"known commands: {', '.join(COMMANDS)}")
    return as_json(id=number, ok=True, command=command, state="done")


def _parse(request: bytes) -> object:
    if len(request) > MAX_REQUEST:
        return None
    try:
        return json.loads(request)
    except (ValueError, RecursionError):
        return None
