"""An examination of a test's own, run to its end."""

from __future__ import annotations

from collections.abc import Sequence

from pubsub_tui.doctor.examination import Examination
from pubsub_tui.doctor.finding import Finding
from pubsub_tui.doctor.report import Report
from pubsub_tui.transports.base import Problem, Subscription
from pubsub_tui.transports.mqtt_options import MqttOptions
from tests.brokers import HOST

EVERYTHING = (Subscription("#"), Subscription("$SYS/#"))


async def examined(
    port: int,
    asked: Sequence[Subscription] = EVERYTHING,
    before: Sequence[Problem] = (),
    seconds: float = 2.0,
    host: str = HOST,
    **options: object,
) -> Report:
    """The report on the broker at that port, reached with these `MqttOptions`."""
    with_options = MqttOptions(host, port, **options)  # type: ignore[arg-type]
    examination = Examination(with_options, asked, seconds, before)
    await examination.run()
    return examination.report()


def only(report: Report) -> Finding:
    """Its one finding that stands in the way."""
    (finding,) = report.wrong
    return finding


def tried(report: Report) -> list[str]:
    """The steps with how they ended, such as ``TCP done``."""
    return [f"{step.name} {step.outcome.value}" for step in report.steps]
