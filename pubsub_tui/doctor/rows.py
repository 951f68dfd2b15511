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
    role = "running" if not report.finished else "wrong" if _is_bad(report) else "good"
    rows = [Row(role, "", _safe(report.verdict))]
    rows += [_blank(), Row("heading", "", "What was tried")]
    rows += _step_rows(report.steps, running_seconds)
    for title, findings in (
        ("What was found", report.wrong),
        ("Good to know", tuple(each for each in report.findings if not each.wrong)),
    ):
        if findings:
            rows += [_blank(), Row("heading", "", title)]
            for each in findings:
                rows += _finding_rows(each)
    if report.abilities is not None:
        rows += [_blank(), Row("heading", "", "What the broker can do")]
        facts = report.abilities.rows()
        width = max(len(name) for name, _ in facts)
        rows += [Row("text", f"  {name:<{width}}  ", _safe(value)) for name, value in facts]
    return rows


def _is_bad(report: Report) -> bool:
    return not report.connected or bool(report.wrong)


def _blank() -> Row:
    return Row("text", "", "")


def _step_rows(steps: Sequence[Step], running_seconds: float) -> list[Row]:
    """A row each, and one for each new aim; the way there is not told once more."""
    rows = []
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
