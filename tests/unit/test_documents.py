"""What the documents say that code can check."""

from __future__ import annotations

import re
from pathlib import Path

from pubsub_tui.headless import exit_codes
from pubsub_tui.headless.commands import COMMANDS
from pubsub_tui.ui.actions import ACTIONS
from pubsub_tui.ui.themes import VARIABLES

ROOT = Path(__file__).parents[2]
CONFIGURATION = (ROOT / "docs" / "configuration.md").read_text(encoding="utf-8")


def test_every_action_is_listed_with_its_keys_and_what_it_does() -> None:
    for action in ACTIONS:
        keys = " ".join(f"`{key}`" for key in action.keys.split(","))
        assert f"| `{action.id}` | {keys} | {action.tooltip} |" in CONFIGURATION


def test_every_command_and_exit_code_is_listed() -> None:
    text = (ROOT / "docs" / "commands.md").read_text(encoding="utf-8")
    for name, command in COMMANDS.items():
        assert f"| `pubsub-tui {name} " in text
        assert f"| {command.summary} |" in text
        assert f"\n## {name}\n" in text
    codes = [value for value in vars(exit_codes).values() if isinstance(value, int)]
    assert len(codes) == 5
    for code in codes:
        assert re.search(rf"^\| {code} \| ", text, re.MULTILINE)


def test_every_variable_of_a_theme_is_listed() -> None:
    for name in VARIABLES:
        assert re.search(rf"^{name} = ", CONFIGURATION, re.MULTILINE)


def test_every_file_that_a_document_points_at_is_there() -> None:
    for document in (ROOT / "README.md", *(ROOT / "docs").glob("*.md")):
        text = document.read_text(encoding="utf-8")
        for target in re.findall(r"\]\(([^):#]+)(?:#[^)]*)?\)", text):
            assert (document.parent / target).exists(), f"{document.name}: {target}"
