"""Keepalive, client id, session and will on the command line."""

from __future__ import annotations

from pathlib import Path

import pytest

from pubsub_tui.arguments import make_command_parser, make_parser
from pubsub_tui.cli import main
from pubsub_tui.connect_options import NEVER, ConnectOptions, Will
from pubsub_tui.connect_settings import connection_settings
from pubsub_tui.headless.commands import COMMANDS, Needs
from pubsub_tui.profiles.joining import join
from pubsub_tui.settings import Settings, UsageError


def asked(*words: str) -> ConnectOptions:
    return connection_settings(join(make_parser().parse_args(words), None), Settings()).connect


def complaint(*words: str) -> str:
    with pytest.raises(UsageError) as refused:
        asked(*words)
    return str(refused.value)


def test_nothing_asked_is_a_keepalive_of_a_minute_and_no_session() -> None:
    assert asked() == ConnectOptions(60, None, 0, None, None)
    assert not asked().persistent


def test_all_of_them(tmp_path: Path) -> None:
    will = ("--will-topic", "w", "--will-message", "gone", "--will-qos", "2", "--will-retain")
    words = ("-k", "30", "-i", "me", "--session-expiry", "2h", "--receive-maximum", "5")
    options = asked(*words, *will, "--will-delay", "1m")
    assert options == ConnectOptions(30, "me", 7200, 5, Will("w", b"gone", 2, True, 60))
    file = tmp_path / "will"
    file.write_bytes(b"\x00\xff")
    assert asked("--will-topic", "w", "--will-file", str(file)).will == Will("w", b"\x00\xff")


def test_what_an_authentication_sends_is_read_from_a_file_and_not_shown(tmp_path: Path) -> None:
    file = tmp_path / "token"
    file.write_bytes(b"geheim\xff")
    options = asked("--auth-method", "token", "--auth-data-file", str(file))
    assert (options.auth_method, options.auth_data) == ("token", b"geheim\xff")
    assert "geheim" not in repr(options)
    file.write_bytes(b"x" * 65_536)
    assert "65,535 bytes" in complaint("--auth-method", "token", "--auth-data-file", str(file))


@pytest.mark.parametrize(
    ("text", "seconds"),
    [("90", 90), ("30s", 30), ("1.5h", 5400), ("7d", 604_800), ("never", NEVER), ("Never", NEVER)],
)
def test_how_long_a_session_is_kept(text: str, seconds: int) -> None:
    assert asked("-i", "me", "--session-expiry", text).session_expiry == seconds


@pytest.mark.parametrize(
    "command", [name for name, each in COMMANDS.items() if each.needs is not Needs.NOTHING]
)
def test_every_command_takes_them(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    parser = make_command_parser(command, COMMANDS[command].load())
    with pytest.raises(SystemExit):
        parser.parse_args(["--help"])
    shown = capsys.readouterr().out
    for option in ("--keepalive", "--client-id", "--session-expiry", "--receive-maximum"):
        assert option in shown
    assert "--auth-method" in shown
    assert "--will-topic" in shown


@pytest.mark.parametrize(
    ("words", "part"),
    [
        (("--session-expiry", "1h"), "--session-expiry needs --client-id"),
        (("--client-id", ""), "can not be empty"),
        (("--client-id", "a\0"), "NUL"),
        (("--client-id", "\udcff"), "not valid Unicode"),
        (("--client-id", "x" * 65_536), "65,536 bytes"),
        (("--will-message", "x"), "--will-message needs --will-topic"),
        (("--will-qos", "0"), "--will-qos needs --will-topic"),
        (("--will-retain",), "--will-retain needs --will-topic"),
        (("--will-topic", ""), "the topic is empty"),
        (("--will-topic", "a/#"), "wildcard #"),
        (("--will-topic", "a", "--read-only"), "a will is published"),
        (("--will-topic", "a", "--will-file", "/no/such"), "can not be read: No such file"),
        (("--will-topic", "a", "--will-message", "x" * 65_536), "65,536 bytes"),
        (("--mqtt-version", "3.1.1", "--receive-maximum", "5"), "has no --receive-maximum"),
        (("--mqtt-version", "3.1.1", "--auth-method", "x"), "has no --auth-method"),
        (("--auth-method", "a\0"), "method of --auth-method holds a NUL"),
        (("--auth-data-file", "x"), "--auth-data-file needs --auth-method"),
        (("--auth-method", "x", "--auth-data-file", "/no/such"), "the authentication's file"),
        (
            ("--mqtt-version", "3.1.1", "--will-topic", "a", "--will-delay", "5"),
            "has no --will-delay",
        ),
    ],
)
def test_what_can_not_be_done_is_one_sentence(words: tuple[str, ...], part: str) -> None:
    sentence = complaint(*words)
    assert part in sentence
    assert sentence.endswith(".")
    assert "\n" not in sentence


@pytest.mark.parametrize(
    "words",
    [
        ("--keepalive", "0"),
        ("--keepalive", "65536"),
        ("--keepalive", "-1"),
        ("--keepalive", "1m"),
        ("--keepalive", "٣"),
        ("--receive-maximum", "0"),
        ("--receive-maximum", "70000"),
        ("--session-expiry", "0"),
        ("--session-expiry", "0.5"),
        ("--session-expiry", "200y"),
        ("--session-expiry", "100000d"),
        ("--session-expiry", "nan"),
        ("--will-delay", "soon"),
        ("--will-qos", "3"),
        ("--will-message", "a", "--will-file", "b"),
    ],
)
def test_bad_values_end_with_code_2_and_one_line(
    words: tuple[str, ...], capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["log", *words])
    assert ended.value.code == 2
    assert capsys.readouterr().err.count("\n") == 1


@pytest.mark.parametrize("command", [("pub", "t", "-m", "x"), ("retained", "list", "#")])
def test_a_session_that_is_not_shown_is_not_taken(
    command: tuple[str, ...], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([*command, "-i", "me", "--session-expiry", "1h"]) == 2
    assert "leave out --session-expiry" in capsys.readouterr().err


def test_one_more_connection_pushes_nobody_out_and_leaves_no_will() -> None:
    options = ConnectOptions(30, "me", 60, 5, Will("w"))
    assert options.aside() == ConnectOptions(30, None, 0, 5, None)
