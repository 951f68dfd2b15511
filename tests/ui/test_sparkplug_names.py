"""Sparkplug: aliases are shown with the names of the BIRTH that the model has."""

from __future__ import annotations

import pytest

from pubsub_tui.message import Message
from pubsub_tui.ui.sparkplug_births import LATER_BIRTH
from tests.ui.dashboard import Dashboard, dashboard
from tests.unit.test_decode_sparkplug import (
    BIRTH,
    BIRTH_PAYLOAD,
    DATA,
    DATA_PAYLOAD,
    DEVICE_BIRTH,
    DEVICE_DATA,
    double,
    metric,
    payload,
)

PAYLOAD = "#payload"
NAMED = '     "Temperature": 21.75,  Double'
UNNAMED = "     alias 1: 21.75,"


async def _arrive(shown: Dashboard, *messages: tuple[str, bytes]) -> None:
    """Let messages arrive one after the other, and look at the topic of the last one."""
    for topic, data in messages:
        await shown.arrive(shown.message(topic, data))
    assert shown.main._tree.select_path(messages[-1][0])
    await shown.frame()


async def test_data_has_the_names_of_its_birth() -> None:
    async with dashboard(size=(120, 50)) as shown:
        await _arrive(shown, (BIRTH, BIRTH_PAYLOAD), (DATA, DATA_PAYLOAD))
        assert NAMED in shown.lines(PAYLOAD)
        assert "has been seen" not in shown.text(PAYLOAD)
        assert LATER_BIRTH not in shown.text(PAYLOAD)


async def test_without_a_birth_it_says_so_until_one_comes() -> None:
    async with dashboard(size=(120, 50)) as shown:
        await _arrive(shown, (DATA, DATA_PAYLOAD))
        assert "No NBIRTH of plant/press has been seen" in shown.text(PAYLOAD)
        assert UNNAMED in shown.lines(PAYLOAD)
        await shown.arrive(shown.message(BIRTH, BIRTH_PAYLOAD))
        assert NAMED in shown.lines(PAYLOAD)
        assert f" {LATER_BIRTH}" in shown.lines(PAYLOAD)
        assert "has been seen" not in shown.text(PAYLOAD)


async def test_a_message_picked_in_the_log_gets_its_names_too() -> None:
    async with dashboard(size=(120, 50)) as shown:
        await _arrive(shown, (DATA, DATA_PAYLOAD))
        await shown.focus("#log")
        await shown.press("up")
        assert UNNAMED in shown.lines(PAYLOAD)
        await shown.arrive(shown.message(BIRTH, BIRTH_PAYLOAD))
        assert NAMED in shown.lines(PAYLOAD)


async def test_another_birth_takes_the_place_of_the_first() -> None:
    async with dashboard(size=(120, 50)) as shown:
        await _arrive(shown, (BIRTH, BIRTH_PAYLOAD), (DATA, DATA_PAYLOAD))
        renamed = payload(metric(double(1.0), name="Heat", alias=1, datatype="Double"), timestamp=1)
        await shown.arrive(shown.message(BIRTH, renamed), shown.message(DATA, DATA_PAYLOAD))
        assert '     "Heat": 21.75,  Double' in shown.lines(PAYLOAD)


async def test_a_device_has_its_own_birth_and_that_of_its_node() -> None:
    data = payload(metric(double(0.5), alias=9), metric(double(2.5), alias=1), seq=2)
    birth = payload(metric(double(0.0), name="Angle", alias=9, datatype="Double"), seq=1)
    async with dashboard(size=(120, 50)) as shown:
        await _arrive(shown, (BIRTH, BIRTH_PAYLOAD), (DEVICE_DATA, data))
        assert "No DBIRTH of plant/press/arm has been seen" in shown.text(PAYLOAD)
        await _arrive(shown, (DEVICE_BIRTH, birth), (DEVICE_DATA, data))
        assert "has been seen" not in shown.text(PAYLOAD)
        assert '     "Angle": 0.5,  Double' in shown.lines(PAYLOAD)
        assert '     "Temperature": 2.5  Double' in shown.lines(PAYLOAD)


async def test_a_birth_of_another_node_names_nothing() -> None:
    async with dashboard(size=(120, 50)) as shown:
        await _arrive(shown, (BIRTH.replace("press", "drill"), BIRTH_PAYLOAD), (DATA, DATA_PAYLOAD))
        assert UNNAMED in shown.lines(PAYLOAD)


async def test_a_birth_that_was_cut_names_what_is_left_of_it() -> None:
    many = [metric(double(n), name=f"Spare {n}", alias=10 + n) for n in range(200)]
    named = metric(double(21.5), name="Temperature", alias=1, datatype="Double")
    async with dashboard(size=(120, 50), history_bytes=20_000) as shown:
        await _arrive(shown, (BIRTH, payload(named, *many)), (DATA, DATA_PAYLOAD))
        assert NAMED in shown.lines(PAYLOAD)


async def test_a_birth_is_read_once_and_only_when_looked_at(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    learned: list[str] = []
    monkeypatch.setattr(
        "pubsub_tui.ui.sparkplug_births.SparkplugNames.learn",
        lambda _, topic, payload: learned.append(topic),
    )
    async with dashboard() as shown:
        await shown.arrive(shown.message(BIRTH, BIRTH_PAYLOAD), shown.message(DATA, DATA_PAYLOAD))
        assert learned == []
        shown.main._tree.select_path(DATA)
        messages: list[Message] = [shown.message(DATA, DATA_PAYLOAD) for _ in range(5)]
        for message in messages:
            await shown.arrive(message)
        assert learned == [BIRTH]
