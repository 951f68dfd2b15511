"""Writing what a view shows to a file or the clipboard."""

from __future__ import annotations

import csv
import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from textual.widgets import Input

from pubsub_tui.export.new_file import NewFile
from pubsub_tui.message import Message
from pubsub_tui.ui import export_run
from tests.ui.dashboard import Dashboard, dashboard
from tests.ui.test_hostile import HOSTILE, assert_harmless

WINDOW = "#export"


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Files without a folder are written here."""
    monkeypatch.setenv("TZ", "UTC")
    monkeypatch.chdir(tmp_path)
    return tmp_path


async def traffic(shown: Dashboard) -> None:
    """Three topics, of which two are below one."""
    await shown.arrive(
        shown.message("site/a", "1"), shown.message("site/b", "x"), shown.message("other", "2")
    )


async def name(shown: Dashboard, text: str) -> None:
    """Write another name for the file."""
    shown.app.screen.query_one(Input).value = text
    await shown.frame(0)


def read(path: Path | str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in Path(path).read_bytes().splitlines()]


def rows(path: str) -> list[dict[str, str]]:
    with open(path, newline="") as file:
        return list(csv.DictReader(file))


def content(path: str) -> str:
    return Path(path).read_text()


def put(path: str, text: str) -> None:
    """A file that only its owner may read."""
    Path(path).write_text(text)
    Path(path).chmod(0o600)


def payloads(path: Path | str) -> list[str]:
    return [line["payload"] for line in read(path)]


def files(folder: Path) -> list[str]:
    return sorted(os.listdir(folder))


async def test_enter_writes_the_log_to_the_proposed_name(folder: Path) -> None:
    async with dashboard() as shown:
        await traffic(shown)
        await shown.press("w")
        assert "3 messages of all topics" in shown.text(WINDOW)
        assert str(folder)[-20:] in shown.text(WINDOW)
        [proposed] = [line.split()[2] for line in shown.lines(WINDOW) if ".jsonl" in line]
        assert proposed.startswith("messages-2023-11-14-2213")
        await shown.press("enter")
        assert not shown.app.screen.query(WINDOW)
        assert f"3 messages written to {proposed}: " in shown.notifications()
        assert files(folder) == [proposed]
        assert [line["topic"] for line in read(proposed)] == ["site/a", "site/b", "other"]


async def test_only_what_scope_and_filter_select_is_written() -> None:
    async with dashboard() as shown:
        await traffic(shown)
        await shown.arrive(shown.message("site/a", "7"), shown.message("site/a", "8"))
        await shown.press("slash", *"site", "slash", "a", "enter", "w")
        assert "3 messages of all topics, filtered" in shown.text(WINDOW)
        await name(shown, "a.jsonl")
        await shown.press("enter")
        assert payloads("a.jsonl") == ["1", "7", "8"]


async def test_the_log_is_written_as_it_was_before_the_pause() -> None:
    async with dashboard() as shown:
        await traffic(shown)
        await shown.press("ctrl+s")
        await shown.arrive(shown.message("site/a", "later"))
        await shown.press("w")
        assert "3 messages of all topics, from before the pause" in shown.text(WINDOW)
        await name(shown, "a.jsonl")
        await shown.press("enter")
        assert payloads("a.jsonl") == ["1", "x", "2"]


async def test_the_history_is_written_newest_first_with_interval_and_change() -> None:
    async with dashboard() as shown:
        for value in ("1", "3", "3"):
            await shown.arrive(shown.message("t", value), shown.message("u", "x"))
        await shown.press("2")
        await shown.focus("#history")
        await shown.press("w")
        assert "history: 6 messages of all topics" in shown.text(WINDOW)
        await name(shown, "h.jsonl")
        await shown.press("enter")
        told = [(line["topic"], line["interval"], line["change"]) for line in read("h.jsonl")]
        assert told == [
            ("u", 0.5, "="),
            ("t", 0.5, "="),
            ("u", 0.5, "="),
            ("t", 0.5, "▲ +2"),
            ("u", None, ""),
            ("t", None, ""),
        ]


async def test_the_top_table_is_written_with_all_its_figures() -> None:
    async with dashboard() as shown:
        await shown.arrive(*(shown.message("site/a/" + "x" * 90, "12") for _ in range(3)))
        await shown.arrive(shown.message("b", "1"))
        await shown.press("5")
        await shown.focus("#top")
        await shown.press("w")
        assert "top: 2 topics by msg/s" in shown.text(WINDOW)
        await name(shown, "t.jsonl")
        await shown.press("enter")
        first, second = read("t.jsonl")
        assert (first["topic"], first["count"]) == ("site/a/" + "x" * 90, 3)
        assert first["messages_per_second"] > second["messages_per_second"]
        assert first["bytes_per_second"] == 2 * first["messages_per_second"]
        assert second["last_seen_unix_seconds"] == first["last_seen_unix_seconds"] + 0.5
        await shown.press("w", "right")
        await name(shown, "t.csv")
        await shown.press("enter", "w", "left")
        await name(shown, "t.txt")
        await shown.press("enter")
        cells = rows("t.csv")
        assert [row["count"] for row in cells] == ["3", "1"]
        assert list(cells[0]) == ["topic", "topic_base64", *list(first)[1:]]
        head, drawn, _ = content("t.txt").splitlines()
        assert head.split()[0] == "topic"
        assert " msg/s" in head
        assert drawn.strip().startswith("site/a/" + "x" * 90 + " ")
        assert drawn.split()[1].endswith("/s")


async def test_the_format_is_chosen_and_the_name_follows_it() -> None:
    async with dashboard() as shown:
        await traffic(shown)
        await shown.press("w", "right")
        assert shown.app.screen.query_one(Input).value.endswith(".csv")
        await shown.click(" text ", WINDOW)
        assert shown.app.screen.query_one(Input).value.endswith(".txt")
        await name(shown, "mine.log")
        await shown.click(" CSV ", WINDOW)
        assert shown.app.screen.query_one(Input).value == "mine.log"
        await shown.press("enter")
        cells = rows("mine.log")
        assert [(row["topic"], row["payload"]) for row in cells][1] == ("site/b", "x")


async def test_text_is_what_the_rows_show(folder: Path) -> None:
    async with dashboard() as shown:
        await shown.arrive(shown.message("site/a", "v\x1b[2J", qos=1, retain=True))
        await shown.press("w", "left")
        await name(shown, "a.txt")
        await shown.press("enter")
        [line] = content("a.txt").splitlines()
        assert line.split()[2:] == ["site/a", "R1", "v␛[2J"]


async def test_a_file_is_replaced_only_when_asked_twice() -> None:
    async with dashboard() as shown:
        await traffic(shown)
        put("a.jsonl", "old")
        await shown.press("w")
        await name(shown, "a.jsonl")
        await shown.press("enter")
        assert "already there: enter again replaces it" in shown.text(WINDOW)
        assert content("a.jsonl") == "old"
        await name(shown, "b.jsonl")
        await name(shown, "a.jsonl")
        await shown.press("enter")
        assert content("a.jsonl") == "old"
        await shown.press("enter")
        assert len(read("a.jsonl")) == 3
        assert os.stat("a.jsonl").st_mode & 0o777 == 0o600


@pytest.mark.parametrize(
    ("wanted", "complaint"),
    [
        ("", "Write the name of a file."),
        ("no/such/a.jsonl", "There is no folder no/such."),
        (".", "This is a folder"),
        ("file/a.jsonl", "file is no folder."),
        ("x" * 300, "The name is too long."),
        ("/dev/null", "This is a device or a pipe"),
        ("a\x1b[2J", "characters that do not belong"),
    ],
)
async def test_what_can_not_be_written_is_said_and_can_be_put_right(
    folder: Path, wanted: str, complaint: str
) -> None:
    async with dashboard() as shown:
        await traffic(shown)
        put("file", "old")
        await shown.press("w")
        await name(shown, wanted)
        await shown.press("enter")
        assert complaint in " ".join(shown.text(WINDOW).split())
        assert_harmless(shown)
        assert files(folder) == ["file"]
        await name(shown, "~/a.jsonl".replace("~", str(folder)))
        await shown.press("enter")
        assert files(folder) == ["a.jsonl", "file"]


async def test_home_is_where_the_wave_points(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (folder / "home").mkdir()
    monkeypatch.setenv("HOME", str(folder / "home"))
    async with dashboard() as shown:
        await traffic(shown)
        await shown.press("w")
        await name(shown, "~/a.jsonl")
        await shown.press("enter")
        assert files(folder / "home") == ["a.jsonl"]


async def test_a_full_disk_leaves_nothing_behind(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(self: NewFile, data: bytes) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(NewFile, "write", full)
    async with dashboard() as shown:
        await traffic(shown)
        await shown.press("w", "enter")
        assert "No room is left in" in shown.text(WINDOW)
        assert files(folder) == []


async def test_a_copy_goes_to_the_clipboard(folder: Path) -> None:
    async with dashboard() as shown:
        await traffic(shown)
        await shown.press("w", "ctrl+y")
        assert [json.loads(line)["topic"] for line in shown.app.clipboard.splitlines()] == [
            "site/a",
            "site/b",
            "other",
        ]
        assert "3 messages copied" in shown.notifications()
        assert files(folder) == []


async def test_a_copy_that_terminals_would_drop_is_not_made() -> None:
    async with dashboard() as shown:
        await shown.arrive(shown.message("a", "x" * 40_000), shown.message("b", "x" * 40_000))
        await shown.press("w")
        await shown.click("Copy", WINDOW)
        assert "Not copied: 2 messages are more than the 75 kB" in shown.text(WINDOW)
        assert shown.app.clipboard == ""


async def test_nothing_to_write(folder: Path) -> None:
    async with dashboard() as shown:
        await shown.press("w", "enter")
        assert "There is no message to write." in shown.text(WINDOW)
        await shown.press("escape")
        assert not shown.app.screen.query(WINDOW)
        assert files(folder) == []


class Held:
    """Holds the writing up after each row until it is let on."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(export_run, "SLICE_SECONDS", -1.0)
        monkeypatch.setattr(export_run, "_REST_SECONDS", 60.0)


