"""The saved messages on screen: listed, found, looked at, taken, sent, saved, deleted."""

from __future__ import annotations

import os
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from textual.app import App

from pubsub_tui.outgoing.draft import Draft
from pubsub_tui.outgoing.kind import Kind
from pubsub_tui.outgoing.saved import list_templates, load_template, save_template
from pubsub_tui.transports.base import Publication
from pubsub_tui.ui.widgets.compose import Compose
from tests.ui.dashboard import Dashboard, dashboard
from tests.ui.test_hostile import HOSTILE, assert_harmless

LAMP = Draft("site/lamp/set", '{"on": true}', Kind.JSON, 1)
LEVEL = Draft("site/{{ask line}}/set", '{"n": {{count}}, "level": {{ask level}}}', Kind.JSON)
BOX = "#templates"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The user's templates: two, and a file that is none."""
    monkeypatch.setattr("pubsub_tui.paths.user_templates", lambda: tmp_path / "templates")
    path = tmp_path / "templates"
    save_template(path, "lamp on", LAMP)
    save_template(path, "set level", LEVEL)
    (path / "broken.toml").write_text('topic = "a"\nqos = 3\n')
    return path


@asynccontextmanager
async def templates(
    size: tuple[int, int] = (120, 35), draft: Draft | None = None
) -> AsyncIterator[Dashboard]:
    """The screen over a dashboard, with a draft in the publish pane."""
    async with dashboard(size=size) as shown:
        shown.app.animation_level = "none"
        if draft is not None:
            shown.main.query_one(Compose).write(draft)
        await shown.press("ctrl+t")
        yield shown


def written(shown: Dashboard) -> Draft:
    return shown.main.query_one(Compose).draft()


async def test_enter_puts_it_into_the_publish_pane(folder: Path) -> None:
    async with templates() as shown:
        assert "templates · 3" in shown.text(BOX)
        await shown.press("down", "enter")
        assert written(shown) == LAMP
        assert shown.transport.published == []
        assert shown.app.screen is shown.main


@pytest.mark.parametrize("key", ["ctrl+g", "f5"])
async def test_a_key_sends_it_at_once(folder: Path, key: str) -> None:
    async with templates() as shown:
        await shown.press("down", key)
        assert shown.transport.published == [Publication("site/lamp/set", b'{"on": true}', 1)]
        assert written(shown) == LAMP


async def test_what_it_asks_for_is_asked_before_it_is_sent(folder: Path) -> None:
    async with templates() as shown:
        await shown.press("end", "down", "down", "ctrl+g")
        assert "before it is sent" in shown.text()
        await shown.press(*"line1", "enter", "7", "enter")
        sent = [(each.topic, each.payload) for each in shown.transport.published]
        assert sent == [("site/line1/set", b'{"n": 1, "level": 7}')]
        await shown.press("ctrl+t", "down", "down")
        assert '{"n": 1, "level": 7}' in shown.text("#templates-sent")


async def test_it_is_shown_as_written_and_as_sent_now(folder: Path) -> None:
    async with templates() as shown:
        await shown.press("down")
        assert '{"on": true}' in shown.text("#templates-written")
        assert "json · QoS 1 · 12 B" in shown.text("#templates-written")
        assert "as sent now" not in shown.text(BOX)
        await shown.press("down")
        assert '{"n": {{count}}, "level"' in shown.text("#templates-written")
        assert '{"n": 1, "level": {{ask level}}}' in shown.text("#templates-sent")
        assert "as sent now; 2 answers asked for" in shown.text(BOX)


async def test_a_mistake_is_told_in_its_line(folder: Path) -> None:
    save_template(folder, "a", Draft("a", "one\n{{topic 9}}\nthree"))
    save_template(folder, "b", Draft("{{count}}", '{\n"n": {{count}} x\n}', Kind.JSON))
    async with templates() as shown:
        rows = shown.lines("#templates-written")
        at = shown.row("{{topic 9}}", "#templates-written")
        assert "✗ payload: line 2, column 1: the topic has only 1 level" in rows[at + 1]
        await shown.press("down")
        rows = shown.lines("#templates-sent")
        at = shown.row('"n": 1', "#templates-sent")
        assert "! JSON: line 2, column 8: expected a comma" in rows[at + 1]


