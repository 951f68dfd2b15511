"""How fast messages are taken in over TLS, a Unix socket and WebSocket, against plain TCP.

``python -m benchmarks.links [--messages N] [--topics T] [--rounds R]``. First from a bare sender,
which puts each message into a TLS record or WebSocket frame of its own, as brokers do; then
through a local mosquitto, where that is installed, over WebSocket where its build has that. Rounds
go from link to link, and ratios are taken within a round.
"""

from __future__ import annotations

import argparse
import base64
import contextlib
import hashlib
import json
import re
import socket
import ssl
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.machine import shape
from benchmarks.sender import Load, blocks, serve
from tests.brokers import find_mosquitto, free_port, speaks_websocket
from tests.certificates import make_pair

_GUID = b"258EAFA5-E914-47DA-95CA-C5AB0DC85B11"
_SECONDS = 120


@dataclass(frozen=True, slots=True)
class Run:
    """Messages per second, and the receiver's CPU in µs a message."""

    rate: float
    cpu: float


class Framed(bytes):
    """Packets that are in their frames already."""


class OverWebSocket:
    """A server's end, for `sender.serve`: what it reads is unmasked, what it sends is framed."""

    def __init__(self, connection: socket.socket) -> None:
        self._connection = connection
        head = b""
        while not head.endswith(b"\r\n\r\n"):
            head += connection.recv(1)
        found = re.search(rb"Sec-WebSocket-Key: (\S+)", head)
        assert found is not None
        accept = base64.b64encode(hashlib.sha1(found[1] + _GUID).digest())
        connection.sendall(
            b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            b"Sec-WebSocket-Accept: " + accept + b"\r\n\r\n"
        )
        self._read = b""

    def __enter__(self) -> OverWebSocket:
        return self

    def __exit__(self, *_: object) -> None:
        self._connection.close()

    def settimeout(self, seconds: float) -> None:
        self._connection.settimeout(seconds)

    def sendall(self, data: bytes) -> None:
        self._connection.sendall(data if isinstance(data, Framed) else framed(data))

    def recv(self, size: int) -> bytes:
        """Frames of less than 126 bytes, as a receiver sends them; a closing one ends it."""
        while not self._read:
            head = self._connection.recv(2, socket.MSG_WAITALL)
            if len(head) < 2 or head[0] & 0x0F == 8:
                return b""
            rest = self._connection.recv(4 + (head[1] & 0x7F), socket.MSG_WAITALL)
            self._read = bytes(each ^ rest[i % 4] for i, each in enumerate(rest[4:]))
        served, self._read = self._read[:size], self._read[size:]
        return served


class Listener:
    """Accepts one receiver over a link, for `sender.serve`."""

    def __init__(self, link: str, folder: Path) -> None:
        self._link = link
        self.path = str(folder / "sender.sock")
        if link == "unix":
            Path(self.path).unlink(missing_ok=True)
            self._inner = socket.create_server(self.path, family=socket.AF_UNIX)
        else:
            self._inner = socket.create_server(("127.0.0.1", 0))
        self._inner.settimeout(30)
        pair = make_pair(folder, None)
        self._context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self._context.load_cert_chain(pair.cert, pair.key)

    @property
    def port(self) -> int:
        return 1883 if self._link == "unix" else int(self._inner.getsockname()[1])

    def accept(self) -> tuple[Any, Any]:
        connection, address = self._inner.accept()
        if self._link == "tls":
            return self._context.wrap_socket(connection, server_side=True), address
        return OverWebSocket(connection) if self._link == "ws" else connection, address

    def close(self) -> None:
        self._inner.close()


def framed(packet: bytes) -> bytes:
    """A frame as servers send it."""
    size = len(packet)
    return b"\x82" + (bytes([size]) if size < 126 else b"\x7e" + size.to_bytes(2, "big")) + packet


def packets_of(block: bytes) -> list[bytes]:
    """The packets of a block, which are all shorter than 128 bytes."""
    found, at = [], 0
    while at < len(block):
        end = at + 2 + block[at + 1]
        found.append(block[at:end])
        at = end
    return found


def prepared(prebuilt: list[bytes], link: str) -> list[bytes]:
    """The blocks as they are sent: TLS makes a record of each, WebSocket has frames in them."""
    if link == "tls":
        return [packet for block in prebuilt for packet in packets_of(block)]
    if link == "ws":
        return [Framed(b"".join(map(framed, packets_of(block)))) for block in prebuilt]
    return prebuilt


@contextmanager
def receiver(link: str, port: int, path: str) -> Iterator[subprocess.Popen[bytes]]:
    """Our receiver in a process of its own."""
    named = {"tcp": "", "unix": f"unix={path}"}.get(link, link)
    words = [sys.executable, "-m", "benchmarks.receivers", "ours", str(port), "5", named]
    with subprocess.Popen(words, stdout=subprocess.PIPE) as process:
        try:
            yield process
        finally:
            process.kill()


