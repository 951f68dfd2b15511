"""Pinning a decoder to topics: what the heading says, the key, and what is kept in the file."""

from __future__ import annotations

from pathlib import Path

import pytest

from pubsub_tui.ui.pins import Pins
from tests.ui.dashboard import Dashboard, dashboard
from tests.ui.test_decoder_choice import READING, _heading, _look

PAYLOAD = "#payload"
CONFIG = '# mine\ntheme = "kiln"\n\n[decoders]\n"plant/#" = "hex"  # all\n'


@pytest.fixture
def config(tmp_path: Path) -> Path:
    path = tmp_path / "config.toml"
    path.write_text(CONFIG)
    return path


def _on(pins: dict[str, str], path: Path = Path("/dev/null/config.toml")) -> Pins:
    return Pins(pins, path)


def saved(config: Path) -> str:
    return config.read_text()


async def _write(shown: Dashboard, field: str, text: str) -> None:
    """Replace what is in a field of the modal."""
    await shown.focus(f"#pin-{field}")
    await shown.press("home", "ctrl+k", *text)


async def test_the_heading_says_which_filter_pinned_it() -> None:
    async with dashboard(
        size=(160, 35), pins=_on({"plant/#": "MessagePack", "plant/x": "CBOR"})
    ) as shown:
        await _look(shown, READING, topic="plant/x")
        assert "CBOR (pinned by plant/x) · 10 B" in _heading(shown)
        assert " Pinned by plant/x; it is likely right." in shown.lines(PAYLOAD)
        await _look(shown, READING, topic="plant/y")
        assert "hex · MessagePack failed · 10 B" in _heading(shown)
        assert " Pinned by plant/#." in shown.lines(PAYLOAD)
        assert "Not MessagePack: " in shown.text(PAYLOAD)
        await _look(shown, READING, topic="other")
        assert "CBOR (likely) · 10 B" in _heading(shown)


async def test_a_choice_goes_before_a_pin_and_round_to_it_again() -> None:
    async with dashboard(size=(160, 35), pins=_on({"#": "hex"})) as shown:
        await _look(shown, READING)
        assert "hex (pinned by #) · 10 B" in _heading(shown)
        await shown.press("t")
        assert "CBOR (chosen) · 10 B" in _heading(shown)
        await shown.press("T")
        assert "hex (pinned by #) · 10 B" in _heading(shown)


@pytest.mark.parametrize("pane", ["#tree", "#log", PAYLOAD])
async def test_p_pins_what_is_chosen_to_the_topic(config: Path, pane: str) -> None:
    async with dashboard(size=(160, 35), pins=_on({"plant/#": "hex"}, config)) as shown:
        await _look(shown, READING, topic="tank")
        await shown.focus(pane)
        await shown.press("T", "P")
        assert "─ pin a decoder ─" in shown.text()
        assert "tank" in shown.text("#pin-topics")
        assert "hex" in shown.text("#pin-decoder")
        await shown.press("enter")
        assert "hex (pinned by tank) · 10 B" in _heading(shown)
        assert "tank is decoded as hex from now on." in shown.notifications()
    assert saved(config) == CONFIG + 'tank = "hex"\n'


async def test_without_a_choice_the_best_one_is_offered_and_holds_for_all_below(
    config: Path,
) -> None:
    async with dashboard(size=(160, 35), pins=_on({}, config)) as shown:
        await _look(shown, READING, topic="site/tank")
        await shown.press("P")
        assert "CBOR" in shown.text("#pin-decoder")
        await _write(shown, "topics", "site/#")
        await shown.press("enter")
        assert "CBOR (pinned by site/#) · 10 B" in _heading(shown)
        await _look(shown, b"no", topic="site/other")
        assert "hex · CBOR failed · 2 B" in _heading(shown)
    assert saved(config) == CONFIG + '"site/#" = "CBOR"\n'