async def test_a_broken_file_is_listed_with_its_mistake_and_not_taken(folder: Path) -> None:
    async with templates() as shown:
        assert "✗ line 2: qos must be 0, 1 or 2" in shown.line("broken", "Templates")
        assert "✗ line 2: qos must be 0, 1 or 2" in shown.text("#templates-written")
        for key in ("enter", "ctrl+g"):
            await shown.press(key)
            assert "broken is no message: put its file right first." in shown.text(BOX)
        await shown.press("escape")
        assert shown.transport.published == []


async def test_letters_find_names_and_topics(folder: Path) -> None:
    async with templates() as shown:
        await shown.press(*"lvl")
        assert "templates · 1 of 3" in shown.text(BOX)
        await shown.press(*["backspace"] * 3, *"lamp/set")
        assert "lamp on" in shown.text("Templates")
        await shown.press("enter")
        assert written(shown) == LAMP


async def test_nothing_is_found(folder: Path) -> None:
    async with templates() as shown:
        await shown.press(*"zzz", "enter", "ctrl+g", "delete", "f4")
        assert "templates · 0 of 3" in shown.text(BOX)
        assert "site/" not in shown.text(BOX)


async def test_what_is_written_is_saved_with_a_name(folder: Path) -> None:
    draft = Draft("x/{{count}}", "1\n2", qos=2, retain=True)
    async with templates(draft=draft) as shown:
        await shown.press(*"lamp", "ctrl+b", *"my own", "enter")
        assert "Saved as my own." in shown.text(BOX)
        assert load_template(folder, "my own") == draft
        assert "x/{{count}}" in shown.text("#templates-written")


async def test_one_is_replaced_only_after_asking(folder: Path) -> None:
    async with templates(draft=Draft("x")) as shown:
        await shown.press("ctrl+b", *"lamp on")
        assert "There is one with this name already." in shown.text()
        await shown.press("enter")
        assert "Enter again replaces" in shown.text()
        assert load_template(folder, "lamp on") == LAMP
        await shown.press("enter")
        assert load_template(folder, "lamp on") == Draft("x")


async def test_what_can_not_be_saved_is_told_and_the_name_stays(folder: Path) -> None:
    async with templates(draft=Draft("x/{{nwo}}")) as shown:
        await shown.press("ctrl+b", "enter")
        assert "Write a name first." in shown.text()
        await shown.press(*"a", "slash", "enter")
        assert "✗ template: a name has letters" in shown.text()
        await shown.press("backspace", "enter")
        assert "✗ topic: column 3: 'nwo' is not known; perhaps now" in shown.text()
        await shown.press("escape", "escape")
        assert written(shown) == Draft("x/{{nwo}}")
        assert "a" not in list_templates(folder)


async def test_nothing_is_saved_when_nothing_is_written(folder: Path) -> None:
    async with templates() as shown:
        await shown.press("ctrl+b")
        assert "Nothing to save: the publish pane is empty" in shown.text(BOX)


async def test_what_is_marked_secret_is_written_to_no_file(folder: Path) -> None:
    names = list_templates(folder)
    async with dashboard() as shown:
        composer = shown.main.query_one(Compose)
        composer.write(Draft("door", "1234"), secret=True)
        await shown.press("p", "ctrl+b")
        assert shown.app.screen is shown.main
        assert "kept in no file" in shown.text()
        await shown.press("ctrl+t", "ctrl+b")
        assert "Nothing to save" in shown.text(BOX)
        assert list_templates(folder) == names


async def test_one_is_deleted_after_asking(folder: Path) -> None:
    async with templates() as shown:
        await shown.press("down", "delete")
        assert "Delete the template lamp on?" in shown.text()
        await shown.press("n")
        assert "lamp on" in list_templates(folder)
        await shown.press("delete", "y")
        assert list_templates(folder) == ["broken", "set level"]
        assert "Deleted: lamp on" in shown.text(BOX)
        assert "{{count}}" in shown.text("#templates-written")


