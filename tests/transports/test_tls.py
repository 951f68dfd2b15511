"""TLS against a real mosquitto: what is agreed on, and every way in which it fails."""

from __future__ import annotations

import asyncio
import socket
import ssl
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import pytest

from pubsub_tui.transports.base import Cause
from pubsub_tui.transports.mqtt_options import MqttOptions
from pubsub_tui.way import Tls, Way
from tests.brokers import HOST, Mosquitto, eventually
from tests.certificates import Pair, make_ca, make_pair
from tests.conftest import StartMosquitto
from tests.transports.handmade import Reader, Writer, serving, until_closed
from tests.transports.linking import PROTOCOLS, linked, problem_of

both_versions = pytest.mark.parametrize("version", [5, 4])


@dataclass
class Secured:
    """A broker with TLS, the CA behind it, and a certificate for a client."""

    broker: Mosquitto
    ca: Pair
    client: Pair

    def trusting(self, **more: object) -> Way:
        """The way to it for who knows its CA."""
        return Way(tls=Tls(ca=self.ca.cert, **more))  # type: ignore[arg-type]

    def options(self, way: Way, host: str = HOST) -> MqttOptions:
        return MqttOptions(host, self.broker.port, way=way)


def tls_listener(pair: Pair, ca: Pair, *more: str) -> tuple[str, ...]:
    return (f"cafile {ca.cert}", f"certfile {pair.cert}", f"keyfile {pair.key}", *more)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "certificates"
    made.mkdir()
    return made


@pytest.fixture
def secured(start_mosquitto: StartMosquitto, folder: Path) -> Secured:
    ca = make_ca(folder)
    broker = start_mosquitto(extra=tls_listener(make_pair(folder, ca), ca))
    return Secured(broker, ca, make_pair(folder, ca, "client", ()))


@pytest.fixture
def demanding(start_mosquitto: StartMosquitto, folder: Path) -> Secured:
    """A broker that lets in only who shows a certificate of its CA."""
    ca = make_ca(folder)
    broker = start_mosquitto(
        extra=tls_listener(make_pair(folder, ca), ca, "require_certificate true")
    )
    return Secured(broker, ca, make_pair(folder, ca, "client", ()))


@both_versions
async def test_messages_of_every_qos_come_over_tls(secured: Secured, version: int) -> None:
    async with linked(secured.broker.port, version, way=secured.trusting()) as near:
        assert near.link.protocol == PROTOCOLS[version]
        await near.subscribe()
        for qos in (0, 1, 2):
            await near.send("t", b"%d" % qos, qos)
        assert sorted(await near.payloads(3)) == [b"0", b"1", b"2"]


async def test_many_messages_and_a_large_one_come_whole(secured: Secured) -> None:
    large = bytes(range(256)) * 20_000
    sent = [b"%d" % number for number in range(5000)]
    async with (
        linked(secured.broker.port, way=secured.trusting()) as near,
        linked(secured.broker.port, way=secured.trusting()) as far,
    ):
        await near.subscribe(qos=0)
        await far.send("large", large, 1)
        for each in sent:
            await far.send("t", each, 0)
        await far.send("large", large, 1)
        assert await near.payloads(len(sent) + 2) == [large, *sent, large]
        lane = near.lane
        assert lane is not None
        assert lane.backlog() == 0


async def test_the_link_tells_version_cipher_and_certificate(secured: Secured) -> None:
    async with linked(secured.broker.port, way=secured.trusting()) as near:
        encryption = near.link.encryption
    assert encryption is not None
    assert encryption.version == "TLS 1.3"
    assert encryption.cipher.startswith("TLS_")
    assert encryption.verified
    certificate = encryption.certificate
    assert certificate is not None
    assert (certificate.subject, certificate.issuer) == ("CN=broker", "CN=Test CA")
    assert set(certificate.names) == {"localhost", "127.0.0.1", "0:0:0:0:0:0:0:1"}
    assert certificate.days_left(time.time()) == 89


async def test_a_plain_link_has_no_encryption(mosquitto: Mosquitto) -> None:
    async with linked(mosquitto.port) as near:
        assert near.link.encryption is None


async def test_an_unverified_certificate_is_shown_too(secured: Secured) -> None:
    async with linked(secured.broker.port, way=Way(tls=Tls(insecure=True))) as near:
        encryption = near.link.encryption
    assert encryption is not None
    assert not encryption.verified
    assert encryption.certificate is not None
    assert encryption.certificate.subject == "CN=broker"


async def test_a_folder_of_cas_is_trusted_whatever_else_is_in_it(
    secured: Secured, folder: Path
) -> None:
    (folder / "zz.txt").write_text(
        "-----BEGIN CERTIFICATE-----\nnonsense\n-----END CERTIFICATE-----"
    )
    (folder / "inner").mkdir()
    async with linked(secured.broker.port, way=Way(tls=Tls(ca=folder))) as near:
        assert near.link.encryption is not None


