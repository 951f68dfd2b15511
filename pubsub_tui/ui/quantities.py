"""Figures as people read them at a glance."""

from __future__ import annotations

_UNITS = ("B", "kB", "MB", "GB", "TB")


def format_size(size: float) -> str:
    """Bytes in decimal units: ``31 kB``, ``1.2 MB``."""
    unit = 0
    while size >= 999.5 and unit < len(_UNITS) - 1:
        size /= 1000
        unit += 1
    digits = 1 if unit and size < 9.95 else 0
    return f"{size:.{digits}f} {_UNITS[unit]}"


def format_rate(rate: float) -> str:
    """Events a second in at most seven cells: ``0.2/s``, ``412/s``, ``12k/s``."""
    if rate < 9.95:
        return f"{rate:.1f}/s"
    if rate < 9_999.5:
        return f"{rate:.0f}/s"
    if rate < 999_500:
        return f"{rate / 1000:.0f}k/s"
    millions = rate / 1e6
    return f"{millions:.1f}M/s" if millions < 9.95 else f"{millions:.0f}M/s"


def format_any_rate(rate: float) -> str:
    """The same, but what is rare is told a minute or an hour: ``1.0/min``, ``0.5/h``."""
    if rate >= 0.095 or rate <= 0:
        return format_rate(rate)
    a_minute = rate * 60
    return f"{a_minute:.1f}/min" if a_minute >= 0.095 else f"{rate * 3600:.1f}/h"


def format_count(count: int) -> str:
    """How many, in at most eleven cells: ``1,204,331``, ``1.204 G``."""
    return f"{count:,}" if count < 1_000_000_000 else f"{count / 1e9:,.3f} G"


def counted(count: int, noun: str) -> str:
    """``1 topic``, ``1,204 topics``."""
    return f"{count:,} {noun}" if count == 1 else f"{count:,} {noun}s"


def format_age(seconds: float) -> str:
    """A time span in at most four cells: ``now``, ``4s``, ``12m``, ``3h``, ``5d``, ``2y``.

    A span below zero, which a clock that was set back gives, is ``now``.
    """
    if seconds < 1:
        return "now"
    for limit, divisor, unit in ((60, 1, "s"), (3600, 60, "m"), (86_400, 3600, "h")):
        if seconds < limit:
            return f"{int(seconds / divisor)}{unit}"
    days = int(seconds / 86_400)
    return f"{days}d" if days < 1000 else f"{days // 365}y"


def format_ago(seconds: float) -> str:
    """How long ago in words: ``just now``, ``2 hours ago``, ``3 years ago``."""
    for limit, divisor, noun in (
        (3600, 60, "minute"),
        (86_400, 3600, "hour"),
        (60 * 86_400, 86_400, "day"),
        (730 * 86_400, 30.44 * 86_400, "month"),
    ):
        if seconds < 60:
            return "just now"
        if seconds < limit:
            return f"{counted(int(seconds / divisor), noun)} ago"
    return f"{counted(int(seconds / (365.25 * 86_400)), 'year')} ago"


def format_seconds(seconds: float) -> str:
    """How long something took: ``12 ms``, ``1.4 s``."""
    return f"{seconds * 1000:.0f} ms" if seconds < 0.9995 else f"{seconds:.1f} s"


def format_round_trip(seconds: float) -> str:
    """From a request to its response: ``12.3 ms``, ``1,204.0 ms``, ``12.50 s``, ``3m 05s``."""
    return f"{seconds * 1000:,.1f} ms" if abs(seconds) < 10 else format_interval(seconds)


def format_span(seconds: float) -> str:
    """How long something has run: ``42 s``, ``12m 05s``, ``3h 12m``, ``12d 03h``."""
    for limit, unit, large, small in ((3600, 60, "m", "s"), (86_400, 3600, "h", "m")):
        if seconds < 60:
            return f"{int(seconds)} s"
        if seconds < limit:
            whole, rest = divmod(int(seconds), unit)
            return f"{whole}{large} {rest * 60 // unit:02d}{small}"
    days, rest = divmod(int(seconds), 86_400)
    return f"{days:,}d {rest // 3600:02d}h"


def format_interval(seconds: float) -> str:
    """Between two messages, in at most seven cells: ``5 ms``, ``1.20 s``, ``3m 05s``, ``2h 10m``.

    One below zero, which a clock that was set back gives, has a minus sign.
    """
    if seconds < 0:
        return f"-{format_interval(-seconds)}"[:7]
    if seconds < 0.9995:
        return f"{seconds * 1000:.0f} ms"
    if seconds < 59.995:
        return f"{seconds:.2f} s"
    for limit, unit, large, small in ((3600, 60, "m", "s"), (86_400, 3600, "h", "m")):
        if seconds < limit:
            whole, rest = divmod(int(seconds), unit)
            return f"{whole}{large} {rest * 60 // unit:02d}{small}"
    return f"{int(seconds / 86_400)} d"


def format_share(share: float) -> str:
    """A part of a whole, given from 0 to 1, in at most five cells: ``<0.1%``, ``3.2%``, ``81%``."""
    percent = share * 100
    if 0 < percent < 0.1:
        return "<0.1%"
    if percent == 0 or percent >= 9.95:
        return f"{percent:.0f}%"
    return f"{percent:.1f}%"


def format_times(times: float) -> str:
    """How many times over, in at most six cells: ``0.4×``, ``12×``, ``>9999×``."""
    if times < 9.95:
        return f"{times:.1f}×"
    return f"{times:.0f}×" if times < 9_999.5 else ">9999×"
