"""What an examination has found, as one value: for a screen, as text, and as JSON."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, replace

from pubsub_tui.doctor.abilities import Abilities
from pubsub_tui.doctor.finding import Finding
from pubsub_tui.doctor.step import Step
from pubsub_tui.transports.base import Certificate, Said


@dataclass(frozen=True, slots=True)
class Report:
    """No secret is in it; what came from the other side is not safe to draw.

    Attributes:
        connected: whether the broker let us in.
        finished: whether nothing more comes.
    """

    endpoint: str
    username: str | None
    steps: tuple[Step, ...]
    findings: tuple[Finding, ...]
    abilities: Abilities | None
    connected: bool
    finished: bool

    @property
    def wrong(self) -> tuple[Finding, ...]:
        """What stands in the way."""
        return tuple(each for each in self.findings if each.wrong)

    @property
    def verdict(self) -> str:
        """All of it in one sentence."""
        if not self.finished:
            return "Examining …"
        if not self.connected:
            return f"{self.endpoint} can not be connected to."
        if not self.wrong:
            return f"{self.endpoint} is well."
        things = "one thing is" if len(self.wrong) == 1 else f"{len(self.wrong)} things are"
        return f"{self.endpoint} can be connected to, and {things} not as asked for."

    def facts(self) -> dict[str, object]:
        """It as JSON has it."""
        return {
            "endpoint": self.endpoint,
            "username": self.username,
            "connected": self.connected,
            "verdict": self.verdict,
            "steps": [_step_facts(each) for each in self.steps],
            "findings": [_finding_facts(each) for each in self.findings],
            "capabilities": self.abilities.facts() if self.abilities is not None else None,
        }


def without_secrets(report: Report, hide: Callable[[str], str]) -> Report:
    """The report with every text that may come from the other side cleaned."""

    def clean(said: Said | None) -> Said | None:
        if said is None:
            return None
        return replace(said, reason=hide(said.reason), server=hide(said.server))

    def shown(certificate: Certificate) -> Certificate:
        names = tuple(map(hide, certificate.names))
        subject, issuer = hide(certificate.subject), hide(certificate.issuer)
        return replace(certificate, subject=subject, names=names, issuer=issuer)

    steps = tuple(
        replace(each, detail=hide(each.detail), said=clean(each.said)) for each in report.steps
    )
    findings = tuple(
        replace(
            each,
            what=hide(each.what),
            tries=tuple(hide(text) for text in each.tries),
            said=clean(each.said),
            chain=tuple(map(shown, each.chain)),
        )
        for each in report.findings
    )
    return replace(report, steps=steps, findings=findings)


def _step_facts(step: Step) -> dict[str, object]:
    return {
        "name": step.name,
        "about": step.about or None,
        "aim": step.aim or None,
        "outcome": step.outcome.value,
        "seconds": round(step.seconds, 6),
        "detail": step.detail or None,
        **_said_facts(step.said),
    }


def _finding_facts(finding: Finding) -> dict[str, object]:
    return {
        "name": finding.name,
        "wrong": finding.wrong,
        "earlier": finding.earlier,
        "what": finding.what,
        "likely_cause": finding.cause or None,
        "try": list(finding.tries),
        **_said_facts(finding.said),
        "chain": [_certificate_facts(each) for each in finding.chain],
    }


def _said_facts(said: Said | None) -> dict[str, object]:
    if said is None:
        return {"reason_code": None, "reason_string": None, "server_reference": None}
    return {
        "reason_code": said.code,
        "reason_string": said.reason or None,
        "server_reference": said.server or None,
    }


def _certificate_facts(certificate: Certificate) -> dict[str, object]:
    return {
        "subject": certificate.subject,
        "names": list(certificate.names),
        "issuer": certificate.issuer,
        "valid_from": written_date(certificate.valid_from),
        "valid_until": written_date(certificate.valid_until),
    }


def written_date(when: float | None) -> str | None:
    """A day in UTC; None when it is not known."""
    return None if when is None else time.strftime("%Y-%m-%d", time.gmtime(when))
