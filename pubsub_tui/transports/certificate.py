"""What a server's certificate says of itself."""

from __future__ import annotations

import contextlib
import ssl
from collections.abc import Iterable, Mapping
from typing import Any

from pubsub_tui.transports.base import Certificate

_SHORT = {"commonName": "CN", "organizationName": "O", "organizationalUnitName": "OU"}
_NAME_KINDS = ("DNS", "IP Address")
_MOST_NAMES = 100
_LONGEST_CHAIN = 10


def certificate_of(secure: ssl.SSLObject) -> Certificate | None:
    """The other side's certificate, verified or not; None when it can not be had."""
    described = secure.getpeercert() or next(iter(_shown(secure)), None)
    return _certificate(described) if described else None


def chain_of(secure: ssl.SSLObject) -> tuple[Certificate, ...]:
    """All certificates that the other side shows, its own first; none when they can not be had."""
    return tuple(_certificate(each) for each in _shown(secure)[:_LONGEST_CHAIN])


def _certificate(described: Mapping[str, Any]) -> Certificate:
    names = [text for kind, text in described.get("subjectAltName", ()) if kind in _NAME_KINDS]
    return Certificate(
        _written(described.get("subject", ())),
        tuple(dict.fromkeys(names[:_MOST_NAMES])),
        _written(described.get("issuer", ())),
        _seconds(described.get("notBefore")),
        _seconds(described.get("notAfter")),
    )


def _shown(secure: ssl.SSLObject) -> list[dict[str, Any]]:
    """The certificates as they came, which `ssl` has no public way to read unchecked."""
    with contextlib.suppress(AttributeError, TypeError, ValueError, ssl.SSLError):
        chain = secure._sslobj.get_unverified_chain()  # type: ignore[attr-defined]
        return [dict(each.get_info()) for each in chain]
    return []


def _written(name: Iterable[Iterable[tuple[str, str]]]) -> str:
    """A distinguished name as people read it; the common name first."""
    parts = [(_SHORT.get(kind, kind), text) for several in name for kind, text in several]
    known = [part for part in parts if part[0] in ("CN", "O")]
    return ", ".join(f"{kind}={text}" for kind, text in sorted(known or parts))


def _seconds(when: str | None) -> float | None:
    """Unix time of a date as OpenSSL writes it."""
    if when is None:
        return None
    try:
        return float(ssl.cert_time_to_seconds(when))
    except ValueError:
        return None