async def test_esc_stops_the_writing_and_leaves_nothing_behind(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    Held(monkeypatch)
    async with dashboard() as shown:
        await traffic(shown)
        await shown.press("w", "enter")
        assert "0 of 3 · 0% · esc stops" in shown.text(WINDOW)
        assert len(files(folder)) == 1
        await shown.press("escape")
        assert "Stopped: nothing was written." in shown.text(WINDOW)
        assert files(folder) == []
        await shown.press("escape")
        assert not shown.app.screen.query(WINDOW)


async def test_leaving_the_app_leaves_nothing_behind(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    Held(monkeypatch)
    async with dashboard() as shown:
        await traffic(shown)
        await shown.press("w", "enter")
        assert len(files(folder)) == 1
    assert files(folder) == []


async def test_a_large_export_is_written_in_slices_with_its_progress(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(export_run, "SLICE_SECONDS", 0.0)
    monkeypatch.setattr(export_run, "_REST_SECONDS", 0.0)
    async with dashboard() as shown:
        await shown.arrive(*(shown.message("a", str(n)) for n in range(500)))
        await shown.press("w")
        said: list[str] = []
        screen = shown.app.screen
        say = screen._say  # type: ignore[attr-defined]

        def note(text: str, *colour: str) -> None:
            said.append(text)
            say(text, *colour)

        monkeypatch.setattr(screen, "_say", note)
        await name(shown, "a.jsonl")
        await shown.press("enter")
        assert payloads("a.jsonl") == [str(n) for n in range(500)]
        assert len([text for text in said if "esc stops" in text]) > 400


async def test_what_is_evicted_meanwhile_is_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    def evict(shown: Dashboard) -> Iterator[None]:
        yield
        shown.transport.feed([shown.message("big", b"x" * 900) for _ in range(10)])
        while True:
            yield

    async with dashboard(history_bytes=10_000) as shown:
        await shown.arrive(*(shown.message("a", str(n)) for n in range(10)))
        await shown.press("w")
        await name(shown, "a.jsonl")
        steps = evict(shown)
        screen = shown.app.screen
        monkeypatch.setattr(export_run, "SLICE_SECONDS", -1.0)
        monkeypatch.setattr(screen, "_report", lambda _: next(steps))
        await shown.press("enter")
        written = len(read("a.jsonl"))
        assert 0 < written < 10
        assert f"{10 - written} were evicted while writing." in shown.notifications()


async def test_a_view_that_looks_back_is_waited_for(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(export_run, "_LOOK_SECONDS", 0.001)
    monkeypatch.setattr("pubsub_tui.model.pace.Pace.advance", lambda *_: False)
    async with dashboard() as shown:
        await shown.arrive(*(shown.message(f"s/{n % 2}", str(n)) for n in range(2_000)))
        log = shown.main._log
        await shown.press("slash", *"s", "slash", "1", "enter", "w")
        assert "looked at" in shown.text(WINDOW)
        await name(shown, "a.jsonl")
        await shown.press("enter")
        assert "looking back: " in shown.text(WINDOW)
        assert "a.jsonl" not in files(folder)
        while not log._view.complete:
            log._view.advance(500)
        await shown.frame()
        assert payloads("a.jsonl") == [str(n) for n in range(1, 2_000, 2)]


async def test_a_file_that_appears_meanwhile_is_not_replaced(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(export_run, "SLICE_SECONDS", -1.0)
    async with dashboard() as shown:
        await traffic(shown)
        await shown.press("w")
        await name(shown, "a.jsonl")
        screen = shown.app.screen
        monkeypatch.setattr(screen, "_report", lambda _: Path("a.jsonl").write_text("new"))
        await shown.press("enter")
        assert "has appeared meanwhile" in shown.text(WINDOW)
        assert files(folder) == ["a.jsonl"]
        assert content("a.jsonl") == "new"


async def test_the_arrows_go_through_the_window() -> None:
    async with dashboard() as shown:
        await traffic(shown)
        await shown.press("w", "down")
        assert isinstance(shown.app.focused, Input)
        await shown.press("up")
        assert shown.app.focused is not None
        assert shown.app.focused.id == "export-format"


@pytest.mark.parametrize("text", HOSTILE)
async def test_hostile_topics_and_names_are_harmless(text: str) -> None:
    async with dashboard(size=(80, 24)) as shown:
        message = Message(text, text.encode(errors="replace"), received_at=shown.clock.now)
        await shown.arrive(message)
        await shown.press("G", "w")
        await name(shown, text.encode(errors="replace").decode())
        assert_harmless(shown)
        await name(shown, "a.txt")
        await shown.press("left", "enter")
        assert_harmless(shown)
        assert len(content("a.txt").splitlines()) == 1
