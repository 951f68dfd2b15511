"""Profiles on the command line, in processes: used, listed, shown and removed; secrets nowhere."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from pubsub_tui.cli import main
from tests.brokers import HOST, Mosquitto
from tests.conftest import StartMosquitto

SECRET = "s3kr1t"


class Place:
    """Folders for a run of the program, and what it gave."""

    def __init__(self, folder: Path) -> None:
        self.file = folder / "config" / "pubsub-tui" / "profiles.toml"
        self.uses = folder / "state" / "pubsub-tui" / "profiles.json"
        self.environment = {
            **{name: value for name, value in os.environ.items() if "PUBSUB_TUI" not in name},
            "XDG_CONFIG_HOME": str(folder / "config"),
            "XDG_STATE_HOME": str(folder / "state"),
            "PYTHON_KEYRING_BACKEND": "keyring.backends.null.Keyring",
        }

    def write(self, text: str, mode: int = 0o600) -> None:
        self.file.parent.mkdir(parents=True, exist_ok=True)
        self.file.write_text(text)
        self.file.chmod(mode)

    def run(self, *words: str, typed: str = "", **variables: str) -> tuple[int, str, str]:
        """Exit code, standard output and stderr, neither of which ever has the secret."""
        done = subprocess.run(
            [sys.executable, "-m", "pubsub_tui", *words],
            input=typed,
            capture_output=True,
            text=True,
            check=False,
            env={**self.environment, **variables},
        )
        assert SECRET not in done.stdout + done.stderr
        assert "Traceback" not in done.stderr
        return done.returncode, done.stdout, done.stderr

    def refusal(self, *words: str) -> str:
        code, out, sentence = self.run(*words)
        assert (code, out) == (2, "")
        assert sentence.startswith("pubsub-tui: ")
        assert sentence.count("\n") == 1
        return sentence


@pytest.fixture
def place(tmp_path: Path) -> Place:
    return Place(tmp_path)


@pytest.fixture
def broker(start_mosquitto: StartMosquitto) -> Mosquitto:
    return start_mosquitto(users={"anna": SECRET})


def lines(broker: Mosquitto, password: str) -> str:
    return (
        f"[profiles.home]\nhost = '{HOST}'\nport = {broker.port}\nusername = 'anna'\n{password}\n"
    )


@pytest.mark.parametrize(
    "password",
    [f"password = '{SECRET}'", "password-file = 'pw'", "password-command = ['cat', 'FILE']"],
)
def test_a_command_logs_in_with_a_profile(password: str, place: Place, broker: Mosquitto) -> None:
    file = place.file.parent / "pw"
    place.write(lines(broker, password.replace("FILE", str(file))))
    file.write_text(f"{SECRET}\n")
    code, _, said = place.run("pub", "--profile", "home", "a/b", "-m", "1", "-q", "1", "--retain")
    assert code == 0
    assert ("stands in" in said) == (password.startswith("password = "))
    code, out, _ = place.run("log", "--profile", "home", "-t", "a/#", "-C", "1", "-W", "20")
    assert (code, json.loads(out)["topic"]) == (0, "a/b")
    assert place.run("expect", "a/b", "--profile", "home", "--within", "20s")[0] == 0
    assert place.run("retained", "list", "--profile", "home")[0] == 0
    assert set(json.loads(place.uses.read_text())) == {"home"}


def test_subscriptions_of_a_profile_are_what_log_prints(place: Place, broker: Mosquitto) -> None:
    place.write(lines(broker, f"password = '{SECRET}'\nsubscriptions = ['a/b']"))
    for topic in ("a/a", "a/b"):
        place.run("pub", "--profile", "home", topic, "-m", "1", "-q", "1", "--retain")
    code, out, _ = place.run("log", "--profile", "home", "-C", "1", "-W", "20")
    assert (code, json.loads(out)["topic"]) == (0, "a/b")


def test_read_only_and_production_are_keys(place: Place, broker: Mosquitto) -> None:
    password = f"password = '{SECRET}'\n"
    place.write(lines(broker, f"{password}read-only = true"))
    code, _, said = place.run("pub", "--profile", "home", "a", "-m", "1")
    assert (code, "--read-only forbids" in said) == (2, True)
    place.write(lines(broker, f"{password}production = true"))
    words = ("pub", "--profile", "home", "a", "-m", "1", "--retain")
    assert "marked production" in place.run(*words)[2]
    assert place.run(*words, "--yes")[0] == 0


def test_the_password_is_not_in_the_process_list(place: Place, broker: Mosquitto) -> None:
    place.write(lines(broker, "password-file = 'pw'"))
    (place.file.parent / "pw").write_text(SECRET)
    with subprocess.Popen(
        [sys.executable, "-m", "pubsub_tui", "log", "--profile", "home", "-t", "up"],
        env=place.environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as running:
        try:
            place.run("pub", "--profile", "home", "up", "-m", "1", "-q", "1", "--retain")
            assert running.stdout is not None
            assert b'"up"' in running.stdout.readline()
            for what in ("cmdline", "environ"):
                assert SECRET.encode() not in Path(f"/proc/{running.pid}/{what}").read_bytes()
        finally:
            running.kill()


def test_profiles_are_saved_listed_shown_and_removed(place: Place) -> None:
    code, out, said = place.run("profiles", "list")
    assert (code, out) == (0, "")
    assert "has no profiles. Save one with" in said
    code, out, _ = place.run("-h", "h", "-u", "anna", "--production", "-t", "a/#", "--save", "home")
    assert code == 0
    assert f"saved the profile home in {place.file}: host, username, production" in out
    assert "there is a profile 'home' already. --force" in place.refusal(
        "-h", "x", "--save", "home"
    )
    assert place.run("home", "-k", "5", "--save", "Werk Süd")[0] == 0
    _, out, _ = place.run("profiles", "list")
    assert out == (
        "home      h:1883, as anna, production, not used yet\n"
        "Werk Süd  h:1883, as anna, production, not used yet\n"
    )
    _, out, _ = place.run("profiles", "list", "--json")
    assert [each["name"] for each in json.loads(out)] == ["home", "Werk Süd"]
    _, out, _ = place.run("profiles", "show", "home")
    assert '[profiles.home]\nhost = "h"\n' in out
    assert "Removed the profile home" in place.run("profiles", "rm", "home")[2]
    assert "perhaps 'Werk Süd'" in place.refusal("profiles", "rm", "Werk Sud")
    assert "show needs the name" in place.refusal("profiles", "show")


def test_what_is_shown_is_masked_even_of_what_can_not_be_used(
    place: Place, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for name, value in place.environment.items():
        monkeypatch.setenv(name, value)
    text = (
        f"[profiles.a]\npassword = '{SECRET}'\n[profiles.b]\nurl = 'mqtt://u:{SECRET}@h'\n"
        f"[profiles.c]\nhost = 'u:{SECRET}@h'\n[profiles.d]\nproxy = 'http://u:{SECRET}@h:x'\n"
        f"[profiles.e]\nurl = 'mqtt://u:{SECRET}/@h'\nkey-password = '{SECRET}'\n"
    )
    for mode in (0o600, 0o644):
        place.write(text, mode)
        assert main(["profiles", "list"]) == 0
        assert main(["profiles", "list", "--json"]) == 0
        for name in "abcde":
            for words in (["profiles", "show", name], ["config", name]):
                main(words)
                main([*words, "--json"])
            assert main([name]) == 2
            assert main([name, "--save", "copy"]) == 2
    shown = capsys.readouterr()
    assert "•••" in shown.out
    assert SECRET not in shown.out + shown.err
    assert "copy" not in place.file.read_text()


def test_config_says_where_each_value_comes_from(place: Place) -> None:
    place.write(
        "[profiles.home]\nhost = 'p'\nport = 5\nusername = 'anna'\nkeepalive = 7\n"
        "password-command = ['echo', 'x']\nsubscriptions = ['a', {filter = 'b', qos = 1}]\n"
        "plots = ['t']\n[profiles.home.decoders]\n'x/#' = 'hex'\n"
    )
    (place.file.parent / "config.toml").write_text("theme = 'nord'\n[decoders]\ny = 'JSON'\n")
    words = ("config", "home", "-k", "8", "--json")
    code, out, _ = place.run(*words, PUBSUB_TUI_PASSWORD=SECRET)
    assert code == 0
    values = {key: (each["value"], each["origin"]) for key, each in json.loads(out).items()}
    assert values["host"] == ("p", "profile home, line 2")
    assert values["keepalive"] == (8, "command line")
    assert values["password"] == ("•••", "$PUBSUB_TUI_PASSWORD")
    assert values["client-id"] == (None, "default")
    assert values["theme"] == ("nord", "config.toml")
    assert values["decoders.y"] == ("JSON", "config.toml")
    assert values["decoders.x/#"] == ("hex", "profile home, line 9")
    assert values["subscriptions"][0] == ["a", {"filter": "b", "qos": 1}]
    assert values["plots"] == (["t"], "profile home, line 8")
    _, out, _ = place.run("config", "home")
    assert "•••  (profile home, line 6: password-command)" in out
    _, out, _ = place.run("config")
    assert "(default)" in out
    assert "profile" not in out


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["hom"], "there is no profile 'hom'; perhaps 'home'."),
        (["lgo"], "perhaps the command log."),
        (["home", "--profile", "home"], "one profile is enough"),
        (["home", "--demo"], "leave out the profile"),
        (["log", "--profile", "hom"], "perhaps 'home'"),
        (["log", "home"], "a word too many"),
        (["home", "mqtt://h"], "only one URL or profile"),
        (["config", "home", "--save", "x"], "not known: --save"),
        (["profiles", "show", "home", "--names"], "--names goes with list"),
        (["home", "--force"], "--force goes with --save"),
        (["home"], "the dashboard needs a terminal"),
        (["profiles", "list", "home"], "list has no name"),
        (["profiles", "lst"], "invalid choice: 'lst'"),
        (["profiles", "show", "home", "--forget"], "--forget and --of go with password"),
        (["profiles", "rm", "\x1b[2J"], "there is no profile"),
        (["-h", "h", "--save", "a/b"], "the name 'a/b' can not be used"),
    ],
)
def test_a_mistake_is_one_sentence(words: list[str], said: str, place: Place) -> None:
    place.write("[profiles.home]\nhost = 'h'\n")
    sentence = place.refusal(*words)
    assert said in sentence
    assert "\x1b" not in sentence


@pytest.mark.parametrize(
    "text", ["version = 9", "[profiles.home]\nhots = 1", "[profiles.home", "[home]\nhost = 'h'"]
)
def test_a_file_that_can_not_be_used_is_one_sentence_with_line_and_column(
    text: str, place: Place
) -> None:
    place.write(text)
    for words in (["home"], ["log", "--profile", "home"], ["config", "home"]):
        assert "line " in place.refusal(*words)
        assert "column " in place.refusal(*words)
    # Without a profile, its file is not looked at.
    assert "needs a terminal" in place.refusal()


def test_without_the_package_keyring_a_password_is_not_asked_for(place: Place) -> None:
    place.write("[profiles.home]\nhost = 'h'\n")
    (place.file.parent / "keyring.py").write_text("raise ImportError")
    words = ("profiles", "password", "home")
    code, _, said = place.run(*words, typed=SECRET, PYTHONPATH=f"{place.file.parent}:{os.getcwd()}")
    assert (code, "pip install 'pubsub-tui[keyring]'" in said) == (2, True)


FAKE = """
import json, pathlib
_file = pathlib.Path(__file__).with_name("ring.json")
def _read(): return json.loads(_file.read_text()) if _file.exists() else {}
def get_password(service, name): return _read().get(name)
def set_password(service, name, text): _file.write_text(json.dumps({**_read(), name: text}))
def delete_password(service, name):
    kept = _read(); del kept[name]; _file.write_text(json.dumps(kept))