async def test_a_certificate_can_be_trusted_itself(
    start_mosquitto: StartMosquitto, folder: Path
) -> None:
    own = make_pair(folder, None)
    broker = start_mosquitto(extra=tls_listener(own, own))
    async with linked(broker.port, way=Way(tls=Tls(ca=own.cert))) as near:
        assert near.link.encryption is not None


@contextmanager
def older_server(pair: Pair, ca: Pair | None = None) -> Iterator[int]:
    """Speaks TLS 1.2 only, and demands a certificate of ``ca``; gives its port.

    On a thread, as asyncio sends no alert when a handshake fails.
    """
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.maximum_version = ssl.TLSVersion.TLSv1_2
    context.load_cert_chain(pair.cert, pair.key)
    if ca is not None:
        context.verify_mode = ssl.CERT_REQUIRED
        context.load_verify_locations(ca.cert)

    def serve(listener: socket.socket) -> None:
        with suppress(OSError):
            while True:
                accepted, _ = listener.accept()
                accepted.settimeout(5)
                with accepted, suppress(OSError):
                    context.wrap_socket(accepted, server_side=True).close()

    with socket.create_server((HOST, 0)) as listener:
        serving_thread = threading.Thread(target=serve, args=(listener,))
        serving_thread.start()
        try:
            yield listener.getsockname()[1]
        finally:
            listener.shutdown(socket.SHUT_RDWR)
            serving_thread.join(5)


async def test_tls_1_3_can_be_insisted_on(folder: Path) -> None:
    ca = make_ca(folder)
    with older_server(make_pair(folder, ca)) as port:
        problem = await problem_of(MqttOptions(HOST, port, way=Way(tls=Tls(ca.cert, oldest="1.3"))))
    assert problem.cause is Cause.TLS
    assert "no version of TLS in common" in problem.what


async def test_a_client_certificate_that_tls_1_2_demands(folder: Path) -> None:
    ca = make_ca(folder)
    with older_server(make_pair(folder, ca), ca) as port:
        problem = await problem_of(MqttOptions(HOST, port, way=Way(tls=Tls(ca.cert))))
    assert problem.cause is Cause.TLS
    assert "refused the TLS handshake" in problem.what
    assert "--cert" in problem.hint


async def test_an_unknown_ca_is_named(secured: Secured) -> None:
    problem = await problem_of(secured.options(Way(tls=Tls())))
    assert problem.cause is Cause.UNKNOWN_CA
    assert "from a CA that is not trusted here: CN=Test CA." in problem.what
    assert "--ca FILE" in problem.hint


async def test_a_self_signed_certificate(start_mosquitto: StartMosquitto, folder: Path) -> None:
    own = make_pair(folder, None)
    broker = start_mosquitto(extra=tls_listener(own, own))
    problem = await problem_of(MqttOptions(HOST, broker.port, way=Way(tls=Tls())))
    assert problem.cause is Cause.SELF_SIGNED
    assert [each.subject for each in problem.chain] == ["CN=broker"]
    assert "is self-signed" in problem.what


@pytest.mark.parametrize(
    ("days", "says"), [((-30.0, -2.0), "expired on 20"), ((2.0, 30.0), "is not valid before 20")]
)
async def test_a_certificate_out_of_its_time(
    start_mosquitto: StartMosquitto, folder: Path, days: tuple[float, float], says: str
) -> None:
    ca = make_ca(folder)
    broker = start_mosquitto(extra=tls_listener(make_pair(folder, ca, days=days), ca))
    problem = await problem_of(MqttOptions(HOST, broker.port, way=Way(tls=Tls(ca=ca.cert))))
    assert problem.cause in (Cause.EXPIRED, Cause.NOT_YET_VALID)
    assert says in problem.what
    assert "clock" in problem.hint


@pytest.mark.parametrize("host", [HOST, "localhost"])
async def test_a_certificate_for_other_names_tells_which(
    start_mosquitto: StartMosquitto, folder: Path, host: str
) -> None:
    ca = make_ca(folder)
    pair = make_pair(folder, ca, names=("broker.example", "10.9.9.9"))
    broker = start_mosquitto(extra=tls_listener(pair, ca))
    options = MqttOptions(host, broker.port, way=Way(tls=Tls(ca=ca.cert)))
    problem = await problem_of(options)
    assert problem.cause is Cause.WRONG_HOST
    assert f"is not for {host}, but for broker.example, 10.9.9.9." in problem.what
    way = Way(tls=Tls(ca=ca.cert, sni="broker.example"))
    async with linked(broker.port, way=way) as near:
        assert near.link.encryption is not None


