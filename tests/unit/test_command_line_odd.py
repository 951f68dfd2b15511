"""Odd surroundings of the command line: closed streams, hostile names, unsendable logins."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from pubsub_tui.arguments import make_parser
from pubsub_tui.cli import PASSWORD_VARIABLE, main, settings_from
from pubsub_tui.decode.registry import find_decoder
from pubsub_tui.model.filter import parse
from pubsub_tui.settings import Settings, UsageError
from tests.unit.safe_text import unsafe_characters


@pytest.fixture(autouse=True)
def _nobodys_configuration(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    monkeypatch.delenv(PASSWORD_VARIABLE, raising=False)


def asked(*arguments: str) -> Settings:
    return settings_from(make_parser().parse_args(arguments), ["app.quit"], find_decoder, parse)


@pytest.mark.parametrize("closed", ["<&-", ">&-", "<&- >&-"])
def test_closed_streams_are_no_terminal(closed: str) -> None:
    run = subprocess.run(
        ["sh", "-c", f'"$0" -m pubsub_tui {closed}', sys.executable],
        stderr=subprocess.PIPE,
        text=True,
        check=False,
    )
    assert run.returncode == 2
    assert run.stderr == (
        "pubsub-tui: the dashboard needs a terminal; its input or output is redirected.\n"
    )


@pytest.mark.parametrize(
    "arguments",
    [
        ["-u", "a", "--password-file", "/nowhere/\x1b]52;c;aGk=\x07\nnext"],
        ["--theme", "\x1b[2J\n"],
        ["-t", "\x1b[2J\n#"],
        ["--h\x1b[2J\nst"],
        ["\u202emqtt"],
        ["http\x1b://h"],
    ],
)
def test_what_is_repeated_of_the_arguments_does_nothing_to_the_terminal(
    arguments: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    try:
        code: object = main(arguments)
    except SystemExit as left:
        code = left.code
    assert code == 2
    sentence, *more = capsys.readouterr().err.split("\n")
    assert unsafe_characters(sentence) == []
    assert more == [""]


@pytest.mark.parametrize("host", ["a b", "a\tb", "\udcff", "a\0b", "[::1]", "a..b"])
def test_what_can_be_no_host_is_refused(host: str) -> None:
    with pytest.raises(UsageError, match=r"the host .* can not be used"):
        asked("-h", host)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("s3kr1t\udcff", "is not valid Unicode"),
        ("s3kr1t\0", "holds a NUL character"),
        ("s3kr1t" * 11_000, "takes 66,000 bytes, and MQTT allows 65,535"),
    ],
)
def test_a_login_that_mqtt_can_not_carry_is_refused_and_not_repeated(text: str, says: str) -> None:
    with pytest.raises(UsageError, match=f"the user name {says}") as refused:
        asked("-u", text)
    assert "s3kr1t" not in str(refused.value)
    with pytest.raises(UsageError, match=f"the password {says}") as refused:
        asked("-u", "anna", "-P", text)
    assert "s3kr1t" not in str(refused.value)


def test_an_empty_password_in_the_environment_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(PASSWORD_VARIABLE, "")
    assert asked().password is None
    assert asked("-u", "anna").password is None
