"""Certificates and keys in files: what is wrong with one is said before anything is sent."""

from __future__ import annotations

import re
from pathlib import Path

_CERTIFICATE = re.compile("-----BEGIN CERTIFICATE-----.*?-----END CERTIFICATE-----", re.DOTALL)
_KEY = "PRIVATE KEY-----"
_ENCRYPTED = ("BEGIN ENCRYPTED PRIVATE KEY", "Proc-Type: 4,ENCRYPTED")
_LARGEST = 16_000_000


class PemError(Exception):
    """A file can not be used; the text is one clause that names it."""


def certificates_in(path: Path) -> list[str]:
    """The certificates of a file, or of all files in a folder, in PEM; at least one.

    Files in a folder that hold none, or can not be read, are passed over.

    Raises:
        PemError: there is none.
    """
    if not path.is_dir():
        found: list[str] = _CERTIFICATE.findall(read(path))
        if not found:
            raise PemError(f"the file {path} holds no certificate in PEM")
        return found
    texts: list[str] = []
    for each in sorted(path.iterdir()):
        try:
            texts += _CERTIFICATE.findall(read(each)) if each.is_file() else []
        except PemError:
            continue
    if not texts:
        raise PemError(f"no file in the folder {path} holds a certificate in PEM")
    return list(dict.fromkeys(texts))


def check_pair(cert: Path, key: Path) -> None:
    """See that the files hold a certificate and a private key. Raises PemError."""
    if not _CERTIFICATE.search(read(cert)):
        raise PemError(f"the file {cert} holds no certificate in PEM")
    if _KEY not in read(key):
        more = "; name its file with --key" if key == cert else " in PEM"
        raise PemError(f"the file {key} holds no private key{more}")


def key_is_encrypted(key: Path) -> bool:
    """Whether a password is needed to read it. Raises PemError."""
    text = read(key)
    return any(mark in text for mark in _ENCRYPTED)


def read(path: Path) -> str:
    """The text of a file. Raises PemError."""
    try:
        with path.open(encoding="latin-1") as file:
            return file.read(_LARGEST)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or error
        raise PemError(f"the file {path} can not be read: {reason}") from None
