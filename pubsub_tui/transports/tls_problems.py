"""What went wrong with TLS, in plain words."""

from __future__ import annotations

import ssl
import time
from collections.abc import Callable
from dataclasses import replace

from pubsub_tui.transports.base import Cause, Certificate, Problem

_EXPIRED, _NOT_YET_VALID = 10, 9
_WRONG_NAME = {62, 64}
_SELF_SIGNED = 18
_UNKNOWN_ISSUER = {2, 19, 20, 21, 27}
_MOST_NAMES = 8

_NO_TLS = ("WRONG_VERSION_NUMBER", "HTTP_REQUEST", "UNKNOWN_PROTOCOL", "RECORD_LAYER_FAILURE")
_OTHER_VERSION = ("PROTOCOL_VERSION", "UNSUPPORTED_PROTOCOL", "NO_PROTOCOLS_AVAILABLE")
_REFUSED = {
    "UNKNOWN_CA": "it does not know who issued it",
    "CERTIFICATE_EXPIRED": "it has expired",
    "CERTIFICATE_REVOKED": "it was revoked",
    "CERTIFICATE_UNKNOWN": "it can not be used",
    "UNSUPPORTED_CERTIFICATE": "it is of a kind that is not supported",
    "BAD_CERTIFICATE": "it can not be used",
    "ACCESS_DENIED": "access denied",
    "DECRYPT_ERROR": "its signature is wrong",
}
"""By the end of the alert's name (RFC 8446, section 6.2)."""
_PLAIN_PORT = "Plain MQTT is usually on 1883: write mqtt://, or leave out --tls."


def unverified(
    error: ssl.SSLCertVerificationError,
    endpoint: str,
    name: str,
    look: Callable[[], tuple[Certificate, ...]],
) -> Problem:
    """Why the server's certificate is not trusted.

    Args:
        name: what it was expected to be for.
        look: fetches the certificates themselves, unchecked, the server's own first.
    """
    chain = look()
    found = chain[0] if chain else None
    return replace(_by_code(error, endpoint, name, found), chain=chain)


def _by_code(
    error: ssl.SSLCertVerificationError, endpoint: str, name: str, found: Certificate | None
) -> Problem:
    code = error.verify_code
    if code in _WRONG_NAME:
        return _wrong_name(endpoint, name, found)
    if code in (_EXPIRED, _NOT_YET_VALID):
        return _out_of_time(endpoint, code, found)
    if code == _SELF_SIGNED:
        return Problem(
            Cause.SELF_SIGNED,
            f"The certificate of {endpoint} is self-signed, and not trusted on this machine.",
            "If it is the right one, name its file with --ca.",
        )
    if code in _UNKNOWN_ISSUER:
        issuer = f": {found.issuer}" if found is not None and found.issuer else ""
        return Problem(
            Cause.UNKNOWN_CA,
            f"The certificate of {endpoint} is from a CA that is not trusted here{issuer}.",
            "Name the CA's certificate with --ca FILE, if it is the right one.",
        )
    return Problem(
        Cause.CERTIFICATE,
        f"The certificate of {endpoint} can not be trusted: {error.verify_message}.",
    )


def _wrong_name(endpoint: str, name: str, found: Certificate | None) -> Problem:
    names = found.names if found is not None else ()
    listed = ", ".join(names[:_MOST_NAMES])
    if len(names) > _MOST_NAMES:
        listed += f" and {len(names) - _MOST_NAMES} more"
    what = f"The certificate of {endpoint} is not for {name}"
    if names:
        return Problem(
            Cause.WRONG_HOST,
            f"{what}, but for {listed}.",
            "Connect to one of its names, or say with --sni which one is meant.",
        )
    return Problem(
        Cause.WRONG_HOST,
        f"{what}: it names no host." if found is not None else f"{what}.",
        "The broker needs a certificate with the host's name in it.",
    )


def _out_of_time(endpoint: str, code: int, found: Certificate | None) -> Problem:
    expired = code == _EXPIRED
    cause = Cause.EXPIRED if expired else Cause.NOT_YET_VALID
    word = "has expired" if expired else "is not valid yet"
    hint = "The broker needs a new one. Is this machine's clock right?"
    if not expired:
        hint = "Is this machine's clock right?"
    when = None
    if found is not None:
        when = found.valid_until if expired else found.valid_from
    now = time.time()
    if when is None or (when > now if expired else when < now):
        # Not its own dates: those of a certificate above it.
        what = f"A certificate that {endpoint} shows {word}."
        return Problem(cause, what, hint)
    day = time.strftime("%Y-%m-%d", time.gmtime(when))
    what = f"expired on {day}" if expired else f"is not valid before {day}"
    return Problem(cause, f"The certificate of {endpoint} {what}.", hint)


def failed(error: OSError, endpoint: str, *, with_certificate: bool) -> Problem:
    """Why TLS failed, other than by the server's certificate.

    Args:
        with_certificate: this client has shown a certificate of its own.
    """
    if isinstance(error, TimeoutError):
        return Problem(
            Cause.TIMEOUT,
            f"{endpoint} did not answer the TLS handshake in time.",
            f"Is it a TLS port? {_PLAIN_PORT}",
        )
    if not isinstance(error, ssl.SSLError) or isinstance(error, ssl.SSLEOFError):
        return Problem(
            Cause.TLS,
            f"{endpoint} ended the connection during the TLS handshake.",
            f"Is it a TLS port? {_PLAIN_PORT}",
        )
    return _by_reason(error, endpoint, with_certificate)


def _by_reason(error: ssl.SSLError, endpoint: str, with_certificate: bool) -> Problem:
    reason = error.reason or ""
    refused = next((words for end, words in _REFUSED.items() if reason.endswith(end)), None)
    if reason in _NO_TLS:
        return Problem(Cause.TLS, f"{endpoint} does not speak TLS.", _PLAIN_PORT)
    if reason.endswith("CERTIFICATE_REQUIRED") or (refused and not with_certificate):
        return demands_certificate(endpoint)
    if refused:
        return Problem(
            Cause.CLIENT_CERTIFICATE,
            f"{endpoint} refused this client's certificate: {refused}.",
            "Check --cert and --key; the broker's log may say more.",
        )
    if any(mark in reason for mark in _OTHER_VERSION):
        return Problem(
            Cause.TLS,
            f"{endpoint} and this client have no version of TLS in common.",
            "This client takes TLS 1.2 and 1.3, or what --tls-min says.",
        )
    if reason.endswith("HANDSHAKE_FAILURE"):
        return Problem(
            Cause.TLS,
            f"{endpoint} refused the TLS handshake.",
            "It may demand a certificate of this client (--cert, --key), or other ciphers.",
        )
    if reason.endswith("NO_APPLICATION_PROTOCOL"):
        return Problem(Cause.TLS, f"{endpoint} takes no protocol that --alpn offers.")
    words = reason.replace("_", " ").lower() or "no reason was given"
    return Problem(Cause.TLS, f"TLS with {endpoint} failed: {words}.")


def demands_certificate(endpoint: str) -> Problem:
    """The server lets nobody in without a certificate."""
    return Problem(
        Cause.CLIENT_CERTIFICATE,
        f"{endpoint} demands a certificate of this client.",
        "Give one with --cert FILE and --key FILE.",
    )
