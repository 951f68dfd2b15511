"""Profiles written, replaced and removed: all else in the file stays, and no secret gets in."""

from __future__ import annotations

import os
import stat
import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pubsub_tui.arguments import make_parser
from pubsub_tui.config_edit import NotWritten
from pubsub_tui.headless.commands import COMMANDS
from pubsub_tui.profiles.error import ProfileError
from pubsub_tui.profiles.joining import join
from pubsub_tui.profiles.last_use import forget_use, last_uses, note_use
from pubsub_tui.profiles.reading import read_profiles
from pubsub_tui.profiles.writing import checked, remove_profile, save_profile
from pubsub_tui.save_arguments import save_arguments
from pubsub_tui.settings import UsageError
from tests.unit.profiles import home, written

SECRET = "s3kr1t"
FULL = """\
# mine
version = 1

[profiles.home]  # at home
host = "h"   # the box
keepalive = 30

[profiles.home.decoders]
"a/#" = "CBOR"  # all

# the other
[profiles.work]
url = "mqtt://w"
"""


def test_the_first_profile_makes_a_file_for_the_user_alone(tmp_path: Path) -> None:
    path = tmp_path / "folder" / "profiles.toml"
    save_profile(
        path,
        "home",
        {"host": "h", "decoders": {"a": "hex"}, "subscriptions": ["a", {"filter": "b", "qos": 1}]},
        replace=False,
    )
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert path.read_text() == (
        'version = 1\n\n[profiles.home]\nhost = "h"\nsubscriptions = [\n    "a",\n'
        '    {filter = "b", qos = 1},\n]\n\n[profiles.home.decoders]\na = "hex"\n'
    )


def test_a_new_profile_comes_last(tmp_path: Path) -> None:
    path = written(tmp_path, FULL, 0o640)
    profile = save_profile(path, "Werk Süd", {"host": "s"}, replace=False)
    assert path.read_text() == f'{FULL}\n[profiles."Werk Süd"]\nhost = "s"\n'
    assert stat.S_IMODE(path.stat().st_mode) == 0o640
    assert profile.options == {"host": "s"}


def test_a_profile_is_not_replaced_without_consent(tmp_path: Path) -> None:
    path = written(tmp_path, FULL)
    with pytest.raises(ProfileError, match="there is a profile 'home' already"):
        save_profile(path, "home", {"host": "s"}, replace=False)
    assert path.read_text() == FULL


def test_of_a_profile_that_is_replaced_the_comments_stay(tmp_path: Path) -> None:
    path = written(tmp_path, FULL)
    table = {"host": "h", "port": 5, "decoders": {"a/#": "CBOR", "b": "hex"}}
    save_profile(path, "home", table, replace=True)
    text = path.read_text()
    assert tomllib.loads(text)["profiles"]["home"] == table
    for kept in ("# mine", "# at home", "# the box", "# all", "# the other", 'url = "mqtt://w"'):
        assert kept in text
    assert "keepalive" not in text


def test_a_profile_is_removed(tmp_path: Path) -> None:
    path = written(tmp_path, FULL)
    remove_profile(path, "home")
    assert read_profiles(path).names == ("work",)
    assert "# mine" in path.read_text()
    remove_profile(path, "work")
    assert read_profiles(path).names == ()
    with pytest.raises(ProfileError, match="there is no profile 'work'"):
        remove_profile(path, "work")


def test_a_broken_profile_can_be_removed_and_stops_no_other(tmp_path: Path) -> None:
    path = written(tmp_path, f"{FULL}[profiles.odd]\nwhat = 1\n")
    save_profile(path, "new", {"host": "n"}, replace=False)
    remove_profile(path, "odd")
    assert read_profiles(path).names == ("home", "work", "new")


def said_by(change: Callable[[], object]) -> str | None:
    """Why nothing was written; None when it was."""
    try:
        change()
    except NotWritten as error:
        return str(error)
    return None


