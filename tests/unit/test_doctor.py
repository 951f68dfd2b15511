"""The doctor's words: for every cause, within the width, and without secrets."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as some
from rich.cells import cell_len

from pubsub_tui.connect_options import ConnectOptions
from pubsub_tui.doctor import advice
from pubsub_tui.doctor.hiding import HIDDEN, hider
from pubsub_tui.doctor.record import Record, Telling
from pubsub_tui.doctor.report import Report, without_secrets
from pubsub_tui.doctor.rows import Row, report_rows
from pubsub_tui.doctor.step import Outcome, Step
from pubsub_tui.doctor.text import NARROWEST, text_lines
from pubsub_tui.transports.base import Cause, Certificate, Problem, Said
from pubsub_tui.transports.mqtt_options import MqttOptions
from pubsub_tui.way import Proxy, Tls, Way, WebSocket
from tests.unit.safe_text import ANY_TEXT, unsafe_characters

OPTIONS = MqttOptions("broker.example", 1883, username="{anna}")


@pytest.mark.parametrize("cause", Cause)
def test_every_cause_has_its_words(cause: Cause) -> None:
    problem = Problem(cause, "It failed.", "Try this.")
    finding = advice.from_problem(problem, OPTIONS)
    assert finding.what == "It failed."
    assert finding.tries[0] == "Try this."
    assert finding.cause or cause is Cause.BROKER
    assert "{host}" not in repr(finding)


def test_who_was_let_in_is_not_told_to_log_in() -> None:
    refused = Problem(Cause.NOT_AUTHORIZED, "It ended the connection: not authorized.")
    nobody = MqttOptions("broker.example")
    assert advice.from_problem(refused, nobody).name == "login-wanted"
    assert advice.from_problem(refused, nobody, let_in=True).name == "not-authorized"


def report(text: str) -> Report:
    """One in which everything that comes from the other side is that text."""
    said = Said(0x9D, "server moved", text, text)
    shown = Certificate(text, (text,) * 8, text, 0.0, None)
    problem = Problem(Cause.SELF_SIGNED, text, text, said=said, chain=(shown,))
    finding = advice.from_problem(problem, OPTIONS)
    steps = (Step("TLS", text, Outcome.FAILED, 1.0, text, said),)
    return Report(text, text, steps, (finding,), None, connected=True, finished=True)


@given(ANY_TEXT, some.integers(NARROWEST, 120))
def test_any_text_is_drawn_safely_and_within_the_width(text: str, width: int) -> None:
    for line in text_lines(report_rows(report(text)), width):
        assert unsafe_characters(line) == []
        assert cell_len(line) <= width


def test_long_words_are_cut_and_short_ones_kept_together() -> None:
    row = Row("text", "  - ", "one two", "three " + "x" * 50)
    assert text_lines([row], 40) == [
        "  - one twothree",
        "    " + "x" * 36,
        "    " + "x" * 14,
    ]


def test_secrets_are_taken_out_wherever_they_are() -> None:
    options = MqttOptions(
        "broker.example",
        username="anna",
        password="geheim",
        connect=ConnectOptions(auth_method="token", auth_data=b"token-data"),
        way=Way(
            tls=Tls(key_password="keypass"),
            websocket=WebSocket("/mqtt?sig=abc123", (("Cookie", "crumbs"),)),
            proxy=Proxy("http", "proxy", 8080, "bert", "proxypass"),
        ),
    )
    hide = hider(options)
    secrets = ("geheim", "token-data", "keypass", "sig=abc123", "crumbs", "proxypass")
    for secret in secrets:
        assert hide(f"a {secret} b") == f"a {HIDDEN} b"
        assert secret not in repr(without_secrets(report(f"it said {secret}."), hide).findings)
    assert hide("anna on broker.example") == "anna on broker.example"


def test_a_short_secret_is_looked_for_as_a_word() -> None:
    hide = hider(MqttOptions("host", username="u", password="in"))
    assert hide("in printing in.") == f"{HIDDEN} printing {HIDDEN}."


def test_what_an_attempt_tells_after_it_was_given_up_is_not_heard() -> None:
    now = [0.0]
    record = Record(lambda: now[0])
    telling = Telling(record)
    telling.begin("TCP", "a")
    now[0] = 2.0
    assert record.elapsed() == 2.0
    telling.failed("refused")
    telling.begin("TCP", "b")
    record.fail("stopped")
    telling.over = True
    telling.done()
    telling.begin("TLS")
    assert [(each.about, each.detail, each.seconds) for each in record.steps] == [
        ("a", "refused", 2.0),
        ("b", "stopped", 0.0),
    ]
    assert record.running == ""
