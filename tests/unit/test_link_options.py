"""The options that say how the broker is reached: the way they make, and their mistakes."""

from __future__ import annotations

from pathlib import Path

import pytest

from pubsub_tui.arguments import make_parser
from pubsub_tui.cli import PASSWORD_VARIABLE, main
from pubsub_tui.connect_settings import connection_settings
from pubsub_tui.profiles.joining import join
from pubsub_tui.settings import Settings
from pubsub_tui.way import PLAIN, Proxy, Tls, Way, WebSocket
from tests.certificates import make_ca, make_pair

SECRET = "s3kr1t"


@pytest.fixture(autouse=True)
def _nobodys_configuration(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    monkeypatch.delenv(PASSWORD_VARIABLE, raising=False)


def asked(*arguments: str) -> Settings:
    return connection_settings(join(make_parser().parse_args(arguments), None), Settings())


def refusal(arguments: tuple[str, ...], capsys: pytest.CaptureFixture[str]) -> str:
    assert main(arguments) == 2
    [sentence] = capsys.readouterr().err.splitlines()
    return sentence


def test_without_options_it_is_plain_tcp() -> None:
    assert asked().way == PLAIN


@pytest.mark.parametrize(
    ("arguments", "port", "way"),
    [
        (("--tls",), 8883, Way(Tls())),
        (("--tls", "-p", "1884"), 1884, Way(Tls())),
        (("mqtts://h",), 8883, Way(Tls())),
        (("mqtts://h:1884", "--sni", "b.example"), 1884, Way(Tls(sni="b.example"))),
        (("--insecure",), 8883, Way(Tls(insecure=True))),
        (
            ("--tls-min", "1.3", "--alpn", "a", "--alpn", "b"),
            8883,
            Way(Tls(None, alpn=("a", "b"), oldest="1.3")),
        ),
        (("ws://h",), 80, Way(websocket=WebSocket("/mqtt"))),
        (("ws://h/",), 80, Way(websocket=WebSocket("/"))),
        (("wss://h:9001/ws?t=1",), 9001, Way(Tls(), WebSocket("/ws?t=1"))),
        (("wss://h?t=1",), 443, Way(Tls(), WebSocket("/?t=1"))),
        (
            ("ws://h", "--ws-header", "X-A=b=c"),
            80,
            Way(websocket=WebSocket("/mqtt", (("X-A", "b=c"),))),
        ),
        (("--unix", "/run/m.sock"), 1883, Way(unix="/run/m.sock")),
        (("mqtt+unix:///run/m%20q.sock",), 1883, Way(unix="/run/m q.sock")),
        (("--proxy", "http://p"), 1883, Way(proxy=Proxy("http", "p", 8080))),
        (
            ("mqtts://h", "--proxy", "socks5h://u:p%40@[::1]:9"),
            8883,
            Way(Tls(), proxy=Proxy("socks5h", "::1", 9, "u", "p@")),
        ),
    ],
)
def test_options_and_urls_make_a_way(arguments: tuple[str, ...], port: int, way: Way) -> None:
    settings = asked(*arguments)
    assert (settings.port, settings.way) == (port, way)
    assert settings.topic_filters == ()


def test_the_path_of_a_websocket_is_no_topic_filter() -> None:
    settings = asked("ws://anna@h/a/b", "-t", "x/#")
    assert (settings.topic_filters, settings.username) == (("x/#",), "anna")


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("mqtt://h", "--tls"), "write mqtts://"),
        (("ws://h", "--insecure"), "write wss://"),
        (("--insecure", "--ca", "x"), "leave out one"),
        (("--key", "x"), "add --cert FILE"),
        (("--key-password-file", "x"), "add --cert FILE"),
        (("--ca", "/nowhere"), "the file /nowhere can not be read: No such file"),
        (("--tls", "--alpn", ""), "--alpn takes"),
        (("--sni", " "), "--sni takes a host name"),
        (("--ws-header", "A=b"), "ws:// or wss://"),
        (("ws://h", "--ws-header", SECRET), "NAME=VALUE"),
        (("ws://h", "--ws-header", f"A={SECRET}\r\nB=c"), "what HTTP does not allow"),
        (("ws://h", "--ws-header", f"Upgrade={SECRET}"), "belongs to WebSocket"),
        (("ws://h", "--ws-header", "@/nowhere"), "No such file"),
        (("ws://h/ü",), "percent-encoded"),
        (("ws://h/a b",), "percent-encoded"),
        (("--unix", "/s", "-h", "b"), "goes without URL"),
        (("--unix", "/s", "--tls"), "goes without TLS"),
        (("--unix", "/s", "--proxy", "http://p"), "goes without TLS and proxy"),
        (("mqtt+unix://h/s",), "three slashes"),
        (("mqtt+unix://",), "names no socket"),
        (("--proxy", f"socks5://u:{SECRET}@p"), "http://HOST:PORT or socks5h://"),
        (("--proxy", f"u:{SECRET}@p:1"), "http://HOST:PORT or socks5h://"),
        (("--proxy", f"http://u:{SECRET}@p:99999"), "can not be read"),
        (("--proxy", "http://p/path"), "a host and a port only"),
        (("--demo", "--tls"), "leave out TLS"),
        (("--demo", "--proxy", "http://p"), "leave out TLS"),
    ],
)
def test_what_does_not_go_together_is_one_sentence_without_secrets(
    arguments: tuple[str, ...], says: str, capsys: pytest.CaptureFixture[str]
) -> None:
    sentence = refusal(arguments, capsys)
    assert says in sentence
    assert SECRET not in sentence


