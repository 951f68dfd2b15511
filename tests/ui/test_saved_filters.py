"""Filters with names: saved from the line, listed, used, taken out; kept in the configuration."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from pubsub_tui.ui.app import Look
from tests.ui.dashboard import Dashboard, dashboard
from tests.ui.test_filter import keys

SAVED = {"too hot": "value>30", "doors": "+/door"}


@pytest.fixture
def config(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The user's configuration: two filters, and a comment."""
    path = tmp_path / "config.toml"
    path.write_text("# mine\n[filters]\n'too hot' = 'value>30'  # degrees\ndoors = '+/door'\n")
    monkeypatch.setattr("pubsub_tui.paths.config_file", lambda: path)
    return path


def _text(path: Path) -> str:
    return path.read_text()


def _spoil(path: Path) -> None:
    path.write_text("[filters\n")


def _filters(path: Path) -> dict[str, str]:
    found: dict[str, str] = tomllib.loads(path.read_text())["filters"]
    return found


async def _temperatures(shown: Dashboard) -> None:
    await shown.arrive(shown.message("a/temp", "31"), shown.message("b/temp", "7"))


async def test_a_saved_filter_is_chosen_from_the_list(config: Path) -> None:
    async with dashboard(look=Look(filters=SAVED)) as shown:
        await _temperatures(shown)
        await shown.press("slash", "ctrl+r")
        assert "too hot" in shown.text("#saved-filters")
        await shown.press("down", "up", "enter")
        assert "1 message · 1 of 2 topics" in shown.text("#filter")
        assert "b" not in [line.strip() for line in shown.lines("#tree")]


async def test_it_can_be_what_is_found_too(config: Path) -> None:
    async with dashboard(look=Look(filters=SAVED)) as shown:
        await _temperatures(shown)
        await shown.press("f", "ctrl+r", "enter")
        assert shown.text("#log").count("▌") == 1


async def test_the_filter_in_the_line_is_saved_with_a_name(config: Path) -> None:
    async with dashboard(look=Look(filters=SAVED)) as shown:
        await shown.press("slash", *keys("cold value<0"), "ctrl+b", *keys("frost"), "enter")
        assert "Saved as frost." in shown.notifications()
        assert _filters(config) == {**SAVED, "frost": "cold value<0"}
        assert "# degrees" in _text(config)
        await shown.press("ctrl+r")
        assert "cold value<0" in shown.text("#saved-filters")


async def test_what_a_name_stands_for_already_is_said(config: Path) -> None:
    async with dashboard(look=Look(filters=SAVED)) as shown:
        await shown.press("slash", *keys("x"), "ctrl+b", *keys("doors"))
        assert "Replaces +/door" in shown.text("#filter-name")
        await shown.press("enter")
        assert _filters(config)["doors"] == "x"


async def test_one_is_taken_out(config: Path) -> None:
    async with dashboard(look=Look(filters=SAVED)) as shown:
        await shown.press("slash", "ctrl+r", "d")
        assert "Taken out: too hot = value>30" in shown.text("#saved-filters")
        assert _filters(config) == {"doors": "+/door"}
        await shown.press("d", "d", "escape")
        assert _filters(config) == {}


async def test_a_wrong_or_empty_filter_is_not_saved(config: Path) -> None:
    async with dashboard(look=Look(filters=SAVED)) as shown:
        await shown.press("slash", "ctrl+b")
        assert "Write a filter that is right first." in shown.notifications()
        await shown.press(*keys("value>"), "ctrl+b")
        assert "save the filter" not in shown.text()
        await shown.press("escape")


async def test_without_a_name_nothing_is_saved(config: Path) -> None:
    async with dashboard(look=Look(filters=SAVED)) as shown:
        await shown.press("slash", *keys("x"), "ctrl+b", "enter")
        assert "Write a name first." in shown.text("#filter-name")
        await shown.press("escape")
        assert _filters(config) == SAVED


async def test_a_file_that_can_not_be_written_is_named(config: Path) -> None:
    async with dashboard(look=Look(filters=SAVED)) as shown:
        _spoil(config)
        await shown.press("slash", *keys("x"), "ctrl+b", *keys("new"), "enter")
        assert "is not valid TOML" in shown.text("#filter-name")
        await shown.press("escape", "ctrl+r", "d")
        assert "is not valid TOML" in shown.text("#saved-filters")


async def test_without_any_the_list_says_how_to_get_one(config: Path) -> None:
    async with dashboard() as shown:
        await shown.press("slash", "ctrl+r")
        assert "None yet" in shown.text("#saved-filters")
        await shown.press("d", "enter", "escape")
        assert "saved filters" not in shown.text()