@pytest.mark.parametrize(
    "text",
    [
        "profiles = { home = { host = 'h' } }\n",
        "[profiles]\nhome.host = 'h'\n",
        "profiles.home.host = 'h'\n[profiles.work]\nhost = 'w'\n",
        "[profiles.work]\nhost = 'w'\n[profiles.home]\nhost = 'h'\n[profiles.work.filters]\n",
    ],
)
def test_a_file_written_in_another_way_is_changed_rightly_or_not_at_all(
    text: str, tmp_path: Path
) -> None:
    path = written(tmp_path, text)
    before = tomllib.loads(text)["profiles"]
    for change, after in (
        (lambda: save_profile(path, "new", {"host": "n"}, replace=False), {"new": {"host": "n"}}),
        (lambda: save_profile(path, "home", {"host": "n"}, replace=True), {"home": {"host": "n"}}),
        (lambda: remove_profile(path, "home"), {}),
    ):
        path.write_text(text)
        refusal = said_by(change)
        if refusal is not None:
            assert refusal.startswith(str(path))
            assert path.read_text() == text
        else:
            found = tomllib.loads(path.read_text()).get("profiles", {})
            assert found.items() >= {k: v for k, v in before.items() if k != "home"}.items()
            assert {name: found.get(name) for name in after} == after


TABLES = st.fixed_dictionaries(
    {},
    optional={
        "host": st.text("ab-.", min_size=1, max_size=5),
        "client-id": st.text(min_size=1, max_size=6),
        "will-topic": st.text(max_size=6),
        "keepalive": st.integers(1, 65_535),
        "production": st.booleans(),
        "subscriptions": st.lists(
            st.one_of(
                st.text(max_size=4),
                st.fixed_dictionaries({"filter": st.just("a"), "alias": st.text(max_size=4)}),
            ),
            max_size=3,
        ),
        "filters": st.dictionaries(st.text(max_size=4), st.just("a"), max_size=2),
    },
)


@given(TABLES, TABLES)
def test_what_is_written_is_what_is_read(
    tmp_path_factory: pytest.TempPathFactory, first: dict[str, Any], second: dict[str, Any]
) -> None:
    path = written(tmp_path_factory.getbasetemp(), FULL)
    for table in (first, second):
        try:
            profile = save_profile(path, "new", table, replace=True)
        except (ProfileError, NotWritten):
            continue
        assert profile.table == table
    found = tomllib.loads(path.read_text())["profiles"]
    assert (found["home"]["host"], found["work"]) == ("h", {"url": "mqtt://w"})


@pytest.mark.parametrize(
    "table",
    [
        {"host": "h", "password": SECRET},
        {"url": f"mqtt://a:{SECRET}@h"},
        {"proxy": f"http://a:{SECRET}@h"},
        {"url": "ws://h", "ws-header": [f"Cookie={SECRET}"]},
        {"url": f"wss://h/mqtt?token={SECRET}"},
    ],
)
def test_a_secret_is_not_written(table: dict[str, Any], tmp_path: Path) -> None:
    path = written(tmp_path, FULL)
    with pytest.raises(ProfileError, match="is not written into") as refused:
        save_profile(path, "new", table, replace=False)
    assert SECRET not in str(refused.value)
    assert path.read_text() == FULL
    # One that the user wrote there may stay.
    home(tmp_path, f"password = '{SECRET}'")
    save_profile(path, "home", {"password": SECRET, "host": "n"}, replace=True)


def test_a_table_is_checked_before_it_is_written(tmp_path: Path) -> None:
    path = tmp_path / "profiles.toml"
    with pytest.raises(ProfileError) as refused:
        checked(path, "new", {"port": 0})
    assert refused.value.way == ("profiles", "new", "port")
    assert str(refused.value) == "port can not be used: a port is a number from 1 to 65535."
    with pytest.raises(ProfileError, match="the name 'a:b' can not be used"):
        save_profile(path, "a:b", {"host": "h"}, replace=False)
    assert not path.exists()


def saved(tmp_path: Path, *words: str, of: str | None = None) -> dict[str, Any]:
    path = tmp_path / "profiles.toml"
    profile = read_profiles(path).load(of) if of else None
    said = save_arguments(join(make_parser().parse_args(words), profile), path)
    name = words[words.index("--save") + 1]
    assert said.startswith(f"saved the profile {name} in {path}: ")
    found: dict[str, Any] = tomllib.loads(path.read_text())["profiles"][name]
    return found


