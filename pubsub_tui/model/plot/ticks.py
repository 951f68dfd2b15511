"""Where an axis has labels, and what they say."""

from __future__ import annotations

import math
import time
from decimal import Decimal, localcontext

_PLAIN = 7
"""Digits up to which a label is written without an exponent."""
_TIME_STEPS = (
    *(0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 15, 30),
    *(minutes * 60 for minutes in (1, 2, 5, 10, 15, 30)),
    *(hours * 3600 for hours in (1, 2, 3, 6, 12)),
    *(days * 86_400 for days in (1, 2, 7, 14)),
)


def value_ticks(low: float, high: float, most: int) -> list[tuple[float, str]]:
    """About ``most`` values from ``low`` to ``high``, 1, 2 or 5 times a power of ten apart."""
    if not low < high or most < 1:
        return [(low, number_text(low))]
    with localcontext() as context:
        context.prec = 60
        bottom, top = Decimal(repr(float(low))), Decimal(repr(float(high)))
        step = _step((top - bottom) / most)
        value = (bottom / step).to_integral_value("ROUND_CEILING") * step
        ticks = []
        while value <= top:
            ticks.append((float(value), _label(value, step)))
            value += step
    return ticks


def _step(least: Decimal) -> Decimal:
    power = Decimal(1).scaleb(least.adjusted())
    return next(factor * power for factor in (1, 2, 5, 10) if factor * power >= least)


def _label(value: Decimal, step: Decimal) -> str:
    """With as many decimals as the step needs."""
    decimals = max(0, -step.adjusted())
    if not value:
        return f"{0:.{decimals}f}" if decimals < _PLAIN else "0"
    digits = max(value.adjusted(), 0) + 1 + decimals
    if digits > _PLAIN:
        places = max(0, min(value.adjusted() - step.adjusted(), 5))
        return _short_power(f"{value:.{places}e}")
    return f"{value:,.{decimals}f}"


def number_text(value: float) -> str:
    """A number in at most twelve characters, with six digits that count."""
    if not value or not math.isfinite(value):
        return f"{value:.0f}"
    size = abs(value)
    if 1e-4 <= size < 1e9:
        decimals = max(0, min(9, 5 - math.floor(math.log10(size))))
        text = f"{value:,.{decimals}f}"
        return text.rstrip("0").rstrip(".") if "." in text else text
    mantissa, _, power = f"{value:.4e}".partition("e")
    return _short_power(f"{mantissa.rstrip('0').rstrip('.')}e{power}")


def _short_power(text: str) -> str:
    mantissa, _, power = text.partition("e")
    return f"{mantissa}e{int(power)}"


def time_ticks(first: float, last: float, most: int) -> list[tuple[float, str]]:
    """At most about ``most`` Unix times in seconds at which the local clock shows a round time."""
    step = next(
        (step for step in _TIME_STEPS if (last - first) / step <= max(1, most)), _TIME_STEPS[-1]
    )
    zone = time.localtime(last).tm_gmtoff
    number = math.ceil((first + zone) / step)
    ticks = []
    while (at := number * step - zone) <= last:
        ticks.append((at, _time_label(at, step)))
        number += 1
    return ticks


def _time_label(at: float, step: float) -> str:
    if step < 1:
        hundredths = round(at * 100)
        return time.strftime("%H:%M:%S", time.localtime(hundredths // 100)) + (
            f".{hundredths % 100:02d}"
        )
    pattern = "%H:%M:%S" if step < 60 else "%H:%M" if step < 86_400 else "%b %d"
    return time.strftime(pattern, time.localtime(round(at)))
