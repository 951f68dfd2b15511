"""Where passwords come from, and that they go nowhere else."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from types import ModuleType

import pytest

from pubsub_tui.arguments import make_parser
from pubsub_tui.connect_settings import profile_settings
from pubsub_tui.profiles import keyring_store
from pubsub_tui.profiles.command import CommandFailed, first_line_of_command
from pubsub_tui.profiles.joining import join
from pubsub_tui.profiles.keyring_store import KeyringFailed
from pubsub_tui.profiles.masking import masked
from pubsub_tui.profiles.secret import PASSWORD, PROXY_PASSWORD
from pubsub_tui.settings import Settings, UsageError
from tests.unit.profiles import home

SECRET = "s3kr1t"


@pytest.fixture(autouse=True)
def _no_secrets_around(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("PASSWORD", "KEY_PASSWORD", "PROXY_PASSWORD"):
        monkeypatch.delenv(f"PUBSUB_TUI_{name}", raising=False)


def settings(tmp_path: Path, text: str) -> Settings:
    return profile_settings(home(tmp_path, f"username = 'anna'\n{text}"), Settings())


def refusal(tmp_path: Path, text: str) -> str:
    with pytest.raises(UsageError) as refused:
        settings(tmp_path, text)
    assert SECRET not in str(refused.value)
    return str(refused.value)


def python(code: str) -> tuple[str, ...]:
    return (sys.executable, "-c", code)


def test_a_password_in_the_file_gives_a_warning(tmp_path: Path) -> None:
    found = settings(tmp_path, f"password = '{SECRET}'")
    assert found.password == SECRET
    [remark] = found.remarks
    assert "stands in" in remark
    assert SECRET not in repr(found)


def test_a_password_file_is_read_up_to_the_end_of_its_first_line(tmp_path: Path) -> None:
    (tmp_path / "pw").write_bytes(b" p\xc3\xa4ss \r\nmore")
    assert settings(tmp_path, "password-file = 'pw'").password == " päss "
    assert "line 3: password-file: " in refusal(tmp_path, "password-file = 'none'")
    (tmp_path / "pw").write_bytes(SECRET.encode() + b"\xff")
    assert "is not UTF-8" in refusal(tmp_path, "password-file = 'pw'")
    (tmp_path / "pw").write_bytes(b"\n")
    assert "is empty" in refusal(tmp_path, "password-file = 'pw'")


def test_a_command_prints_it(tmp_path: Path) -> None:
    found = settings(tmp_path, f"password-command = 'printf \"{SECRET}\\nmore\"'")
    assert found.password == SECRET
    assert found.remarks == ()


def test_there_is_no_shell(tmp_path: Path) -> None:
    assert settings(tmp_path, "password-command = 'echo $HOME; echo *'").password == (
        "$HOME; echo *"
    )


def test_what_a_command_says_is_told_but_not_what_it_prints() -> None:
    code = f"import sys; print('{SECRET}'); print('one\\ntwo {SECRET}', file=sys.stderr)"
    found, said = first_line_of_command(python(code))
    assert found == SECRET
    assert said == (f"{sys.executable} said: two •••",)
    with pytest.raises(CommandFailed) as refused:
        first_line_of_command(python(f"{code}; sys.exit(3)"))
    assert str(refused.value) == f"{sys.executable} failed with exit code 3; it said: two •••"


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("", "printed nothing"),
        ("print()", "printed nothing"),
        ("import os; os.kill(os.getpid(), 9)", "was ended by signal 9"),
        (f"import sys; sys.stdout.buffer.write(b'{SECRET}\\xff')", "is not UTF-8 text"),
        ("raise SystemExit(1)", "failed with exit code 1"),
    ],
)
def test_a_command_that_gives_none(code: str, said: str) -> None:
    with pytest.raises(CommandFailed, match=said) as refused:
        first_line_of_command(python(code))
    assert SECRET not in str(refused.value)


def test_a_command_that_is_not_there(tmp_path: Path) -> None:
    said = refusal(tmp_path, "password-command = ['no-such-program', 'x']")
    assert "line 3: password-command: no-such-program can not be run: No such file" in said
    assert "Permission denied" in refusal(tmp_path, "password-command = ['/']")


def test_a_command_has_its_time(tmp_path: Path) -> None:
    """What it started and left may hold the pipes for longer than a test has time."""
    for code in (
        "import time; time.sleep(100)",
        "import subprocess; subprocess.Popen(['sleep', '100'])",
        "while True: print('x' * 10_000)",
    ):
        with pytest.raises(CommandFailed, match=r"took longer than 0\.5 s, and was ended"):
            first_line_of_command(python(code), 0.5)


def test_a_command_that_prints_much_is_held_in_bounds() -> None:
    found, _ = first_line_of_command(python("print('x' * 50 + '\\n' + 'y' * 5_000_000)"))
    assert found == "x" * 50


def test_a_prompt_needs_a_terminal(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    reading, writing = os.pipe()
    os.close(writing)
    with os.fdopen(reading) as nothing:
        monkeypatch.setattr(sys, "stdin", nothing)
        assert "asked for in a terminal" in refusal(tmp_path, "password-prompt = true")


class FakeKeyring(ModuleType):
    """Stands for the package keyring."""

    def __init__(self) -> None:
        super().__init__("keyring")
        self.kept: dict[tuple[str, str], str] = {}
        self.failure: Exception | None = None

    def _check(self) -> None:
        if self.failure is not None:
            raise self.failure

    def get_password(self, service: str, username: str) -> str | None:
        self._check()
        return self.kept.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        self._check()
        self.kept[service, username] = password

    def delete_password(self, service: str, username: str) -> None:
        self._check()
        del self.kept[service, username]


@pytest.fixture
def ring(monkeypatch: pytest.MonkeyPatch) -> FakeKeyring:
    fake = FakeKeyring()
    monkeypatch.setitem(sys.modules, "keyring", fake)
    return fake


def test_the_keyring_keeps_it(ring: FakeKeyring, tmp_path: Path) -> None:
    said = refusal(tmp_path, "password-keyring = true")
    assert "the keyring has none for the profile home" in said
    keyring_store.store("home", PASSWORD, SECRET)
    keyring_store.store("home", PROXY_PASSWORD, "other")
    assert settings(tmp_path, "password-keyring = true").password == SECRET
    assert settings(tmp_path, "password-keyring = false").password is None
    assert set(ring.kept) == {("pubsub-tui", "home"), ("pubsub-tui", "home proxy-password")}
    assert keyring_store.forget("home", PASSWORD)
    assert not keyring_store.forget("home", PASSWORD)


@pytest.mark.parametrize(
    ("kind", "said"),
    [
        ("KeyringLocked", "the keyring is locked: unlock it, and try again"),
        ("NoKeyringError", "this system has no keyring: use password-file"),
        ("DBusErrorResponse", "the keyring can not be used (DBusErrorResponse)"),
    ],
)
def test_a_keyring_that_does_not_work_is_one_sentence(
    kind: str, said: str, ring: FakeKeyring, tmp_path: Path
) -> None:
    ring.failure = type(kind, (Exception,), {})(f"\x1b[2J {SECRET}\nmore")
    sentence = refusal(tmp_path, "password-keyring = true")
    assert said in sentence
    assert "\n" not in sentence
    for use in (
        lambda: keyring_store.store("home", PASSWORD, SECRET),
        lambda: keyring_store.forget("home", PASSWORD),
    ):
        with pytest.raises(KeyringFailed) as refused:
            use()
        assert SECRET not in str(refused.value)


def test_a_keyring_that_keeps_nothing_is_found_out(
    ring: FakeKeyring, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ring, "set_password", lambda *_: None)
    with pytest.raises(KeyringFailed, match="the keyring did not keep it"):
        keyring_store.store("home", PASSWORD, SECRET)


def test_without_the_package_it_says_how_to_get_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "keyring", None)
    said = refusal(tmp_path, "password-keyring = true")
    assert "pip install 'pubsub-tui[keyring]'" in said


def test_no_secret_stands_in_what_is_made_of_a_profile(tmp_path: Path) -> None:
    profile = home(
        tmp_path,
        f"url = 'wss://anna:{SECRET}@h/mqtt?token={SECRET}'\nproxy = 'http://u:{SECRET}@p'\n"
        f"ws-header = 'Cookie={SECRET}'",
    )
    found = profile_settings(profile, Settings())
    assert found.way.proxy is not None
    assert (found.password, found.way.proxy.password) == (SECRET, SECRET)
    joined = join(make_parser().parse_args(["-u", "a", "-P", SECRET]), profile)
    assert SECRET not in repr(profile) + repr(found) + repr(found.remarks) + repr(joined)


def test_what_is_shown_of_a_profile_is_masked() -> None:
    table = {
        "password": SECRET,
        "key_password": SECRET,
        "proxy-password": 5,
        "url": f"mqtt://anna:{SECRET}@h/x",
        "proxy": f"socks5h://u:{SECRET}@h",
        "ws-header": [f"Authorization=Bearer {SECRET}", "X-Plain=1", "@file"],
        "host": f"anna:{SECRET}@h",
        "password-file": "pw",
        "will-message": "see http://a:b@c",
    }
    shown = masked(table)
    assert SECRET not in repr(shown)
    assert shown["url"] == "mqtt://anna:•••@h/x"
    assert shown["proxy"] == "socks5h://u:•••@h"
    assert shown["ws-header"] == ["Authorization=•••", "X-Plain=1", "@file"]
    assert (shown["password-file"], shown["will-message"]) == ("pw", "see http://a:b@c")
    for odd in (
        f"mqtt://a:{SECRET}/x@h",
        f"mqtt://a:{SECRET}#x@h",
        f"mqtt://a:{SECRET}@[::1",
        f"a:{SECRET}@h",
        f"wss://h/mqtt?token={SECRET}",
    ):
        assert SECRET not in masked({"url": odd})["url"]
