"""Choosing the decoder of a topic: the keys, what the heading says, and how long it is kept."""

from __future__ import annotations

import pytest

from pubsub_tui.decode.registry import candidates
from pubsub_tui.ui import decoder_choices
from pubsub_tui.ui.decoder_choices import DecoderChoices
from tests.ui.dashboard import Dashboard, dashboard
from tests.ui.test_help import command

PAYLOAD = "#payload"
READING = b"\xa1\x65level\xf9\x4d\x60"
OTHER_READING = b"\xa1\x65level\xf9\x4d\x61"


async def _look(shown: Dashboard, *payloads: bytes, topic: str = "tank") -> None:
    """Let messages arrive on a topic, and look at it in the tree."""
    await shown.arrive(*[shown.message(topic, payload) for payload in payloads])
    assert shown.main._tree.select_path(topic)
    await shown.frame()


def _heading(shown: Dashboard) -> str:
    return shown.lines("#details-pane")[0]


@pytest.mark.parametrize("pane", ["#tree", "#log", PAYLOAD])
async def test_t_goes_through_all_that_can_read_it_and_back(pane: str) -> None:
    async with dashboard(size=(160, 35)) as shown:
        await _look(shown, READING)
        await shown.focus(pane)
        assert "CBOR (likely) · 10 B" in _heading(shown)
        await shown.press("t")
        assert "CBOR (chosen) · 10 B" in _heading(shown)
        for name in candidates(READING, "tank")[1:]:
            await shown.press("t")
            assert f"{name} (chosen) · 10 B" in _heading(shown)
        assert "00000000  a1 65 6c" in shown.text(PAYLOAD)
        await shown.press("t")
        assert "CBOR (likely) · 10 B" in _heading(shown)


async def test_shift_t_goes_back() -> None:
    async with dashboard() as shown:
        await _look(shown, READING)
        await shown.press("T")
        assert "hex (chosen) · 10 B" in _heading(shown)
        await shown.press("t")
        assert "CBOR (likely) · 10 B" in _heading(shown)
        await shown.press("t", "T")
        assert "CBOR (likely) · 10 B" in _heading(shown)


async def test_how_sure_a_chosen_one_is_stands_above_it() -> None:
    async with dashboard() as shown:
        await _look(shown, READING)
        assert "Chosen" not in shown.text(PAYLOAD)
        await shown.press("t")
        assert " Chosen for this topic; it is likely right." in shown.lines(PAYLOAD)
        await shown.press("t")
        assert " Chosen for this topic; it is possible, no more." in shown.lines(PAYLOAD)
        await shown.press("T", "T", "T")
        assert " Chosen for this topic." in shown.lines(PAYLOAD)


async def test_it_is_kept_for_the_topics_next_message_and_for_no_other_topic() -> None:
    async with dashboard() as shown:
        await _look(shown, READING)
        await shown.press("T")
        await shown.arrive(shown.message("tank", OTHER_READING))
        assert "hex (chosen) · 10 B" in _heading(shown)
        assert "4d 61" in shown.text(PAYLOAD)
        await _look(shown, READING, topic="another")
        assert "CBOR (likely) · 10 B" in _heading(shown)
        await _look(shown, topic="tank")
        assert "hex (chosen) · 10 B" in _heading(shown)


async def test_it_holds_for_older_messages_picked_in_the_log() -> None:
    async with dashboard() as shown:
        await _look(shown, READING, OTHER_READING)
        await shown.focus("#log")
        await shown.press("up", "up", "T")
        assert "hex (chosen) · 10 B" in _heading(shown)
        assert "4d 60" in shown.text(PAYLOAD)
        await shown.press("down")
        assert "hex (chosen) · 10 B" in _heading(shown)
        assert "4d 61" in shown.text(PAYLOAD)


async def test_one_that_fails_later_says_why_and_the_next_key_gives_it_up() -> None:
    async with dashboard() as shown:
        await _look(shown, READING)
        await shown.press("t")
        await shown.arrive(shown.message("tank", b"\xa1\x65lev"))
        assert "hex · CBOR failed · 5 B" in _heading(shown)
        assert "Not CBOR: 5 bytes wanted at offset 2, but 3 bytes left" in shown.text(PAYLOAD)
        assert "00000000  a1 65 6c 65 76" in shown.text(PAYLOAD)
        await shown.arrive(shown.message("tank", READING))
        assert "CBOR (chosen) · 10 B" in _heading(shown)
        await shown.arrive(shown.message("tank", b"\xa1\x65lev"))
        await shown.press("t")
        assert "─ hex · 5 B" in _heading(shown)


async def test_the_view_begins_at_its_top_with_another_decoder() -> None:
    async with dashboard() as shown:
        await _look(shown, b"line\n" * 100)
        await shown.focus(PAYLOAD)
        await shown.press("G")
        assert "tank" not in shown.lines(PAYLOAD)[0]
        await shown.press("T")
        assert "tank" in shown.lines(PAYLOAD)[0]


async def test_it_shows_the_payload_when_the_top_is_on_show() -> None:
    async with dashboard() as shown:
        await _look(shown, READING)
        await shown.press("5", "t")
        assert "CBOR (chosen) · 10 B" in _heading(shown)
        assert '   "level": 21.5' in shown.lines(PAYLOAD)


@pytest.mark.parametrize("topic", [None, "empty"])
async def test_without_a_payload_it_says_what_is_needed(topic: str | None) -> None:
    async with dashboard() as shown:
        await shown.arrive(shown.message("empty"))
        if topic is not None:
            shown.main._tree.select_path(topic)
        await shown.press("t")
        assert "Pick a message with a payload." in shown.notifications()


async def test_a_cut_payload_is_tried_as_cut() -> None:
    async with dashboard(history_bytes=20_000) as shown:
        await _look(shown, b'{"rest": "' + b"x" * 5000 + b'"}')
        await shown.press("t")
        assert "JSON (chosen) · 5.0 kB" in _heading(shown)


async def test_typing_into_a_field_chooses_nothing() -> None:
    async with dashboard() as shown:
        await _look(shown, READING)
        await shown.press("p", "t", "T")
        assert "CBOR (likely) · 10 B" in _heading(shown)


async def test_the_palette_offers_it() -> None:
    async with dashboard() as shown:
        await _look(shown, READING)
        await command(shown, "payload: next decoder", "Decode this topic with the next decoder.")
        assert "CBOR (chosen) · 10 B" in _heading(shown)


async def test_the_help_lists_the_keys_of_each_pane() -> None:
    async with dashboard(size=(100, 320)) as shown:
        await shown.press("question_mark")
        lines = [" ".join(line.strip("│ ").split()) for line in shown.lines("#help")]
        assert lines.count("t Decode this topic with the next decoder.") == 3
        assert lines.count("T Decode it with the one before.") == 3


def test_so_many_choices_are_kept_and_those_last_looked_at_stay(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(decoder_choices, "MOST_KEPT", 2)
    choices = DecoderChoices()
    for topic in ("a", "b"):
        choices.turn(topic, ["text", "hex"], 1)
    assert choices.of("a") == "text"
    choices.turn("c", ["text", "hex"], -1)
    assert [choices.of(topic) for topic in "abc"] == ["text", None, "hex"]