def test_save_writes_what_the_command_line_says(tmp_path: Path) -> None:
    words = "-h h -p 1884 -u anna -i desk --session-expiry never -t a -t b/# --read-only --tls"
    assert saved(tmp_path, *words.split(), "--ca", "ca.pem", "--save", "home") == {
        "host": "h",
        "port": 1884,
        "username": "anna",
        "read-only": True,
        "tls": True,
        "ca": os.path.abspath("ca.pem"),
        "client-id": "desk",
        "session-expiry": "never",
        "subscriptions": ["a", "b/#"],
    }
    profile = read_profiles(tmp_path / "profiles.toml").load("home")
    asked = make_parser().parse_args([*words.split(), "--ca", os.path.abspath("ca.pem")])
    assert profile.options == {n: getattr(asked, n) for n in asked.given if n != "topic"}


def test_save_takes_a_profile_and_what_is_changed_in_it(tmp_path: Path) -> None:
    path = written(
        tmp_path, f"{FULL}[profiles.pw]\nhost = 'h'\npassword-file = 'x'\ncolour='red'\n"
    )
    assert saved(tmp_path, "mqtt://n/x", "--save", "new", of="home") == {
        "url": "mqtt://n/x",
        "keepalive": 30,
        "decoders": {"a/#": "CBOR"},
    }
    assert saved(tmp_path, "-k", "5", "--save", "more", of="pw") == {
        "host": "h",
        "password-file": "x",
        "colour": "red",
        "keepalive": 5,
    }
    assert "password-file" not in saved(tmp_path, "-h", "n", "--save", "less", of="pw")
    file = saved(tmp_path, "--password-file", "/y", "--save", "file", of="pw")
    assert file["password-file"] == "/y"
    assert path.read_text().startswith(FULL)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["-h", "h", "-u", "a", "-P", SECRET], "the password is not written into a profile"),
        ([f"mqtt://a:{SECRET}@h"], "the secret in url is not written"),
        (["-h", "h", "--proxy", f"http://a:{SECRET}@h"], "the secret in proxy is not written"),
        (["ws://h", "--ws-header", f"Cookie={SECRET}"], "the secret in ws-header is not"),
        ([], "there is nothing to save"),
        (["--theme", "nord"], "there is nothing to save"),
        (["--demo"], "--demo brings its own broker"),
    ],
)
def test_save_refuses(words: list[str], said: str, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=said) as refused:
        saved(tmp_path, *words, "--save", "new")
    assert SECRET not in str(refused.value)
    assert not (tmp_path / "profiles.toml").exists()


def test_save_asks_for_force_and_for_another_name_than_a_command_has(tmp_path: Path) -> None:
    saved(tmp_path, "-h", "a", "--save", "new")
    with pytest.raises(UsageError, match=r"there is a profile 'new' already\. --force replaces"):
        saved(tmp_path, "-h", "b", "--save", "new")
    assert saved(tmp_path, "-h", "b", "--save", "new", "--force") == {"host": "b"}
    for name in COMMANDS:
        with pytest.raises(UsageError, match=f"{name} is a command"):
            saved(tmp_path, "-h", "b", "--save", name)


def test_the_last_use_is_kept_apart(tmp_path: Path) -> None:
    path = tmp_path / "state" / "profiles.json"
    assert last_uses(path) == {}
    note_use(path, "home", 5.0)
    note_use(path, "Werk Süd", 6.0)
    assert last_uses(path) == {"home": 5.0, "Werk Süd": 6.0}
    forget_use(path, "home")
    forget_use(path, "home")
    assert last_uses(path) == {"Werk Süd": 6.0}


@given(
    st.one_of(st.binary(max_size=30), st.sampled_from([b"[1]", b'{"a": "b", "c": 1e999}', b"{"]))
)
def test_whatever_is_in_that_file_is_no_hindrance(
    tmp_path_factory: pytest.TempPathFactory, content: bytes
) -> None:
    path = tmp_path_factory.getbasetemp() / "uses.json"
    path.write_bytes(content)
    assert all(0 <= time < 1e11 for time in last_uses(path).values())
    note_use(path, "a", 1.0)
    assert last_uses(path)["a"] == 1.0
