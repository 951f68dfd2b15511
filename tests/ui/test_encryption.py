"""What is shown of TLS: the certificate, that it expires, that nobody checks it; a locked key."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest

from pubsub_tui.session import ConnectionState, Credentials, Phase
from pubsub_tui.transports.base import (
    Capabilities,
    Cause,
    Certificate,
    Encryption,
    Link,
    Problem,
    Sink,
)
from pubsub_tui.transports.scripted import ScriptedTransport
from pubsub_tui.ui.widgets.connection_lines import connection_lines
from tests.ui.dashboard import START, dashboard

DAY = 86_400.0
CERTIFICATE = Certificate(
    "CN=broker", ("broker.example", "10.0.0.1"), "CN=Test CA", START - DAY, START + 89.5 * DAY
)
SECURE = Encryption("TLS 1.3", "TLS_AES_256_GCM_SHA384", True, CERTIFICATE)
LOCKED = Problem(Cause.KEY, "The key me.key is encrypted, and its password is needed.")


class SecureTransport(ScriptedTransport):
    """Says that it is encrypted."""

    def __init__(self, encryption: Encryption) -> None:
        super().__init__()
        self.encryption = encryption

    async def connect(self, sink: Sink) -> Link:
        return replace(await super().connect(sink), encryption=self.encryption)


def lines(encryption: Encryption | None, stages: Sequence[str] = (), width: int = 200) -> list[str]:
    link = Link(
        "MQTT 5", "me", Capabilities("mqtt"), "", encryption=encryption, stages=tuple(stages)
    )
    state = ConnectionState(Phase.ONLINE, "broker.example:8883", link)
    drawn = connection_lines(state, None, width, START)
    return ["".join(text for text, _ in line) for line in drawn]


def ending(days: float) -> Encryption:
    return replace(SECURE, certificate=replace(CERTIFICATE, valid_until=START + days * DAY))


def test_version_certificate_and_cipher_are_told() -> None:
    assert lines(SECURE) == [
        " broker.example:8883 · MQTT 5 · TLS 1.3 · client me",
        " certificate CN=broker · for broker.example, 10.0.0.1 · from CN=Test CA · "
        "valid 2023-11-13 to 2024-02-12 · 89 days left · TLS_AES_256_GCM_SHA384",
    ]


def test_what_lies_between_is_told() -> None:
    [line] = lines(None, ["WebSocket", "through the proxy p:1"])
    assert "MQTT 5 · WebSocket · through the proxy p:1 · not encrypted · client me" in line


@pytest.mark.parametrize(
    ("days", "says"),
    [(29.9, "expires in 29 days"), (1.5, "expires in 1 day"), (-0.1, "certificate expired")],
)
def test_a_certificate_that_ends_soon_is_pointed_to(days: float, says: str) -> None:
    assert says in lines(ending(days))[-1]
    assert "expire" not in " ".join(lines(ending(31)))


def test_a_certificate_that_nobody_checked_is_pointed_to() -> None:
    shown = lines(replace(SECURE, verified=False))
    assert "INSECURE: not checked, anyone may answer" in shown[-1]
    unknown = lines(replace(SECURE, verified=False, certificate=None))
    assert unknown[1] == " TLS_AES_256_GCM_SHA384"
    assert "INSECURE" in unknown[-1]


def test_a_hostile_certificate_is_drawn_safely() -> None:
    names = tuple(f"\x1b[2J{number}.example" for number in range(50))
    certificate = Certificate("\x1b]52;c;x\x07[/b]" + "y" * 5000, names, "\u202e", None, None)
    for width in (20, 80):
        shown = "".join(lines(replace(SECURE, certificate=certificate), width=width))
        assert "\x1b" not in shown
        assert "\u202e" not in shown


async def test_the_mark_stays_at_every_width_and_in_every_phase() -> None:
    for size in ((60, 16), (80, 24), (160, 30)):
        async with dashboard(size=size) as shown:
            shown.session.insecure = True
            await shown.frame()
            assert " · INSECURE" in shown.lines()[-1]
            await shown.lose(Problem(Cause.CLOSED, "lost"))
            assert " · INSECURE" in shown.lines()[-1]
            shown.session.insecure = False
            await shown.frame()
            assert "INSECURE" not in shown.lines()[-1]


async def test_status_line_and_broker_tab_tell_of_the_end() -> None:
    transport = SecureTransport(ending(5.5))
    async with dashboard(size=(160, 50), transport=transport) as shown:
        await shown.frame()
        assert "certificate expires in 5 days" in shown.lines()[-1]
        await shown.press("6")
        assert "TLS 1.3" in shown.text("#broker")
        assert "certificate expires in 5 days" in shown.text("#broker")


async def test_the_password_of_the_key_is_asked_for_and_kept_apart() -> None:
    transport = ScriptedTransport(problem=LOCKED)
    async with dashboard(transport=transport, online=False, username="ada") as shown:
        assert "╭─ password of the key ─" in shown.text()
        assert LOCKED.what in " ".join(shown.text("#login Static").split())
        assert len(shown.app.screen.query("Input")) == 1
        transport.problem = None
        await shown.press(*"geheim", "enter")
        assert "geheim" not in shown.text()
        assert shown.session.login == Credentials(None, "ada", "geheim")
        assert "Waiting for the first message." in shown.text()


async def test_the_broker_may_want_a_login_after_the_key() -> None:
    transport = ScriptedTransport(problem=LOCKED)
    async with dashboard(transport=transport, online=False, username=None) as shown:
        transport.problem = Problem(Cause.CREDENTIALS, "refused")
        await shown.press(*"geheim", "enter")
        assert "╭─ login ─" in shown.text()
        transport.problem = None
        await shown.press(*"ada", "enter", *"pw", "enter")
        assert shown.session.login == Credentials("pw", "ada", "geheim")
        assert "Waiting for the first message." in shown.text()


async def test_a_login_after_it_keeps_the_password_of_the_key() -> None:
    transport = ScriptedTransport(problem=Problem(Cause.CREDENTIALS, "refused"))
    async with dashboard(transport=transport, online=False, username="ada") as shown:
        shown.session.login = Credentials(None, "ada", "geheim")
        await shown.press("escape", "r", *"pw", "enter")
        assert shown.session.login.key_password == "geheim"
        assert shown.session.login.password == "pw"
