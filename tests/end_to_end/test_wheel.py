"""The wheel, installed where the tree can not be seen: it must bring all that it needs."""

from __future__ import annotations

import os
import subprocess
import sys
import tomllib
from dataclasses import dataclass
from pathlib import Path

import pytest

from pubsub_tui import __version__

ROOT = Path(__file__).parents[2]
HEADLESS = """
import asyncio
from pubsub_tui import paths
from pubsub_tui.settings import Settings
from pubsub_tui.ui.launch import make_app
from pubsub_tui.ui.themes import load_themes

async def main():
    app = make_app([Settings(host="127.0.0.1", port=1)], load_themes([paths.shipped_themes()]))
    async with app.run_test():
        print(paths.shipped_themes(), *app.css_path, app.theme, sep="\\n")

asyncio.run(main())
"""


@dataclass(frozen=True, slots=True)
class Installed:
    """The wheel in an environment of its own, run from a folder of its own."""

    environment: Path
    home: Path

    def run(self, program: str, *arguments: str) -> str:
        """What a program of the environment writes; it must end well and complain of nothing."""
        done = subprocess.run(
            [self.environment / "bin" / program, *arguments],
            cwd=self.home,
            env={
                **{k: v for k, v in os.environ.items() if not k.startswith(("PYTHON", "PUBSUB"))},
                "HOME": str(self.home),
                "XDG_CONFIG_HOME": str(self.home),
                "XDG_STATE_HOME": str(self.home),
            },
            capture_output=True,
            text=True,
        )
        assert (done.returncode, done.stderr) == (0, "")
        return done.stdout


def pip(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    """Run pip, which may use its cache."""
    return subprocess.run(
        [sys.executable, "-m", "pip", "--disable-pip-version-check", "--quiet", *arguments],
        capture_output=True,
        text=True,
    )


def build_backend() -> list[str]:
    """What building needs, from pyproject.toml."""
    with (ROOT / "pyproject.toml").open("rb") as file:
        return list(tomllib.load(file)["build-system"]["requires"])


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel of this tree."""
    folder = tmp_path_factory.mktemp("wheel")
    probe = pip("download", "--no-deps", "--retries=1", "-d", folder / "probe", *build_backend())
    if probe.returncode:
        reason = f"pip reaches no package index: {probe.stderr.strip().rpartition(chr(10))[2]}"
        if os.environ.get("CI"):
            pytest.fail(reason)
        pytest.skip(reason)
    built = pip("wheel", "--no-deps", "-w", folder, ROOT)
    assert built.returncode == 0, built.stderr
    (path,) = folder.glob("*.whl")
    return path


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Installed:
    """The wheel with its dependencies in an empty environment."""
    folder = tmp_path_factory.mktemp("installed")
    environment, home = folder / "venv", folder / "home"
    home.mkdir()
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", environment], check=True)
    done = pip("--python", environment / "bin" / "python", "install", "--no-compile", wheel)
    assert done.returncode == 0, done.stderr
    return Installed(environment, home)


def test_it_says_its_version(installed: Installed) -> None:
    assert installed.run("pubsub-tui", "--version") == f"pubsub-tui {__version__}\n"


def test_it_runs_as_a_module(installed: Installed) -> None:
    assert installed.run("python", "-m", "pubsub_tui", "--help").startswith("usage: pubsub-tui")


def test_it_brings_the_themes(installed: Installed) -> None:
    shipped = {path.stem for path in (ROOT / "themes").glob("*.toml")}
    assert shipped
    assert shipped <= set(installed.run("pubsub-tui", "--list-themes").splitlines())


def test_the_dashboard_starts_with_its_style_sheet_and_theme(installed: Installed) -> None:
    themes, style_sheet, theme = installed.run("python", "-c", HEADLESS).splitlines()
    assert Path(themes).is_relative_to(installed.environment)
    assert Path(style_sheet).is_relative_to(installed.environment)
    assert theme == "harbour"
