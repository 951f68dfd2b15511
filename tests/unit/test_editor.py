"""Which editor a text is given to."""

from __future__ import annotations

from pathlib import Path

import pytest

from pubsub_tui.ui.editor import EditorError, editor_command


@pytest.fixture
def path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The only folder in which programs are looked for."""
    monkeypatch.setenv("PATH", str(tmp_path))
    return tmp_path


def program(folder: Path, name: str) -> None:
    """Put a program into a folder."""
    (folder / name).write_text("#!/bin/sh\n")
    (folder / name).chmod(0o755)


def test_visual_comes_before_editor_and_both_before_what_is_usual(path: Path) -> None:
    for name in ("code", "ed", "nano", "vi"):
        program(path, name)
    both = {"VISUAL": "code --wait 'a b'", "EDITOR": "ed"}
    assert editor_command(both) == ["code", "--wait", "a b"]
    assert editor_command({"VISUAL": " ", "EDITOR": "ed"}) == ["ed"]
    assert editor_command({}) == ["nano"]


@pytest.mark.parametrize(
    ("environ", "problem"),
    [
        ({"EDITOR": "gone -x"}, "$EDITOR names gone, which can not be found."),
        ({"VISUAL": "'vi"}, "$VISUAL can not be read: a quote in it is not closed."),
        ({}, "There is no editor: set $EDITOR to the command of one."),
    ],
)
def test_an_editor_that_is_not_there_is_told(
    path: Path, environ: dict[str, str], problem: str
) -> None:
    with pytest.raises(EditorError) as raised:
        editor_command(environ)
    assert str(raised.value) == problem
