"""Sparkplug: whether a message follows the one before of its edge node, and what a death ends."""

from __future__ import annotations

import pytest

from pubsub_tui.model import earlier
from pubsub_tui.ui import sparkplug_order
from tests.ui.dashboard import Dashboard, dashboard
from tests.ui.test_sparkplug_names import _arrive
from tests.unit.test_decode_sparkplug import (
    BIRTH,
    BIRTH_PAYLOAD,
    DATA,
    DEATH,
    DEVICE_BIRTH,
    DEVICE_DATA,
    payload,
)
from tests.unit.test_sparkplug_order import bd_seq

PAYLOAD = "#payload"
OTHER = DATA.replace("press", "drill")


def _note(shown: Dashboard, begin: str) -> str:
    return shown.line(f" {begin}", PAYLOAD).strip()


async def test_devices_and_node_share_one_count() -> None:
    async with dashboard(size=(160, 50)) as shown:
        await _arrive(shown, (BIRTH, BIRTH_PAYLOAD))
        assert _note(shown, "seq") == "seq 0: a NBIRTH begins the count anew."
        await _arrive(shown, (DEVICE_BIRTH, payload(seq=1)), (OTHER, payload(seq=9)))
        await _arrive(shown, (DATA, payload(seq=2)))
        assert _note(shown, "seq") == "seq 2 follows 1."
        await _arrive(shown, (DEVICE_DATA, payload(seq=5)))
        assert _note(shown, "seq") == "seq 5, 2 missing after 2."


async def test_one_picked_in_the_log_is_compared_with_what_came_before_it() -> None:
    async with dashboard(size=(160, 50)) as shown:
        await _arrive(shown, *[(DATA, payload(seq=seq)) for seq in (4, 5, 9)])
        assert _note(shown, "seq") == "seq 9, 3 missing after 5."
        await shown.focus("#log")
        await shown.press("up", "up")
        assert _note(shown, "seq") == "seq 5 follows 4."
        await shown.press("up")
        assert _note(shown, "seq") == "seq 4; none of plant/press before it is kept."


async def test_it_says_how_far_it_looked(monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (earlier, sparkplug_order):
        monkeypatch.setattr(module, "REACH", 3)
    between = [("other", b"")] * 3
    async with dashboard(size=(160, 50)) as shown:
        await _arrive(shown, (DATA, payload(seq=4)), *between, (DATA, payload(seq=5)))
        assert _note(shown, "seq") == ("seq 5; none of plant/press within the last 3 messages.")


async def test_retained_messages_are_not_compared() -> None:
    async with dashboard(size=(160, 50)) as shown:
        await shown.arrive(shown.message(DATA, payload(seq=1), retain=True))
        await _arrive(shown, (DEVICE_DATA, payload(seq=7)))
        assert _note(shown, "seq 7").endswith("none of plant/press before it is kept.")
        await shown.arrive(shown.message(DATA, payload(seq=9), retain=True))
        assert shown.main._tree.select_path(DATA)
        await shown.frame()
        assert _note(shown, "seq 9").endswith("it was retained, so nothing came before it.")


async def test_a_death_ends_the_session_of_its_birth_or_another() -> None:
    async with dashboard(size=(160, 50)) as shown:
        await _arrive(shown, (DEATH, bd_seq(3)))
        assert _note(shown, "bdSeq") == "bdSeq 3; no NBIRTH before it is kept."
        await _arrive(shown, (BIRTH, BIRTH_PAYLOAD), (DEATH, bd_seq(3)))
        assert "is that of the NBIRTH before" in _note(shown, "bdSeq 3")
        assert "A session of plant/press has ended: its metrics are stale." in shown.text(PAYLOAD)
        await _arrive(shown, (DEATH, bd_seq(2)))
        assert "not the 3 of the NBIRTH before" in _note(shown, "bdSeq 2")


async def test_a_death_is_not_compared_with_a_later_birth() -> None:
    async with dashboard(size=(160, 50)) as shown:
        again = payload(seq=0) + bd_seq(4)
        await _arrive(shown, (BIRTH, BIRTH_PAYLOAD), (DEATH, bd_seq(3)), (BIRTH, again))
        assert shown.main._tree.select_path(DEATH)
        await shown.frame()
        assert "is that of the NBIRTH before" in _note(shown, "bdSeq 3")


async def test_what_has_no_number_says_nothing() -> None:
    async with dashboard(size=(160, 50)) as shown:
        await _arrive(shown, (BIRTH.replace("NBIRTH", "NCMD"), payload(seq=None)))
        assert "seq" not in shown.text(PAYLOAD).lower()
