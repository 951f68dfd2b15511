"""Times as they stand in files: for programs in UTC, for people in local time."""

from __future__ import annotations

import time
from functools import lru_cache


def utc(at: float) -> str:
    """ISO 8601 with milliseconds, from Unix time in seconds: ``2026-11-25T14:30:00.123Z``."""
    second, milliseconds = divmod(int(at * 1000), 1000)
    return f"{_utc_second(second)}.{milliseconds:03d}Z"


def local(at: float) -> str:
    """Local date and time of day with milliseconds: ``2026-11-25 15:30:00.123``."""
    second, milliseconds = divmod(int(at * 1000), 1000)
    return f"{_local_second(second)}.{milliseconds:03d}"


@lru_cache(maxsize=64)
def _utc_second(second: int) -> str:
    return time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(second))


@lru_cache(maxsize=64)
def _local_second(second: int) -> str:
    return time.strftime("%Y-%m-%d %H:%M:%S", time.localtime(second))