def test_files_are_checked_before_anything_is_sent(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    ca = make_ca(tmp_path)
    one, other = make_pair(tmp_path, ca, "one"), make_pair(tmp_path, ca, "other")
    empty = tmp_path / "empty"
    empty.mkdir()
    garbled = tmp_path / "garbled.pem"
    garbled.write_text("-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n")
    locked = one.lock("geheim")
    (tmp_path / "wrong").write_text("falsch\n")
    for arguments, says in (
        (("--ca", str(one.key)), f"the file {one.key} holds no certificate in PEM"),
        (("--ca", str(empty)), f"no file in the folder {empty} holds a certificate"),
        (("--ca", str(garbled)), f"no certificate in {garbled} can be read"),
        (("--cert", str(one.cert)), "holds no private key; name its file with --key"),
        (("--cert", str(one.key), "--key", str(one.key)), "holds no certificate"),
        (("--cert", str(one.cert), "--key", str(ca.cert)), "holds no private key in PEM"),
        (("--cert", str(one.cert), "--key", str(other.key)), "does not belong to the certificate"),
        (("--cert", str(one.cert), "--key", str(tmp_path)), "Is a directory"),
        (
            (
                "--cert",
                str(one.cert),
                "--key",
                str(locked),
                "--key-password-file",
                str(tmp_path / "wrong"),
            ),
            "the password does not open the key",
        ),
    ):
        assert says in refusal(arguments, capsys)


def test_a_locked_key_is_no_mistake_as_its_password_is_asked_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pair = make_pair(tmp_path, make_ca(tmp_path))
    locked = pair.lock("geheim")
    files = ("--cert", str(pair.cert), "--key", str(locked))
    assert asked(*files).way == Way(Tls(cert=pair.cert, key=locked))
    (tmp_path / "password").write_text("geheim\n")
    settings = asked(*files, "--key-password-file", str(tmp_path / "password"))
    assert settings.way.tls is not None
    assert settings.way.tls.key_password == "geheim"
    assert "geheim" not in repr(settings)
    monkeypatch.setenv("PUBSUB_TUI_KEY_PASSWORD", "geheim")
    assert asked(*files).way == Way(Tls(cert=pair.cert, key=locked, key_password="geheim"))


def test_certificate_and_key_may_be_in_one_file(tmp_path: Path) -> None:
    pair = make_pair(tmp_path, make_ca(tmp_path))
    both = tmp_path / "both.pem"
    both.write_bytes(pair.cert.read_bytes() + pair.key.read_bytes())
    assert asked("--cert", str(both)).way == Way(Tls(cert=both))


def test_secrets_in_headers_and_queries_are_not_shown(tmp_path: Path) -> None:
    settings = asked(f"wss://h/m?token={SECRET}", "--ws-header", f"Authorization={SECRET}")
    assert settings.way.websocket == WebSocket(f"/m?token={SECRET}", (("Authorization", SECRET),))
    assert SECRET not in repr(settings)
    [remark] = settings.remarks
    assert "The header Authorization is on the command line" in remark
    file = tmp_path / "headers"
    file.write_text(f"Authorization=Bearer {SECRET}\n\nX-A=1\n")
    settings = asked("ws://h", "--ws-header", f"@{file}")
    assert settings.way.websocket is not None
    assert settings.way.websocket.headers == (("Authorization", f"Bearer {SECRET}"), ("X-A", "1"))
    assert settings.remarks == ()


def test_a_proxys_password_gives_a_remark_and_is_not_shown(tmp_path: Path) -> None:
    settings = asked("--proxy", f"socks5h://u:{SECRET}@p")
    assert SECRET not in repr(settings)
    [remark] = settings.remarks
    assert "The proxy's password is on the command line" in remark
    file = tmp_path / "proxy"
    file.write_text(f"socks5h://u:{SECRET}@p\n")
    read = asked("--proxy", f"@{file}")
    assert (read.way, read.remarks) == (settings.way, ())
