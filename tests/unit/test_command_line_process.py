"""The command line in a process of its own: help, completion, and a pipe that closes."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from pubsub_tui.cli import PASSWORD_VARIABLE

PROGRAM = [sys.executable, "-m", "pubsub_tui"]


def surroundings(tmp_path: Path) -> dict[str, str]:
    # Unbuffered, standard output would not be written once more at the end.
    without = (PASSWORD_VARIABLE, "PYTHONUNBUFFERED")
    inherited = {name: value for name, value in os.environ.items() if name not in without}
    return {**inherited, "XDG_CONFIG_HOME": str(tmp_path)}


def run(*arguments: str, tmp_path: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [*PROGRAM, *arguments],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
        env=surroundings(tmp_path),
    )


def test_help_has_examples_and_says_where_the_configuration_is(tmp_path: Path) -> None:
    done = run("--help", tmp_path=tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
    assert "examples:" in done.stdout
    assert "pubsub-tui mqtt://anna@test.example:1883/site/%23" in done.stdout
    assert str(tmp_path / "pubsub-tui") in done.stdout
    assert all(len(line) <= 100 for line in done.stdout.replace(str(tmp_path), "").splitlines())


def test_without_a_terminal_it_says_so(tmp_path: Path) -> None:
    done = run(tmp_path=tmp_path)
    assert (done.returncode, done.stdout) == (2, "")
    wanted = "pubsub-tui: the dashboard needs a terminal; its input or output is redirected.\n"
    assert done.stderr == wanted


@pytest.mark.parametrize("shell", ["bash", "zsh"])
def test_a_completion_script_names_the_options(shell: str, tmp_path: Path) -> None:
    done = run("--print-completion", shell, tmp_path=tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
    for option in (
        "--host",
        "--topic",
        "--mqtt-version",
        "--password-file",
        "--demo",
        "3.1.1",
        "expect",
        "--where",
    ):
        assert option in done.stdout


@pytest.mark.parametrize("shell", ["bash", "zsh"])
def test_a_completion_script_is_valid_for_its_shell(shell: str, tmp_path: Path) -> None:
    if shutil.which(shell) is None:
        pytest.skip(f"{shell} is not installed")
    script = run("--print-completion", shell, tmp_path=tmp_path).stdout
    checked = subprocess.run(
        [shell, "-n"], input=script, text=True, capture_output=True, check=False
    )
    assert (checked.returncode, checked.stderr) == (0, "")


@pytest.mark.parametrize(
    "arguments", [["--print-completion", "bash"], ["--list-themes"], ["--help"], ["--version"]]
)
def test_a_reader_that_leaves_is_no_traceback(arguments: list[str], tmp_path: Path) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    with os.fdopen(writing, "wb") as closed:
        done = subprocess.run(
            [*PROGRAM, *arguments],
            stdout=closed,
            stderr=subprocess.PIPE,
            check=False,
            env=surroundings(tmp_path),
        )
    assert done.stderr == b""
    assert done.returncode in (0, 1)


def test_the_first_line_of_a_completion_script_can_be_looked_at(tmp_path: Path) -> None:
    with (
        subprocess.Popen(
            [*PROGRAM, "--print-completion", "bash"],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env=surroundings(tmp_path),
        ) as program,
        subprocess.Popen(["head", "-1"], stdin=program.stdout, stdout=subprocess.PIPE) as head,
    ):
        assert program.stdout is not None
        assert program.stderr is not None
        program.stdout.close()
        assert head.communicate()[0].count(b"\n") == 1
        assert program.stderr.read() == b""


def test_bash_completes_the_names_of_profiles_and_expands_nothing(tmp_path: Path) -> None:
    file = tmp_path / "pubsub-tui" / "profiles.toml"
    file.parent.mkdir()
    touched = tmp_path / "touched"
    hostile = f"$(touch {touched.name})"
    file.write_text(f"[profiles.home]\n[profiles.'home two']\n[profiles.'{hostile}']\n")
    script = run("--print-completion", "bash", tmp_path=tmp_path).stdout
    program = f'pubsub-tui() {{ "{sys.executable}" -m pubsub_tui "$@"; }}'
    asked = subprocess.run(
        ["bash", "-c", f"{program}\n{script}\n_pubsub_tui_profiles ho; _pubsub_tui_profiles '$'"],
        capture_output=True,
        text=True,
        check=False,
        env={**surroundings(tmp_path), "PYTHONPATH": os.getcwd()},
        cwd=tmp_path,
    )
    names = ["home", "home\\ two", "\\$\\(touch\\ touched\\)"]
    assert asked.stdout.splitlines() == names
    assert not touched.exists()
