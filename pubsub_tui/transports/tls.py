"""TLS: what is trusted and shown, from the user's files, and what was agreed on."""

from __future__ import annotations

import contextlib
import ssl
from pathlib import Path

from pubsub_tui.transports.base import Encryption
from pubsub_tui.transports.certificate import certificate_of
from pubsub_tui.transports.pem import PemError, certificates_in, check_pair, key_is_encrypted
from pubsub_tui.way import Tls

_OLDEST = {"1.2": ssl.TLSVersion.TLSv1_2, "1.3": ssl.TLSVersion.TLSv1_3}
_NAMES = {"TLSv1.2": "TLS 1.2", "TLSv1.3": "TLS 1.3"}


def make_context(tls: Tls) -> ssl.SSLContext:
    """What a handshake goes by. It reads the files again, as they may have been renewed.

    Raises:
        PemError: a file can not be used; the text is one clause that names it.
        KeyLocked: the key's password is missing or wrong.
    """
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.minimum_version = _OLDEST[tls.oldest]
    # A certificate that the user names is trusted, though it be no root.
    context.verify_flags |= ssl.VERIFY_X509_PARTIAL_CHAIN
    if tls.insecure:
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
    if tls.alpn:
        context.set_alpn_protocols(list(tls.alpn))
    if tls.ca is not None:
        _trust(context, tls.ca)
    elif not tls.insecure:
        context.load_default_certs()
    if tls.cert is not None:
        _load_own(context, tls.cert, tls.key or tls.cert, tls.key_password)
    return context


def check_files(tls: Tls) -> None:
    """See that the files can be used, as far as that is known without the key's password.

    Raises:
        PemError: one of them can not; the text is one clause that names it.
    """
    try:
        make_context(tls)
    except KeyLocked:
        if tls.key_password is not None:
            raise


class KeyLocked(PemError):
    """The private key is encrypted, and not with that password."""


def _trust(context: ssl.SSLContext, ca: Path) -> None:
    """Trust what a file or folder holds, but for what can not be read of several."""
    trusted = 0
    for each in certificates_in(ca):
        with contextlib.suppress(ssl.SSLError):
            context.load_verify_locations(cadata=each)
            trusted += 1
    if not trusted:
        raise PemError(f"no certificate in {ca} can be read")


def _load_own(context: ssl.SSLContext, cert: Path, key: Path, password: str | None) -> None:
    check_pair(cert, key)
    encrypted = key_is_encrypted(key)
    if encrypted and not password:
        raise KeyLocked(f"the key {key} is encrypted, and its password is needed")
    try:
        # Without a password given, OpenSSL would ask for one on the terminal.
        context.load_cert_chain(cert, key, password=password or "")
    except (ssl.SSLError, ValueError) as error:
        reason = getattr(error, "reason", None) or ""
        if reason == "KEY_VALUES_MISMATCH":
            raise PemError(f"the key {key} does not belong to the certificate {cert}") from None
        if encrypted:
            raise KeyLocked(f"the password does not open the key {key}") from None
        clause = f"the certificate {cert} and the key {key} can not be read"
        raise PemError(f"{clause}: {reason.replace('_', ' ').lower() or error}") from None


def encryption_of(secure: ssl.SSLObject) -> Encryption:
    """What was agreed on, for the screen."""
    version = secure.version() or "TLS"
    cipher = secure.cipher()
    return Encryption(
        _NAMES.get(version, version),
        cipher[0] if cipher is not None else "",
        secure.context.verify_mode == ssl.CERT_REQUIRED,
        certificate_of(secure),
    )
