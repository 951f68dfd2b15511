"""A report as rows that screen and command share; safe to draw, and not broken into lines yet."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from pubsub_tui.doctor.finding import Finding
from pubsub_tui.doctor.report import Report, written_date
from pubsub_tui.doctor.step import Outcome, Step
from pubsub_tui.sanitize import cut, sanitize
from pubsub_tui.transports import stages
from pubsub_tui.transports.base import Certificate, Said

_MARKS = {Outcome.RUNNING: "…", Outcome.DONE: "✓", Outcome.FAILED: "✗"}
_ON_THE_WAY = frozenset({stages.RESOLVE, stages.TCP, stages.PROXY})
_NAME_WIDTH = 11
FOUND = "What was found"
EARLIER = "What was met with earlier"
_LONGEST_ABOUT = 60
_LONGEST = 600
_MOST_NAMES = 6


@dataclass(frozen=True, slots=True)
class Row:
    """One row.

    Attributes:
        role: heading, text, muted, done, failed, running, wrong or good.
        lead: stands before the text; lines that follow are indented by its width.
        rest: what follows the text in muted letters.
    """

    role: str
    lead: str
    text: str
    rest: str = ""


def report_rows(report: Report, running_seconds: float = 0.0) -> list[Row]:
    """All rows; ``running_seconds`` is how long the step that runs has been running."""
    rows = [verdict_row(report), _blank(), *step_rows(report.steps, running_seconds)]
    for more in (finding_rows(report), ability_rows(report)):
        rows += [_blank(), *more] if more else []
    return rows


def verdict_row(report: Report) -> Row:
    """All of it in one sentence."""
    bad = not report.connected or bool(report.wrong)
    role = "running" if not report.finished else "wrong" if bad else "good"
    return Row(role, "", _safe(report.verdict))


def finding_rows(report: Report) -> list[Row]:
    """What was found, under a heading for each sort."""
    rows: list[Row] = []
    other = [each for each in report.findings if not each.wrong]
    for title, findings in (
        (FOUND, report.wrong),
        (EARLIER, [each for each in other if each.earlier]),
        ("Good to know", [each for each in other if not each.earlier]),
    ):
        if findings:
            rows += [_blank()] if rows else []
            rows.append(Row("heading", "", title))
            for each in findings:
                rows += _finding_rows(each)
    return rows


def ability_rows(report: Report) -> list[Row]:
    """What the broker can do, when that is known."""
    if report.abilities is None:
        return []
    facts = report.abilities.rows()
    width = max(len(name) for name, _ in facts)
    rows = [Row("text", f"  {name:<{width}}  ", _safe(value)) for name, value in facts]
    return [Row("heading", "", "What the broker can do"), *rows]


def _blank() -> Row:
    return Row("text", "", "")


def step_rows(steps: Sequence[Step], running_seconds: float = 0.0) -> list[Row]:
    """A row each, and one for each new aim; the way there is not told once more."""
    rows = [Row("heading", "", "What was tried")]
    aim = ""
    for step in steps:
        if step.aim != aim:
            aim = step.aim
            rows.append(Row("muted", "  ", f"{aim}:"))
        if not (step.aim and step.outcome is Outcome.DONE and step.name in _ON_THE_WAY):
            rows.append(_step_row(step, running_seconds))
    return rows


def _step_row(step: Step, running_seconds: float) -> Row:
    running = step.outcome is Outcome.RUNNING
    seconds = running_seconds if running else step.seconds
    about = cut(_safe(step.about), _LONGEST_ABOUT)
    # What the broker said tells more than our words for it.
    detail = _safe(step.detail) if step.said is None else f"it said: {_said(step.said)}"
    rest = f"{_written(seconds)}  {detail}".rstrip()
    lead = f"  {_MARKS[step.outcome]} {step.name:<{_NAME_WIDTH}} "
    return Row(step.outcome.value, lead, f"{about}  " if about else "", rest)


def _finding_rows(finding: Finding) -> list[Row]:
    role = "wrong" if finding.wrong else "text"
    rows = [Row(role, "  ✗ " if finding.wrong else "  • ", _safe(finding.what))]
    if finding.said is not None:
        rows.append(Row("text", "    It said: ", _said(finding.said)))
    rows += [_certificate_row(each) for each in finding.chain]
    if finding.cause:
        rows.append(Row("text", "    Likely:  ", _safe(finding.cause)))
    rows += [Row("text", "    Try:     ", _safe(each)) for each in finding.tries]
    return rows


def _said(said: Said) -> str:
    parts = [f"{said.words} (0x{said.code:02X})"]
    if said.reason:
        parts.append(f"“{_safe(said.reason)}”")
    if said.server:
        parts.append(f"other server: {_safe(said.server)}")
    return ", ".join(parts)


def _certificate_row(certificate: Certificate) -> Row:
    names = ", ".join(_safe(each) for each in certificate.names[:_MOST_NAMES])
    if len(certificate.names) > _MOST_NAMES:
        names += f" and {len(certificate.names) - _MOST_NAMES} more"
    parts = [
        _safe(certificate.subject) or "without a name",
        f"for {names}" if names else "",
        "by itself"
        if certificate.issuer == certificate.subject
        else f"from {_safe(certificate.issuer)}",
        f"{written_date(certificate.valid_from)} to {written_date(certificate.valid_until)}",
    ]
    return Row("muted", "    Shown:   ", ", ".join(each for each in parts if each))


def _written(seconds: float) -> str:
    return f"{seconds:.1f} s" if seconds >= 1 else f"{seconds * 1000:.1f} ms"


def _safe(text: str) -> str:
    return sanitize(text[:_LONGEST])
