"""What the thermostat and the robot answer, nonsense included."""

from __future__ import annotations

import json

import pytest

from pubsub_tui.demo.answers import MAX_REQUEST, Thermostat, robot_reply

NONSENSE = [b"", b"\xff\xfe", b"[]", b"null", b"true", b"[" * 4000, b"1" * (MAX_REQUEST + 1)]


@pytest.mark.parametrize(
    ("request_", "target"), [(b"22.5", 22.5), (b'{"target": 18}', 18.0), (b"5", 5.0)]
)
def test_thermostat_takes_a_target(request_: bytes, target: float) -> None:
    thermostat = Thermostat()
    answer = json.loads(thermostat.answer(request_))
    assert answer["target"] == target == thermostat.target
    assert "error" not in answer


@pytest.mark.parametrize("request_", [*NONSENSE, b"NaN", b"1e999", b"-1", b'{"target": "hot"}'])
def test_thermostat_keeps_its_target_and_says_why(request_: bytes) -> None:
    answer = json.loads(Thermostat().answer(request_))
    assert answer["target"] == 21.0
    assert answer["error"]


def test_robot_echoes_the_id() -> None:
    reply = json.loads(robot_reply(b'{"id": 41, "command": "home"}'))
    assert (reply["id"], reply["ok"], reply["command"]) == (41, True, "home")


@pytest.mark.parametrize(
    "request_", [*NONSENSE, b'{"id": [1], "command": "home "}', b'{"command": ["home"]}']
)
def test_robot_refuses_what_it_does_not_know(request_: bytes) -> None:
    reply = json.loads(robot_reply(request_))
    assert reply["ok"] is False
    assert reply["id"] is None
    assert reply["error"]