def report(process: subprocess.Popen[bytes], messages: int, seconds: float) -> Run:
    """What the receiver says at its end. Raises RuntimeError when something is missing."""
    printed, _ = process.communicate(timeout=_SECONDS)
    said = json.loads(printed)
    if said["received"] != messages + 1:
        raise RuntimeError(f"{said['received']:,} of {messages + 1:,} came")
    return Run(messages / seconds, said["cpu"] * 1e6 / messages)


def from_sender(link: str, load: Load, prebuilt: list[bytes], folder: Path) -> Run:
    """One run from the bare sender."""
    listener = Listener(link, folder)
    with contextlib.closing(listener), receiver(link, listener.port, listener.path) as process:
        seconds = serve(listener, load, prepared(prebuilt, link))  # type: ignore[arg-type]
        return report(process, load.messages, seconds)


def through_mosquitto(link: str, load: Load, prebuilt: list[bytes], folder: Path) -> Run:
    """One run through mosquitto, which an own connection over TCP publishes to."""
    ports = {"tcp": free_port(), "tls": free_port(), "ws": free_port(), "unix": 1883}
    path, log = str(folder / "broker.sock"), folder / "log"
    pair = make_pair(folder, None)
    configuration = folder / "mosquitto.conf"
    configuration.write_text(
        f"user root\nallow_anonymous true\nmax_queued_messages 0\nlog_type subscribe\n"
        f"listener {ports['tcp']} 127.0.0.1\nlistener 0 {path}\n"
        f"listener {ports['tls']} 127.0.0.1\ncertfile {pair.cert}\nkeyfile {pair.key}\n"
        + (f"listener {ports['ws']} 127.0.0.1\nprotocol websockets\n" if link == "ws" else "")
    )
    words = [find_mosquitto() or "", "-c", str(configuration)]
    with log.open("wb") as file, subprocess.Popen(words, stderr=file, stdout=file) as broker:
        try:
            publisher = _connected(ports["tcp"])
            with publisher, receiver(link, ports[link], path) as process:
                while b" #" not in log.read_bytes():
                    time.sleep(0.01)
                started = time.perf_counter()
                for block in prebuilt:
                    publisher.sendall(block)
                run = report(process, load.messages, 1.0)
                return Run(load.messages / (time.perf_counter() - started), run.cpu)
        finally:
            broker.terminate()


def _connected(port: int) -> socket.socket:
    deadline = time.monotonic() + 10
    while True:
        try:
            publisher = socket.create_connection(("127.0.0.1", port), timeout=_SECONDS)
            break
        except ConnectionRefusedError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.02)
    publisher.sendall(b"\x10\x0e\x00\x04MQTT\x05\x02\x00\x00\x00\x00\x01p")
    publisher.recv(1024)
    return publisher


def table(runs: dict[str, list[Run]]) -> str:
    """A Markdown table of medians; ratios to plain TCP are taken round by round."""
    lines = [
        "| link | msg/s | CPU µs/msg | rate against TCP | CPU against TCP |",
        "|---|---:|---:|---:|---:|",
    ]
    median = statistics.median
    for name, mine in runs.items():
        rate = median(m.rate / t.rate for m, t in zip(mine, runs["tcp"], strict=True))
        cpu = median(m.cpu / t.cpu for m, t in zip(mine, runs["tcp"], strict=True))
        lines.append(
            f"| {name} | {median(r.rate for r in mine):,.0f} "
            f"| {median(r.cpu for r in mine):.2f} | {rate:.2f}× | {cpu:.2f}× |"
        )
    return "\n".join(lines)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--messages", type=int, default=300_000)
    parser.add_argument("--topics", type=int, default=1_000)
    parser.add_argument("--rounds", type=int, default=3)
    asked = parser.parse_args()
    load = Load(asked.messages, asked.topics)
    prebuilt = blocks(load)
    print(f"{asked.messages:,} messages over {asked.topics:,} topics; {shape()}")
    measures: list[tuple[str, Callable[..., Run], tuple[str, ...]]] = [
        ("a bare sender", from_sender, ("tcp", "unix", "tls", "ws"))
    ]
    if find_mosquitto() is not None:
        over_websocket = ("ws",) if speaks_websocket() else ()
        measures.append(("mosquitto", through_mosquitto, ("tcp", "unix", "tls", *over_websocket)))
    for label, measure, links in measures:
        runs: dict[str, list[Run]] = {link: [] for link in links}
        for _ in range(asked.rounds):
            for link in links:
                with tempfile.TemporaryDirectory() as folder:
                    runs[link].append(measure(link, load, prebuilt, Path(folder)))
        print(f"\nfrom {label}\n\n{table(runs)}")


if __name__ == "__main__":
    main()
