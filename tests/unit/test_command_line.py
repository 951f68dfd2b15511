"""The command line: a mistake is one sentence, and a secret is never repeated."""

from __future__ import annotations

from pathlib import Path

import pytest

from pubsub_tui import __version__
from pubsub_tui.cli import PASSWORD_VARIABLE, main

SECRET = "s3kr1t"


@pytest.fixture(autouse=True)
def _nobodys_configuration(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    monkeypatch.delenv(PASSWORD_VARIABLE, raising=False)


def refusal(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> str:
    """What is said of bad usage, in one line."""
    try:
        code: object = main(arguments)
    except SystemExit as left:
        code = left.code
    output = capsys.readouterr()
    assert code == 2
    assert output.out == ""
    [sentence] = output.err.splitlines()
    assert sentence.startswith("pubsub-tui: ")
    assert sentence.endswith(".")
    return sentence


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["-h"], "-h/--host needs a host name"),
        (["--host"], "-h/--host needs a host name"),
        (["--host", ""], "host"),
        (["--host", "mqtt://broker"], "URL"),
        (["--history"], "--history: expected one argument"),
        (["--history", "5"], "'5' is too small: 1MB is the least"),
        (["--history", "much"], "'much' is not a size"),
        (["--history", "9" * 400], "is not a size"),
        (["-p", "x"], "a port is a number from 1 to 65535"),
        (["-p", "0"], "a port is a number from 1 to 65535"),
        (["-p", "65536"], "a port is a number from 1 to 65535"),
        (["-p", "-1"], "--port"),
        (["-p", "9" * 5000], "a port is a number from 1 to 65535"),
        (["-p", "١٨٨٣"], "a port is a number from 1 to 65535"),
        (["-t"], "-t/--topic: expected one argument"),
        (["-t", ""], "the topic filter '' is not valid: it is empty"),
        (["-t", "a/#/b"], "# must be the last level"),
        (["--exclude", "a#"], "the filter 'a#' can not be excluded: # must stand alone"),
        (["--exclude", "$share/g/a"], "$share is for subscriptions"),
        (["-t", "fine", "-t", "a+"], "the topic filter 'a+' is not valid"),
        (["mqtt://h/a%23"], "the topic filter 'a#' is not valid"),
        (["--qos", "3"], "--qos: invalid choice: 3"),
        (["--mqtt-version", "4"], "--mqtt-version: invalid choice: '4'"),
        (["--theme", "no-such"], "the theme 'no-such' is not known"),
        (["--theme", ""], "the theme '' is not known"),
        (["--wat"], "not known: --wat"),
        (["--read-onl"], "not known: --read-onl"),
        (["mqtt://a", "mqtt://b"], "only one URL or profile can be given"),
        (["broker.example"], "there is no profile 'broker.example'"),
        (["broker.example:1883"], "is not a URL: write mqtt://"),
        ([""], "is not a URL: write mqtt://"),
        (["ssl://h"], "the scheme ssl:// is not known: use mqtt://, mqtts://"),
        (["mqtt://h", "--host", "h"], "either a URL or --host and --port, not both"),
        (["mqtt://h", "-p", "1883"], "either a URL or --host and --port, not both"),
        (["--demo", "mqtt://h"], "--demo brings its own broker"),
        (["--demo", "-u", "anna"], "--demo brings its own broker"),
        (["--demo", "-P", "x"], "--demo brings its own broker"),
        (["--demo", "--mqtt-version", "5"], "leave out --mqtt-version"),
        (["--print-completion", "ed"], "--print-completion: invalid choice: 'ed'"),
    ],
)
def test_bad_usage_is_one_sentence_and_exit_code_two(
    arguments: list[str], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert said in refusal(arguments, capsys)


@pytest.mark.parametrize(
    "arguments",
    [
        ["-P", SECRET],
        ["-u", "anna", "-P", SECRET],
        ["-u", "anna", "-P", SECRET, "-t", "#a"],
        ["-u", "anna", "-P", "two", SECRET, SECRET],
        [f"--pass={SECRET}"],
        [f"--passwrod={SECRET}"],
        [f"--passwrod=two {SECRET}"],
        [f"-x{SECRET}"],
        ["-u", "anna", f"-p{SECRET}"],
        [f"anna:{SECRET}@broker"],
        [f"mqtts://anna:{SECRET}@broker"],
        [f"mqtt://anna:{SECRET}@broker:0"],
        [f"mqtt://anna:{SECRET}@broker:99999"],
        [f"mqtt://anna:{SECRET}@"],
        [f"mqtt://anna:{SECRET}@[::1"],
        [f"mqtt://anna:{SECRET}/x@broker"],
        [f"mqtt://anna:{SECRET}#x@broker"],
        [f"mqtt://anna:{SECRET}@broker/#"],
        [f"mqtt://anna:{SECRET}@broker/a%23"],
        [f"mqtt://anna:{SECRET}@broker", "-p", "1"],
        [f"mqtt://:{SECRET}@broker"],
        ["-h", f"mqtt://anna:{SECRET}@broker"],
        ["-h", f"anna:{SECRET}@broker"],
    ],
)
def test_a_password_in_bad_usage_is_not_repeated(
    arguments: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert SECRET not in refusal(arguments, capsys)


def test_bad_usage_is_found_before_the_terminal_is_missed(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert "terminal" not in refusal(["-t", "a/#/b"], capsys)
    assert "the dashboard needs a terminal" in refusal(["-t", "a/#"], capsys)


def test_a_mistake_in_the_configuration_is_bad_usage(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "pubsub-tui" / "config.toml"
    file.parent.mkdir()
    file.write_text('\nthem = "nord"\n')
    said = refusal([], capsys)
    assert f"{file}, line 2: 'them' is not known; perhaps 'theme'" in said


def test_the_themes_are_listed(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--list-themes"]) == 0
    output = capsys.readouterr()
    assert {"nord", "high-contrast"} <= set(output.out.split())
    assert output.err == ""


def test_a_broken_theme_of_the_users_is_told_beside_the_list(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    themes = tmp_path / "pubsub-tui" / "themes"
    themes.mkdir(parents=True)
    (themes / "mine.toml").write_text("name = ")
    assert main(["--list-themes"]) == 0
    output = capsys.readouterr()
    assert "nord" in output.out
    assert output.err.startswith("pubsub-tui: ")
    assert "mine.toml" in output.err


def test_the_version_is_printed(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit, match="0"):
        main(["--version"])
    assert capsys.readouterr().out == f"pubsub-tui {__version__}\n"
