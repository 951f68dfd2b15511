"""Certificates of a test's own: a CA, and what it signs."""

from __future__ import annotations

import ipaddress
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

DAY = timedelta(days=1)
LOOPBACK = ("localhost", "127.0.0.1", "::1")


@dataclass(frozen=True, slots=True)
class Pair:
    """A certificate and its key, in files and as objects."""

    cert: Path
    key: Path
    certificate: x509.Certificate
    private: ec.EllipticCurvePrivateKey

    def lock(self, password: str) -> Path:
        """The key once more, encrypted."""
        path = self.key.with_suffix(".locked")
        path.write_bytes(_written(self.private, password))
        return path


def make_ca(folder: Path, name: str = "Test CA") -> Pair:
    """A CA that signs itself."""
    return _make(folder, name, (), None, authority=True)


def make_pair(
    folder: Path,
    ca: Pair | None,
    name: str = "broker",
    names: Sequence[str] = LOOPBACK,
    days: tuple[float, float] = (-1, 90),
) -> Pair:
    """A certificate, signed by itself without a CA; ``days`` is its validity from today."""
    return _make(folder, name, names, ca, days=days)


def _make(
    folder: Path,
    name: str,
    names: Sequence[str],
    ca: Pair | None,
    *,
    authority: bool = False,
    days: tuple[float, float] = (-1, 90),
) -> Pair:
    private = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    now = datetime.now(UTC)
    builder = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(ca.certificate.subject if ca is not None else subject)
        .public_key(private.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now + days[0] * DAY)
        .not_valid_after(now + days[1] * DAY)
        .add_extension(x509.BasicConstraints(ca=authority, path_length=None), critical=True)
    )
    if names:
        builder = builder.add_extension(
            x509.SubjectAlternativeName([_general(each) for each in names]), critical=False
        )
    certificate = builder.sign(ca.private if ca is not None else private, hashes.SHA256())
    stem = name.replace(" ", "-").lower()
    cert, key = folder / f"{stem}.pem", folder / f"{stem}.key"
    cert.write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
    key.write_bytes(_written(private, None))
    return Pair(cert, key, certificate, private)


def _general(name: str) -> x509.GeneralName:
    try:
        return x509.IPAddress(ipaddress.ip_address(name))
    except ValueError:
        return x509.DNSName(name)


def _written(private: ec.EllipticCurvePrivateKey, password: str | None) -> bytes:
    encryption: serialization.KeySerializationEncryption = serialization.NoEncryption()
    if password is not None:
        encryption = serialization.BestAvailableEncryption(password.encode())
    return private.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, encryption
    )