async def test_the_key_deletes_letters_of_what_is_looked_for_first(folder: Path) -> None:
    async with templates() as shown:
        await shown.press(*"lampx", "left", "delete")
        assert "templates · 1 of 3" in shown.text(BOX)
        assert "Delete" not in shown.text()


async def test_none_yet_says_how_to_save_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("pubsub_tui.paths.user_templates", lambda: tmp_path / "none")
    async with templates(draft=LAMP) as shown:
        assert "None yet: write a message in the publish pane" in shown.text(BOX)
        await shown.press("enter", "delete", "ctrl+g", "f4", "ctrl+b", *"lamp", "enter")
        assert "Saved as lamp." in shown.text(BOX)
        assert load_template(tmp_path / "none", "lamp") == LAMP


async def test_a_click_shows_one_and_another_takes_it(folder: Path) -> None:
    async with templates() as shown:
        await shown.click("lamp on", "Templates")
        assert '{"on": true}' in shown.text("#templates-written")
        await shown.click("lamp on", "Templates")
        assert written(shown) == LAMP


async def test_what_is_long_is_scrolled_by_keys(folder: Path) -> None:
    save_template(folder, "a", Draft("a", "\n".join(f"row {number}" for number in range(60))))
    async with templates() as shown:
        assert "row 59" not in shown.text(BOX)
        await shown.press(*["shift+down"] * 60)
        assert "row 59" in shown.text("#templates-written")


async def test_the_file_is_opened_in_the_editor(
    folder: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    script = tmp_path / "editor.py"
    script.write_text(
        "import pathlib, sys\n"
        "path = pathlib.Path(sys.argv[1])\n"
        "path.write_text(path.read_text().replace('qos = 3', 'qos = 2'))\n"
    )
    monkeypatch.setenv("VISUAL", f"{sys.executable} {script}")
    async with templates() as shown:
        with monkeypatch.context() as patched:
            patched.setattr(App, "suspend", lambda app: _nothing())
            await shown.press("f4")
            for each in [each for each in shown.app.workers if each.group == "editor"]:
                await each.wait()
            await shown.frame()
        assert "text · QoS 2" in shown.text("#templates-written")
        assert load_template(folder, "broken") == Draft("a", qos=2)


class _nothing:
    def __enter__(self) -> None: ...

    def __exit__(self, *error: object) -> None: ...


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
async def test_a_folder_that_can_not_be_written_is_told(folder: Path) -> None:
    os.chmod(folder, 0o500)
    async with templates(draft=LAMP) as shown:
        await shown.press("down", "delete", "y")
        assert "can not be deleted: Permission denied" in shown.text(BOX)
        await shown.press("ctrl+b", "x", "enter")
        assert "can not be written: Permission denied" in shown.text()


@pytest.mark.parametrize("text", HOSTILE)
async def test_hostile_files_are_drawn_inert(folder: Path, text: str) -> None:
    (folder / "aa.toml").write_text("topic = 3\n# " + text.encode(errors="replace").decode())
    draft = Draft(f"a/{text.encode(errors='replace').decode()}", "{{count}}" + text)
    if "\udce9" not in text:
        save_template(folder, "ab", draft)
    async with templates(size=(80, 24)) as shown:
        await shown.press("down")
        assert_harmless(shown)


async def test_many_are_read_a_few_at_a_time(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("pubsub_tui.paths.user_templates", lambda: tmp_path)
    monkeypatch.setattr("pubsub_tui.ui.screens.templates._SLICE_SECONDS", 0)
    for number in range(300):
        save_template(tmp_path, f"number {number:03}", Draft(f"topic/{number}"))
    async with templates() as shown:
        assert "templates · 300" in shown.text(BOX)
        await shown.press(*"299", "enter")
        assert written(shown).topic == "topic/299"


async def test_it_fits_the_smallest_screen(folder: Path) -> None:
    async with templates(size=(60, 16)) as shown:
        await shown.press("down", "down")
        assert '"level": {{ask' in shown.text("#templates-sent")
        assert "set level" in shown.text("Templates")
