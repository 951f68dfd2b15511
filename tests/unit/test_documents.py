"""What the documents say that code can check."""

from __future__ import annotations

import re
from pathlib import Path

from pubsub_tui.headless import exit_codes
from pubsub_tui.headless.commands import COMMANDS
from pubsub_tui.outgoing.context import Context
from pubsub_tui.outgoing.draft_template import compile_draft
from pubsub_tui.outgoing.kind import Kind
from pubsub_tui.outgoing.property_names import NAMES
from pubsub_tui.outgoing.saved import load_template
from pubsub_tui.profiles.reading import read_profiles
from pubsub_tui.profiles.secret import PASSWORD, SECRET_KEYS, Means
from pubsub_tui.profiles.table import known_keys
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


def test_every_key_of_a_profile_is_listed() -> None:
    for key in known_keys():
        secret, means = SECRET_KEYS.get(key, (PASSWORD, Means.TEXT))
        wanted = f"password{means.value}" if secret is not PASSWORD else key
        assert re.search(rf"`{wanted}( = true)?`", CONFIGURATION), key


def test_the_profile_in_the_document_can_be_used(tmp_path: Path) -> None:
    [example] = re.findall(r"```toml\n(version = .*?)```", CONFIGURATION, re.DOTALL)
    path = tmp_path / "profiles.toml"
    path.write_text(example)
    profile = read_profiles(path).load("plant")
    assert (len(profile.subscriptions), len(profile.plots)) == (2, 2)


def test_every_variable_of_a_theme_is_listed() -> None:
    for name in VARIABLES:
        assert re.search(rf"^{name} = ", CONFIGURATION, re.MULTILINE)


def test_every_file_that_a_document_points_at_is_there() -> None:
    for document in (ROOT / "README.md", *(ROOT / "docs").glob("*.md")):
        text = document.read_text(encoding="utf-8")
        for target in re.findall(r"\]\(([^):#]+)(?:#[^)]*)?\)", text):
            assert (document.parent / target).exists(), f"{document.name}: {target}"


def test_the_saved_message_in_the_document_can_be_sent(tmp_path: Path) -> None:
    text = (ROOT / "docs" / "templates.md").read_text(encoding="utf-8")
    [example] = re.findall(r"```toml\n(.*?)```", text, re.DOTALL)
    (tmp_path / "example.toml").write_text(example)
    template = compile_draft(load_template(tmp_path, "example"))
    draft = template.render(Context(environ={"USER": "anna"}, answers={"line": "line1"}))
    assert draft.publication().topic == "site/line1/set"
    assert draft.properties.user == (("by", "anna"), ("site", "site"))
    assert all(f"`{kind}`" in text for kind in Kind)


def test_the_properties_of_a_publication_are_listed() -> None:
    text = (ROOT / "docs" / "commands.md").read_text(encoding="utf-8")
    assert all(f"`{name.replace('_', '-')}`" in text for name in NAMES)
