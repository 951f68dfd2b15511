"""The child process: how it starts, how it fails, and that it always ends."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from asyncio.subprocess import DEVNULL, PIPE
from pathlib import Path

import pytest

from pubsub_tui.demo import process as demo_process
from pubsub_tui.demo.process import DemoError, start_demo

ROOT = Path(__file__).parents[2]
RUN_DEMO = ("-m", "pubsub_tui.demo")
WITHOUT_AMQTT = """
import importlib.util, runpy
find = importlib.util.find_spec
importlib.util.find_spec = lambda name, *rest: None if name == "amqtt" else find(name, *rest)
runpy.run_module("pubsub_tui.demo", run_name="__main__")
"""
PARENT = """
import asyncio
from pubsub_tui.demo.process import start_demo
async def main():
    print((await start_demo()).pid, flush=True)
    await asyncio.Event().wait()
asyncio.run(main())
"""


async def python(*arguments: str) -> asyncio.subprocess.Process:
    return await asyncio.create_subprocess_exec(
        sys.executable, *arguments, stdin=PIPE, stdout=PIPE, stderr=PIPE, cwd=ROOT
    )


async def gone(pid: int) -> None:
    """Return when no process has that id (a zombie waits for its new parent: gone as well)."""
    for _ in range(500):
        if not _alive(pid):
            return
        await asyncio.sleep(0.02)
    pytest.fail(f"process {pid} is still there")


def _alive(pid: int) -> bool:
    try:
        stat = Path(f"/proc/{pid}/stat").read_text()
    except (FileNotFoundError, ProcessLookupError):
        return False
    return stat.rpartition(")")[2].split()[0] != "Z"


async def test_prints_one_line_and_ends_with_its_input() -> None:
    child = await python(*RUN_DEMO)
    assert child.stdout is not None
    assert child.stdin is not None
    async with asyncio.timeout(15):
        assert 0 < int(await child.stdout.readline()) < 65_536
        child.stdin.close()
        assert await child.stdout.read() == b""
        assert await child.wait() == 0
    assert child.stderr is not None
    assert await child.stderr.read() == b""


@pytest.mark.parametrize("signum", [signal.SIGTERM, signal.SIGINT])
async def test_a_signal_ends_it_quietly(signum: signal.Signals) -> None:
    child = await python(*RUN_DEMO)
    assert child.stdout is not None
    async with asyncio.timeout(15):
        await child.stdout.readline()
        child.send_signal(signum)
        rest, complaints = await child.communicate()
    assert (child.returncode, rest, complaints) == (0, b"", b"")


async def test_stop_ends_the_child_and_may_be_repeated() -> None:
    demo = await start_demo()
    assert _alive(demo.pid)
    assert os.getsid(demo.pid) == demo.pid
    await demo.stop()
    assert not _alive(demo.pid)
    await demo.stop()


async def test_nothing_is_left_when_the_parent_is_killed() -> None:
    parent = await asyncio.create_subprocess_exec(
        sys.executable, "-c", PARENT, stdin=DEVNULL, stdout=PIPE, cwd=ROOT
    )
    assert parent.stdout is not None
    async with asyncio.timeout(20):
        child = int(await parent.stdout.readline())
        assert _alive(child)
        parent.kill()
        await parent.wait()
    await gone(child)


async def test_without_amqtt_it_says_what_to_install() -> None:
    child = await python("-c", WITHOUT_AMQTT)
    said, complaints = await child.communicate()
    assert child.returncode == 2
    assert said == b""
    assert complaints.decode().splitlines() == [
        "the demo needs the package amqtt: pip install 'pubsub-tui[demo]'"
    ]


async def test_a_failed_start_is_one_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program = tmp_path / "python"
    program.write_text("#!/bin/sh\necho noise >&2\necho 'the demo needs more' >&2\nexit 2\n")
    program.chmod(0o755)
    monkeypatch.setattr(sys, "executable", str(program))
    with pytest.raises(DemoError, match=r"^The demo needs more\.$"):
        await start_demo()


async def test_a_missing_interpreter_is_one_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "executable", str(tmp_path / "none"))
    with pytest.raises(DemoError, match=r"could not be started: No such file or directory\.$"):
        await start_demo()


async def test_a_start_that_hangs_is_ended(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    program, noted = tmp_path / "python", tmp_path / "pid"
    program.write_text(f"#!/bin/sh\necho $$ > {noted}\nexec cat > /dev/null\n")
    program.chmod(0o755)
    monkeypatch.setattr(sys, "executable", str(program))
    monkeypatch.setattr(demo_process, "START_WAIT", 0.5)
    with pytest.raises(DemoError, match="did not start within"):
        await start_demo()
    await gone(int(noted.read_text()))
