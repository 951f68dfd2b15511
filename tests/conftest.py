"""Brokers for the tests that need one."""

from __future__ import annotations

import gc
import os
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.brokers import Mosquitto, find_mosquitto

# An app is many objects that end with its test: looking for garbage often finds the same ones.
gc.set_threshold(100_000, 10, 20)

StartMosquitto = Callable[..., Mosquitto]


@pytest.fixture
def start_mosquitto(tmp_path: Path) -> Iterator[StartMosquitto]:
    """Starts brokers with the settings of `Mosquitto`; they end with the test."""
    if find_mosquitto() is None:
        reason = "mosquitto is not installed (looked on PATH and in /usr/sbin)"
        if os.environ.get("CI"):
            pytest.fail(reason)
        pytest.skip(reason)
    with ExitStack() as brokers:

        def start(
            users: dict[str, str] | None = None, acl: str = "", extra: tuple[str, ...] = ()
        ) -> Mosquitto:
            directory = tmp_path / f"mosquitto{len(list(tmp_path.iterdir()))}"
            directory.mkdir()
            broker = Mosquitto(directory, users or {}, acl, extra)
            return brokers.enter_context(broker)

        yield start


@pytest.fixture
def mosquitto(start_mosquitto: StartMosquitto) -> Mosquitto:
    """A broker that lets everybody in and allows everything."""
    return start_mosquitto()