"""


def test_the_keyring_keeps_the_password(place: Place, broker: Mosquitto) -> None:
    more = "[profiles.other]\nhost = 'o'\nproxy = 'http://u@h'"
    place.write(lines(broker, f"password = '{SECRET}'  # here\n{more}"))
    folder = place.file.parent
    (folder / "keyring.py").write_text(FAKE)
    path = f"{folder}:{os.getcwd()}"
    code, _, said = place.run("profiles", "password", "home", typed=f"{SECRET}\n", PYTHONPATH=path)
    assert code == 0
    assert "The password of the profile home is in the keyring." in said
    assert "password is out of the profile" in said
    text = place.file.read_text()
    assert SECRET not in text
    assert "password-keyring = true" in text
    words = ("pub", "--profile", "home", "a", "-m", "1")
    assert place.run(*words, PYTHONPATH=path)[0] == 0
    code, _, said = place.run("profiles", "password", "home", "--forget", PYTHONPATH=path)
    assert (code, "password-keyring" in place.file.read_text()) == (0, False)
    assert json.loads((folder / "ring.json").read_text()) == {}
    assert place.run("profiles", "password", "home", PYTHONPATH=path)[2].endswith(
        "no password was given.\n"
    )
    place.run("profiles", "password", "home", typed=f"{SECRET}\n", PYTHONPATH=path)
    assert place.run("profiles", "rm", "home", PYTHONPATH=path)[0] == 0
    assert json.loads((folder / "ring.json").read_text()) == {}
    proxys = ("profiles", "password", "other", "--of", "proxy")
    assert place.run(*proxys, typed=SECRET, PYTHONPATH=path)[0] == 0
    assert list(json.loads((folder / "ring.json").read_text())) == ["other proxy-password"]
    assert "proxy-password-keyring = true" in place.file.read_text()
    assert (
        "has no cert"
        in place.run("profiles", "password", "other", "--of", "key", PYTHONPATH=path)[2]
    )


def test_connections_of_another_program_are_taken_over(place: Place, tmp_path: Path) -> None:
    file = tmp_path / "settings.json"
    known = {"host": "a.example", "port": 1883, "protocol": "mqtt", "username": "anna"}
    connections = {
        "1": {**known, "name": "plant", "password": SECRET},
        "2": {**known, "name": "plant"},
        "3": {"name": "nowhere"},
    }
    file.write_text(json.dumps({"ConnectionManager_connections": connections}))
    code, out, said = place.run("profiles", "import", str(file))
    assert code == 0
    assert out.splitlines() == [
        "plant: mqtt://a.example:1883; left out: the password",
        "plant 2: mqtt://a.example:1883, there called plant",
    ]
    assert "nowhere names no host that can be used." in said
    assert "Passwords are not taken over: give one with pubsub-tui profiles password NAME." in said
    code, out, _ = place.run("profiles", "list")
    assert [line.split()[0] for line in out.splitlines()] == ["plant", "plant"]
    assert "is no JSON" in place.refusal("profiles", "import", str(place.file))
    assert "needs the file" in place.refusal("profiles", "import")