@pytest.mark.parametrize("by", ["empty", "button"])
async def test_a_pin_is_taken_off(config: Path, by: str) -> None:
    async with dashboard(size=(160, 35), pins=_on({"plant/#": "hex"}, config)) as shown:
        await _look(shown, READING, topic="plant/tank")
        await shown.press("P")
        assert "Pinned by plant/#: hex." in shown.text("#pin")
        if by == "empty":
            await _write(shown, "decoder", "")
            await shown.press("enter")
            assert "plant/tank has no pin to take off" in shown.text("#pin")
            await _write(shown, "topics", "plant/#")
            assert "no pin to take off" not in shown.text("#pin")
            await shown.press("enter")
        else:
            await shown.click("Unpin", "#pin")
        assert "plant/# is no longer pinned." in shown.notifications()
        assert "CBOR (likely) · 10 B" in _heading(shown)
    assert saved(config) == CONFIG.replace('"plant/#" = "hex"  # all\n', "")


@pytest.mark.parametrize(
    ("field", "text", "complaint"),
    [
        ("topics", "a/#/b", "The topic filter is not valid: # must be the last level."),
        ("topics", "", "The topic filter is not valid: it is empty"),
        ("decoder", "cbr", "'cbr' is no decoder; perhaps 'CBOR'."),
    ],
)
async def test_what_can_not_be_pinned_is_said_and_stays(
    config: Path, field: str, text: str, complaint: str
) -> None:
    async with dashboard(size=(160, 35), pins=_on({}, config)) as shown:
        await _look(shown, READING)
        await shown.press("P")
        await _write(shown, field, text)
        await shown.press("enter")
        assert complaint in " ".join(shown.text("#pin-complaint").split())
        assert text in shown.text(f"#pin-{field}")
        await shown.press("escape")
        assert "CBOR (likely) · 10 B" in _heading(shown)
    assert saved(config) == CONFIG


async def test_a_file_that_can_not_be_written_is_told_and_nothing_changes(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    async with dashboard(size=(160, 35), pins=_on({}, tmp_path / "file" / "config.toml")) as shown:
        await _look(shown, READING)
        await shown.press("P", "enter")
        words = "".join(shown.text("#pin-complaint").split())
        assert "config.tomlcannotbewritten:Notadirectory." in words
        assert "tank" in shown.text("#pin-topics")
        await shown.press("escape")
        assert "CBOR (likely) · 10 B" in _heading(shown)


async def test_what_came_meanwhile_is_shown_by_the_pin_too(config: Path) -> None:
    async with dashboard(size=(160, 35), pins=_on({}, config)) as shown:
        await _look(shown, READING)
        await shown.press("P")
        await _write(shown, "decoder", "hex")
        await shown.arrive(shown.message("tank", READING + READING))
        await shown.press("enter")
        assert "hex (pinned by tank) · 20 B" in _heading(shown)


async def test_a_pin_of_other_topics_leaves_what_is_chosen(config: Path) -> None:
    async with dashboard(size=(160, 35), pins=_on({}, config)) as shown:
        await _look(shown, READING)
        await shown.press("T", "P")
        await _write(shown, "topics", "other")
        await shown.press("enter")
        assert "hex (chosen) · 10 B" in _heading(shown)


async def test_an_empty_payload_may_be_pinned_and_a_level_not(config: Path) -> None:
    async with dashboard(size=(160, 35), pins=_on({}, config)) as shown:
        await shown.press("P")
        assert "Pick a message first." in shown.notifications()
        await _look(shown, b"", topic="tank")
        await shown.press("P")
        await _write(shown, "decoder", "cbor")
        await shown.press("enter")
        await _look(shown, READING, topic="tank")
        assert "CBOR (pinned by tank) · 10 B" in _heading(shown)


async def test_hostile_topics_are_drawn_safely(config: Path) -> None:
    topic = "\x1b]52;c;aGk=\x07[/nope]\u202e\udcff/x"
    async with dashboard(size=(160, 35), pins=_on({}, config)) as shown:
        await _look(shown, READING, topic=topic)
        await shown.press("P")
        assert "\x1b" not in shown.text()
        await shown.press("enter")
        assert "it is not valid Unicode" in shown.text("#pin-complaint")
        await shown.press("escape")
        topic = topic.replace("\udcff", "")
        await _look(shown, READING, topic=topic)
        await shown.press("P", "enter")
        assert "\x1b" not in shown.text()
        assert "CBOR (pinned by ␛]52" in _heading(shown)
