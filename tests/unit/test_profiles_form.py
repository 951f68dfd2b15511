"""Profiles as fields: what was not changed stays, and what was written is read again."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pubsub_tui.config_edit import NotWritten
from pubsub_tui.connect_settings import checked_profile
from pubsub_tui.profiles.error import ProfileError
from pubsub_tui.profiles.form import Form, FormError, filled_in, form_of
from pubsub_tui.profiles.names import free_name, possible_name
from pubsub_tui.profiles.profile import LONGEST_NAME, name_complaint
from pubsub_tui.profiles.secret import Means
from pubsub_tui.profiles.writing import rename_profile

VALUES = st.one_of(st.booleans(), st.integers(), st.text(max_size=9), st.lists(st.text(max_size=9)))
KEYS = st.sampled_from(
    [
        "url",
        "host",
        "port",
        "unix",
        "tls",
        "ca",
        "username",
        "client_id",
        "client-id",
        "colour",
        "subscriptions",
        "password",
        "password-file",
        "password_command",
        "read-only",
        "keepalive",
    ]
)
HOSTS = st.sampled_from(["localhost", "192.0.2.7", "fd00::1", "größe.example"])
FORMS = st.builds(
    Form,
    scheme=st.sampled_from(["mqtt", "mqtts", "ws", "wss"]),
    host=HOSTS,
    port=st.sampled_from(["", "1", "65535"]),
    username=st.sampled_from(["", "anna", "a b", "温度"]),
    means=st.sampled_from([None, Means.PROMPT, Means.KEYRING]),
    client_id=st.sampled_from(["", "desk"]),
    version=st.sampled_from(["", "5", "3.1.1"]),
    subscriptions=st.sampled_from(["", "a/#", "a/# 1\nb c", "odd 1 0"]),
    read_only=st.booleans(),
    production=st.booleans(),
    colour=st.sampled_from(["", "red", "#123456"]),
)


@given(st.dictionaries(KEYS, VALUES))
def test_what_was_not_changed_stays(table: dict[str, Any]) -> None:
    assert filled_in(table, form_of(table)) == table


@given(FORMS, st.sampled_from([{}, {"host": "x"}, {"url": "wss://anna@x:1/y"}, {"unix": "/x"}]))
def test_what_was_written_is_read_again(form: Form, before: dict[str, Any]) -> None:
    table = filled_in(before, form)
    assert form_of(table) == form
    checked_profile(Path("profiles.toml"), "it", table)


@pytest.mark.parametrize(
    ("before", "changes", "after"),
    [
        ({"host": "a", "port": 1884}, {"host": "b"}, {"host": "b", "port": 1884}),
        ({"host": "a", "port": 8883, "tls": True}, {"scheme": "mqtt"}, {"host": "a", "port": 8883}),
        ({"host": "a"}, {"scheme": "mqtt+unix", "path": "/run/x"}, {"unix": "/run/x"}),
        ({"unix": "/run/x"}, {"scheme": "mqtt", "host": "a"}, {"host": "a"}),
        ({"host": "a"}, {"scheme": "ws", "path": "mqtt"}, {"url": "ws://a/mqtt"}),
        ({"client_id": "a"}, {"client_id": "b"}, {"client_id": "b"}),
        (
            {"username": "u", "password-file": "f"},
            {"means": Means.COMMAND, "source": "pass x"},
            {"username": "u", "password-command": "pass x"},
        ),
        (
            {"password-command": ["pass", "a b"]},
            {"username": "u"},
            {"password-command": ["pass", "a b"], "username": "u"},
        ),
    ],
)
def test_what_becomes_of_a_table(
    before: dict[str, Any], changes: dict[str, Any], after: dict[str, Any]
) -> None:
    assert filled_in(before, replace(form_of(before), **changes)) == after


def test_tls_of_the_file_does_not_go_with_another_scheme() -> None:
    table = {"host": "a", "ca": "ca.pem"}
    assert form_of(table).scheme == "mqtts"
    with pytest.raises(FormError, match="goes without TLS, and the file has ca"):
        filled_in(table, replace(form_of(table), scheme="mqtt"))


@given(st.text(max_size=90), st.sets(st.text(max_size=70)))
def test_a_name_from_elsewhere_can_be_used(wanted: str, taken: set[str]) -> None:
    name = free_name(possible_name(wanted), taken)
    assert name_complaint(name) is None
    assert name not in taken
    assert len(name) <= LONGEST_NAME


@pytest.mark.parametrize(
    ("name", "header"),
    [("a", "[profiles.a]"), ("a b", '[profiles."a b"]'), ("a", "[ profiles . 'a' ]  # x")],
)
def test_another_name_leaves_all_else(tmp_path: Path, name: str, header: str) -> None:
    file = tmp_path / "profiles.toml"
    text = f'# mine\n{header}\nhost = "a"  # why\n[profiles.ab]\nhost = "b"\n'
    file.write_text(text)
    rename_profile(file, name, "new name")
    assert file.read_text().count('"new name"') == 1
    assert file.read_text().endswith('host = "a"  # why\n[profiles.ab]\nhost = "b"\n')
    with pytest.raises(ProfileError, match="there is a profile 'ab' already"):
        rename_profile(file, "new name", "ab")


def test_a_name_that_stands_elsewhere_is_left_to_the_editor(tmp_path: Path) -> None:
    file = tmp_path / "profiles.toml"
    text = '[profiles]\na = { host = "a" }\n'
    file.write_text(text)
    with pytest.raises(NotWritten, match="edit it by hand"):
        rename_profile(file, "a", "b")
    assert file.read_text() == text
