"""The arguments of the commands: a mistake is one sentence, found before anything is opened."""

from __future__ import annotations

import argparse
from pathlib import Path

import pytest

from pubsub_tui.arguments import make_command_parser
from pubsub_tui.cli import PASSWORD_VARIABLE, main
from pubsub_tui.connect_settings import connection_settings
from pubsub_tui.headless.commands import COMMANDS, Needs
from pubsub_tui.headless.options import count, seconds
from pubsub_tui.profiles.joining import join
from pubsub_tui.settings import Settings

SECRET = "s3kr1t"


@pytest.fixture(autouse=True)
def _nobodys_configuration(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    monkeypatch.delenv(PASSWORD_VARIABLE, raising=False)


def asked(name: str, *arguments: str) -> Settings:
    parsed = make_command_parser(name, COMMANDS[name].load()).parse_args(arguments)
    return connection_settings(join(parsed, None), Settings())


def refusal(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> str:
    try:
        code: object = main(arguments)
    except SystemExit as left:
        code = left.code
    output = capsys.readouterr()
    assert (code, output.out) == (2, "")
    [sentence] = output.err.splitlines()
    assert sentence.startswith("pubsub-tui: ")
    assert sentence.endswith(".")
    return sentence


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["log", "site/#"], "a word too many"),
        (["log", "mqtt://broker"], "a URL goes behind --url"),
        (["log", "--wat"], "not known: --wat. Try pubsub-tui log --help"),
        (["log", "--topi", "a"], "not known: --topi"),
        (["log", "-t", "a/#/b"], "# must be the last level"),
        (["log", "--filter", "temp>"], "Column 6: expected a number"),
        (["log", "--filter", "age<5q"], "Column 5: expected a duration"),
        (["log", "--format", "xml"], "invalid choice: 'xml'"),
        (["log", "-C", "0"], "'0' is no number of messages"),
        (["log", "-W", "soon"], "'soon' is no time such as 500ms"),
        (["log", "-W", "0"], "'0' is no time"),
        (["log", "-N"], "-N needs --format raw"),
        (["log", "--retained-only", "--no-retained"], "not allowed with"),
        (["log", "-L", "broker"], "is not a URL"),
        (["log", "-L", "mqtt://h", "-h", "h"], "either a URL or --host"),
        (["log", "-h"], "-h/--host needs a host name"),
        (["expect"], "required: FILTER"),
        (["expect", "a+"], "the topic filter 'a+' is not valid"),
        (["expect", "a", "b"], "a word too many"),
        (["expect", "a", "-L", "mqtt://h/b"], "leave the topic filter out of the URL"),
        (["expect", "a", "--where", "("], "--where '(' is no filter. Column 2"),
        (["expect", "a", "--within", "-1"], "--within"),
        (["request", "a"], "required: -m/--message"),
        (["request", "a", "-m", "x", "--reply", "a"], "it would answer itself"),
        (["request", "a", "-m", "x", "--reply", "b/+"], "without wildcards"),
        (["request", "a", "-m", "x", "--reply", ""], "is not valid for --reply"),
        (["request", "a", "-m", "x", "--read-only"], "--read-only forbids that"),
        (["request", "a", "-m", "x", "--mqtt-version", "3.1.1"], "--reply TOPIC"),
        (["request", "a", "-m", "x", "-L", "mqtt://h/b"], "leave the topic out of the URL"),
        (["logg"], "perhaps the command log"),
    ],
)
def test_bad_usage_is_one_sentence_and_exit_code_two(
    arguments: list[str], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert said in refusal(arguments, capsys)


@pytest.mark.parametrize(
    "arguments",
    [
        ["log", "-P", SECRET],
        ["log", f"-p{SECRET}"],
        ["log", f"--passwrod={SECRET}"],
        ["log", "-u", "anna", "-P", "two", SECRET],
        ["log", "-L", f"mqtt://anna:{SECRET}@broker:0"],
        ["log", "-L", f"anna:{SECRET}@broker"],
    ],
)
def test_a_password_in_bad_usage_is_not_repeated(
    arguments: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert SECRET not in refusal(arguments, capsys)


def test_connection_and_topics_become_settings() -> None:
    options = "-h broker -p 1884 -u anna -t a -t b/# -q 1 --mqtt-version 5"
    settings = asked("log", *options.split())
    assert settings == Settings(
        "broker", 1884, "anna", topic_filters=("a", "b/#"), qos=1, mqtt_version=5
    )
    assert asked("log", "-L", "mqtt://broker/a/%23").topic_filters == ("a/#",)
    assert asked("expect", "a/+").topic_filters == ("a/+",)
    assert asked("request", "a", "-m", "x").topic_filters == ()


def test_the_password_comes_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(PASSWORD_VARIABLE, SECRET)
    assert asked("log", "-u", "anna").password == SECRET
    assert asked("log").password is None


def test_a_mistake_in_the_configuration_stops_no_command(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "pubsub-tui" / "config.toml"
    file.parent.mkdir()
    file.write_text("them = 1")
    assert "-N needs --format raw" in refusal(["log", "-N"], capsys)


@pytest.mark.parametrize("name", COMMANDS)
def test_each_command_has_its_own_help(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit, match="0"):
        main([name, "--help"])
    shown = capsys.readouterr().out
    assert shown.startswith(f"usage: pubsub-tui {name} {COMMANDS[name].arguments}\n")
    assert ("--retry" in shown) is (COMMANDS[name].needs is Needs.CONNECTION)


def test_help_lists_the_commands(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit, match="0"):
        main(["--help"])
    shown = capsys.readouterr().out
    for name, command in COMMANDS.items():
        assert f"  {name:<10}{command.summary}\n" in shown


@pytest.mark.parametrize(
    ("text", "found"), [("5", 5.0), ("0.5", 0.5), ("500ms", 0.5), ("2m", 120.0), ("1.5h", 5400.0)]
)
def test_a_time_is_a_duration_or_a_number_of_seconds(text: str, found: float) -> None:
    assert seconds(text) == found


@pytest.mark.parametrize("text", ["", "0", "0ms", "-1", "1e9", "five", "5 s", "٥", "\x1b[2J"])
def test_what_is_no_time_is_refused(text: str) -> None:
    with pytest.raises(argparse.ArgumentTypeError):
        seconds(text)


@pytest.mark.parametrize("text", ["", "0", "-1", "1.5", "٥", "9" * 5000])
def test_what_is_no_count_is_refused(text: str) -> None:
    with pytest.raises(argparse.ArgumentTypeError):
        count(text)
