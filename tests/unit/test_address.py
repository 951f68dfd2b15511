"""A broker's URL: what it may hold, and what is said of one that can not be used."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pubsub_tui.address import Address, AddressError, host_complaint, parse_url


@pytest.mark.parametrize(
    ("url", "address"),
    [
        ("mqtt://host", Address("mqtt", "host", 1883)),
        ("mqtt://host/", Address("mqtt", "host", 1883)),
        ("MQTT://Host:1884", Address("mqtt", "host", 1884)),
        ("mqtt://host/site/%23", Address("mqtt", "host", 1883, topic_filter="site/#")),
        ("mqtt://host/%23", Address("mqtt", "host", 1883, topic_filter="#")),
        ("mqtt://host/a/+/b", Address("mqtt", "host", 1883, topic_filter="a/+/b")),
        ("mqtt://host//a", Address("mqtt", "host", 1883, topic_filter="/a")),
        ("mqtt://host/a%20b%3F", Address("mqtt", "host", 1883, topic_filter="a b?")),
        ("mqtt://[::1]:1884/x", Address("mqtt", "::1", 1884, topic_filter="x")),
        ("mqtt://[fe80::1%25eth0]", Address("mqtt", "fe80::1%eth0", 1883)),
        ("mqtt://anna@host", Address("mqtt", "host", 1883, "anna")),
        ("mqtt://anna:@host", Address("mqtt", "host", 1883, "anna", "")),
        ("mqtt://a%40b:p%3A%2F%23@host", Address("mqtt", "host", 1883, "a@b", "p:/#")),
    ],
)
def test_a_url_names_broker_login_and_topic_filter(url: str, address: Address) -> None:
    assert parse_url(url) == address


@pytest.mark.parametrize(
    ("url", "says"),
    [
        ("host", "'host' is not a URL: write mqtt://"),
        ("", "'' is not a URL"),
        ("host:1883", "is not a URL"),
        ("http://host", "the scheme http:// is not known: use mqtt://"),
        ("mqtt://", "names no host"),
        ("mqtt://:1883", "names no host"),
        ("mqtt://anna@", "names no host"),
        ("mqtt://host:port", "host or port can not be read"),
        ("mqtt://host:65536", "host or port can not be read"),
        ("mqtt://host:-1", "host or port can not be read"),
        ("mqtt://[::1", "host or port can not be read"),
        ("mqtt://host:0", "port 0"),
        ("mqtt://host/#", "written %23"),
        ("mqtt://host/a/#", "written %23"),
        ("mqtt://host/#/a", "written %23"),
        ("mqtt://host/a?", "%3F"),
        ("mqtt://host/a?b", "%3F"),
        ("mqtt://ho st", "host can not be used"),
        ("mqtt://ho%00st", "host can not be used"),
        ("mqtt://ho%0Ast", "host can not be used"),
        ("mqtt://ho\nst", "holds a control character"),
        ("mqtt://host/a\tb", "holds a control character"),
    ],
)
def test_what_is_wrong_with_a_url_is_said_together_with_what_to_do(url: str, says: str) -> None:
    with pytest.raises(AddressError) as caught:
        parse_url(url)
    assert says in str(caught.value)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    "url",
    [
        "anna:geheim@host",
        "mqtt:anna:geheim@host",
        "mqtt:/anna:geheim@host",
        "http://anna:geheim@host",
        "mqtt://anna:geheim@",
        "mqtt://anna:geheim@host:99999",
        "mqtt://anna:geheim@host/#",
        "mqtt://anna:geheim@ho%20st",
        "mqtt://anna:geheim#1@host",
        "mqtt://anna:12/geheim@host",
        "mqtt://anna:geheim\t@host",
    ],
)
def test_no_complaint_repeats_a_password(url: str) -> None:
    with pytest.raises(AddressError) as caught:
        parse_url(url)
    assert "geheim" not in str(caught.value)


def test_an_address_does_not_show_its_password() -> None:
    address = parse_url("mqtt://anna:geheim@host")
    assert address.password == "geheim"
    assert "geheim" not in repr(address)


@given(st.text() | st.text(max_size=30).map("mqtt://".__add__) | st.text().map("mqtt://h".__add__))
def test_any_text_is_an_address_or_a_complaint(url: str) -> None:
    try:
        address = parse_url(url)
    except AddressError:
        return
    assert host_complaint(address.host) is None
    assert 0 < address.port < 65_536
    assert "#" not in url


@pytest.mark.parametrize(
    "host",
    ["localhost", "10.0.0.1", "::1", "fe80::1%eth0", "bücher.example", "a.example.", "x" * 63],
)
def test_host_names_and_addresses_pass(host: str) -> None:
    assert host_complaint(host) is None


@pytest.mark.parametrize(
    "host", ["", " ", "a b", "a\0", "a\x1b", "\udcff", "a..b", ".a", "a..", "x" * 64, "[::1]"]
)
def test_what_can_be_no_host_is_complained_of(host: str) -> None:
    assert host_complaint(host)