@both_versions
@pytest.mark.parametrize("oldest", ["1.2", "1.3"])
async def test_a_demanded_client_certificate(demanding: Secured, version: int, oldest: str) -> None:
    way = demanding.trusting(oldest=oldest)
    problem = await problem_of(MqttOptions(HOST, demanding.broker.port, version=version, way=way))
    assert problem.cause is Cause.CLIENT_CERTIFICATE
    assert "demands a certificate" in problem.what
    way = demanding.trusting(cert=demanding.client.cert, key=demanding.client.key)
    async with linked(demanding.broker.port, version, way=way) as near:
        await near.subscribe()
        await near.send("t", b"x")
        assert await near.payloads(1) == [b"x"]


async def test_a_client_certificate_of_another_ca_is_refused(
    demanding: Secured, folder: Path
) -> None:
    stranger = make_pair(folder, make_ca(folder, "Other CA"), "stranger", ())
    way = demanding.trusting(cert=stranger.cert, key=stranger.key)
    problem = await problem_of(demanding.options(way))
    assert problem.cause is Cause.CLIENT_CERTIFICATE
    assert "refused this client's certificate" in problem.what


async def test_an_encrypted_key_needs_its_password(demanding: Secured) -> None:
    client = demanding.client
    locked = client.lock("geheim")
    problem = await problem_of(demanding.options(demanding.trusting(cert=client.cert, key=locked)))
    assert problem.cause is Cause.KEY
    assert problem.what == f"The key {locked} is encrypted, and its password is needed."
    wrong = demanding.trusting(cert=client.cert, key=locked, key_password="falsch")
    problem = await problem_of(demanding.options(wrong))
    assert problem.cause is Cause.KEY
    assert problem.what == f"The password does not open the key {locked}."
    assert "falsch" not in f"{problem} {wrong!r}"
    right = demanding.trusting(cert=client.cert, key=locked, key_password="geheim")
    async with linked(demanding.broker.port, way=right) as near:
        assert near.link.encryption is not None


@both_versions
async def test_plain_mqtt_on_a_tls_port(secured: Secured, version: int) -> None:
    problem = await problem_of(MqttOptions(HOST, secured.broker.port, version=version))
    assert "mqtts://" in problem.hint


async def test_tls_on_a_plain_port(mosquitto: Mosquitto) -> None:
    problem = await problem_of(MqttOptions(HOST, mosquitto.port, way=Way(tls=Tls())))
    assert problem.cause is Cause.TLS
    assert "mqtt://" in problem.hint


async def test_tls_where_something_answers_in_plain_text() -> None:
    async def greet(reader: Reader, writer: Writer) -> None:
        writer.write(b"220 mail.example ESMTP\r\n")
        await until_closed(reader)

    async with serving(greet) as server:
        problem = await problem_of(MqttOptions(HOST, server.port, way=Way(tls=Tls())))
    assert problem.cause is Cause.TLS
    assert "does not speak TLS" in problem.what


async def test_a_port_that_says_nothing_to_tls(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pubsub_tui.transports.dial.HANDSHAKE_SECONDS", 0.2)

    async def listen(reader: Reader, writer: Writer) -> None:
        await until_closed(reader)

    async with serving(listen) as server:
        problem = await problem_of(MqttOptions(HOST, server.port, way=Way(tls=Tls())))
    assert problem.cause is Cause.TIMEOUT
    assert "TLS handshake" in problem.what


async def test_alpn_and_sni_reach_the_server(folder: Path) -> None:
    ca = make_ca(folder)
    pair = make_pair(folder, ca, names=("broker.example",))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(pair.cert, pair.key)
    context.set_alpn_protocols(["mqtt"])
    seen: list[object] = []
    context.sni_callback = lambda inner, name, _: seen.append(name)

    async def answer(reader: Reader, writer: Writer) -> None:
        seen.append(writer.get_extra_info("ssl_object").selected_alpn_protocol())
        writer.close()

    server = await asyncio.start_server(answer, HOST, 0, ssl=context)
    async with server:
        port = server.sockets[0].getsockname()[1]
        tls = Tls(ca=ca.cert, alpn=("other", "mqtt"), sni="broker.example")
        await problem_of(MqttOptions(HOST, port, version=4, way=Way(tls=tls)))
        await eventually(lambda: seen)
    assert seen == ["broker.example", "mqtt"]


async def test_a_broker_that_goes_away_is_noticed_over_tls(secured: Secured) -> None:
    async with linked(secured.broker.port, way=secured.trusting()) as near:
        closed = asyncio.create_task(near.transport.wait_closed())
        secured.broker.kill()
        problem = await asyncio.wait_for(closed, 10)
        assert problem.cause is Cause.CLOSED


async def test_files_that_went_away_since_the_start_are_told(secured: Secured) -> None:
    way = Way(tls=Tls(ca=Path("/nowhere/ca.pem")))
    problem = await problem_of(secured.options(way))
    assert problem.cause is Cause.FILES
    assert problem.what == "The file /nowhere/ca.pem can not be read: No such file or directory."
