"""How a connection is encrypted, as lines: the broker's certificate, and what is wrong with it."""

from __future__ import annotations

import time

from pubsub_tui.decode.view import Line
from pubsub_tui.sanitize import cut, sanitize
from pubsub_tui.transports.base import Certificate, Encryption
from pubsub_tui.ui.quantities import counted
from pubsub_tui.ui.widgets.wrapped_lines import wrapped

EXPIRES_SOON = 30
"""Days before the end of a certificate from which on it is pointed to."""
_LONGEST = 200
_MOST_NAMES = 6


def encryption_lines(encryption: Encryption, width: int, now: float) -> list[Line]:
    """Version, cipher and certificate; then a line for each thing to look to."""
    certificate = encryption.certificate
    if certificate is None:
        lines = wrapped([_safe(encryption.cipher)], width, first="muted")
    else:
        parts = [f"certificate {_safe(certificate.subject) or 'without a name'}"]
        if certificate.names:
            parts.append(f"for {_names(certificate)}")
        parts += [f"from {_safe(certificate.issuer)}", *_validity(certificate, now)]
        lines = wrapped([*parts, _safe(encryption.cipher)], width, first="muted")
    warnings = [expiry_warning(certificate, now)] if certificate is not None else []
    if not encryption.verified:
        warnings.insert(0, "INSECURE: not checked, anyone may answer")
    return [*lines, *([(f" {cut(each, width - 2)}", "literal")] for each in warnings if each)]


def expiry_warning(certificate: Certificate, now: float) -> str:
    """What to say when a certificate expires soon or has expired; empty otherwise."""
    days = certificate.days_left(now)
    if days is None or days >= EXPIRES_SOON:
        return ""
    return "certificate expired" if days < 0 else f"certificate expires in {counted(days, 'day')}"


def _validity(certificate: Certificate, now: float) -> list[str]:
    dates = (certificate.valid_from, certificate.valid_until)
    days = certificate.days_left(now)
    if days is None or None in dates:
        return []
    start, end = (time.strftime("%Y-%m-%d", time.gmtime(each)) for each in dates)
    return [f"valid {start} to {end}", f"{counted(days, 'day')} left" if days >= 0 else "over"]


def _names(certificate: Certificate) -> str:
    names = [_safe(each) for each in certificate.names[:_MOST_NAMES]]
    more = len(certificate.names) - len(names)
    return ", ".join(names) + (f" and {more} more" if more else "")


def _safe(text: str) -> str:
    return sanitize(text[:_LONGEST])
