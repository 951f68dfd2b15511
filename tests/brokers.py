"""A real mosquitto of a test's own, and bounded waiting."""

from __future__ import annotations

import asyncio
import getpass
import random
import shutil
import socket
import subprocess
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Self

HOST = "127.0.0.1"
PATIENCE = 10.0
_SBIN = Path("/usr/sbin/mosquitto")
_POLL_SECONDS = 0.005


def find_mosquitto() -> str | None:
    """The broker's executable; None where it is not installed."""
    found = shutil.which("mosquitto")
    if found is None and _SBIN.exists():
        found = str(_SBIN)
    return found


def speaks_websocket() -> bool:
    """Whether the broker's build has WebSocket; such listeners need another one beside them."""
    found = find_mosquitto()
    return found is not None and b"libwebsockets" in Path(found).read_bytes()


def free_port() -> int:
    """A port of the loopback address on which nothing listens.

    Below the ports that the system gives to outgoing connections: a client that tries again
    and again could otherwise be given its own broker's port, and connect to itself.
    """
    for _ in range(100):
        port = random.randrange(20_000, 32_000)
        with socket.socket() as probe:
            try:
                probe.bind((HOST, port))
            except OSError:
                continue
            return port
    raise AssertionError("no free port found")


def accepts(port: int) -> bool:
    """Whether something listens on that port of the loopback address."""
    try:
        socket.create_connection((HOST, port), timeout=PATIENCE).close()
    except ConnectionRefusedError:
        return False
    return True


@dataclass
class Mosquitto:
    """One mosquitto process on one port, which it keeps when it is started again.

    Attributes:
        directory: where its files go.
        users: names and passwords; empty lets everybody in.
        acl: the text of an access control list; empty allows everything.
        extra: further lines of the configuration.
    """

    directory: Path
    users: Mapping[str, str] = field(default_factory=dict)
    acl: str = ""
    extra: tuple[str, ...] = ()
    port: int = field(default_factory=free_port)
    _process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.kill()

    @property
    def log(self) -> str:
        """What the broker wrote so far."""
        return (self.directory / "mosquitto.log").read_text()

    def start(self) -> None:
        """Start it, and return when it accepts connections."""
        assert self._process is None, "already running"
        executable = find_mosquitto()
        assert executable is not None
        configuration = self._configure()
        with (self.directory / "mosquitto.log").open("ab") as log:
            self._process = subprocess.Popen(
                [executable, "-v", "-c", str(configuration)],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
            )
        try:
            self._await_start()
        except BaseException:
            self.kill()
            raise

    def stop(self) -> None:
        """Let it end by itself; it says good-bye to its clients."""
        self._end(subprocess.Popen.terminate)

    def kill(self) -> None:
        """End it at once."""
        self._end(subprocess.Popen.kill)

    def _end(self, signal: Callable[[subprocess.Popen[bytes]], None]) -> None:
        process, self._process = self._process, None
        if process is None:
            return
        signal(process)
        try:
            process.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
            raise

    def _configure(self) -> Path:
        lines = [f"listener {self.port} {HOST}", f"user {getpass.getuser()}", *self.extra]
        if self.users:
            lines += ["allow_anonymous false", f"password_file {self._write_passwords()}"]
        else:
            lines.append("allow_anonymous true")
        if self.acl:
            acl = self.directory / "acl"
            acl.write_text(self.acl)
            lines.append(f"acl_file {acl}")
        configuration = self.directory / "mosquitto.conf"
        configuration.write_text("\n".join(lines) + "\n")
        return configuration

    def _write_passwords(self) -> Path:
        passwords = self.directory / "passwords"
        passwords.touch(0o600)
        for name, password in self.users.items():
            command = ["mosquitto_passwd", "-b", str(passwords), name, password]
            subprocess.run(command, check=True, timeout=PATIENCE, capture_output=True)
        return passwords

    def _await_start(self) -> None:
        assert self._process is not None
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline:
            if self._process.poll() is not None:
                raise AssertionError(f"mosquitto ended at once:\n{self.log}")
            if accepts(self.port):
                return
            time.sleep(_POLL_SECONDS)
        raise AssertionError(f"mosquitto accepts no connections:\n{self.log}")


async def eventually(condition: Callable[[], object], seconds: float = PATIENCE) -> None:
    """Return as soon as the condition holds; fail when it does not in that time."""
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, f"did not come true in {seconds} s: {condition}"
        await asyncio.sleep(_POLL_SECONDS)
