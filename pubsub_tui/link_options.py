"""The options that say how the broker is reached, and the way that they make."""

from __future__ import annotations

import argparse
import os
import re
from pathlib import Path

import shtab

from pubsub_tui.address import Address, AddressError, parse_proxy
from pubsub_tui.settings import UsageError
from pubsub_tui.way import WEBSOCKET_PATH, Proxy, Tls, Way, WebSocket

KEY_PASSWORD_VARIABLE = "PUBSUB_TUI_KEY_PASSWORD"
_TOKEN = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
"""What may be the name of an HTTP header (RFC 9110, section 5.6.2)."""
_OURS = frozenset({"connection", "upgrade", "sec-websocket-key", "sec-websocket-version"})
_SECRET = re.compile("auth|cookie|token|key|secret", re.IGNORECASE)
_SECURE = {"mqtt": "mqtts", "ws": "wss"}
_LONGEST_ALPN = 255


def add_link_options(parser: argparse.ArgumentParser) -> None:
    """Add them, as a group of their own."""
    group = parser.add_argument_group("how the broker is reached")
    group.add_argument(
        "--tls", action="store_true", help="encrypt with TLS (port 8883), as mqtts:// does"
    )
    for option, metavar, purpose in (
        ("--ca", "FILE", "trust the CAs in this file or folder (default: the system's)"),
        ("--cert", "FILE", "show this certificate of yours"),
        ("--key", "FILE", "its private key, unless that is in the same file"),
        ("--key-password-file", "FILE", "the first line of this file opens the key"),
    ):
        group.add_argument(option, metavar=metavar, type=Path, help=purpose).complete = shtab.FILE  # type: ignore[attr-defined]
    group.add_argument(
        "--alpn",
        metavar="NAME",
        action="append",
        default=[],
        help="offer this protocol by ALPN; may be repeated",
    )
    group.add_argument(
        "--sni", metavar="NAME", help="the name to ask for, which the certificate has to be for"
    )
    group.add_argument(
        "--tls-min", choices=("1.2", "1.3"), help="the oldest TLS to accept (default: 1.2)"
    )
    group.add_argument(
        "--insecure", action="store_true", help="accept any certificate, and so anyone who answers"
    )
    header = group.add_argument(
        "--ws-header",
        metavar="NAME=VALUE",
        action="append",
        default=[],
        help="a header for the request of ws:// and wss://, or @FILE with one a line; may be "
        "repeated",
    )
    group.add_argument(
        "--unix", metavar="PATH", help="a Unix socket, as mqtt+unix:///PATH"
    ).complete = shtab.FILE  # type: ignore[attr-defined]
    proxy = group.add_argument(
        "--proxy",
        metavar="URL",
        help="http://HOST:PORT or socks5h://[USER[:PASSWORD]@]HOST:PORT, which resolves the name; "
        "or @FILE whose first line is that",
    )
    for action in (header, proxy):
        action.at_file = True  # type: ignore[attr-defined]


def way_from(asked: argparse.Namespace, address: Address | None) -> Way:
    """The way that was asked for; ``address`` is that of the URL, if there was one.

    Raises:
        UsageError: options do not go together, or a file can not be used.
    """
    secure = address is not None and address.secure
    if address is not None and not secure and _wants_tls(asked):
        remedy = _SECURE.get(address.scheme)
        remedy = f"write {remedy}://" if remedy else "leave out what is about TLS"
        raise UsageError(f"the URL says {address.scheme}://, which goes without TLS: {remedy}.")
    way = Way(
        _tls(asked) if secure or _wants_tls(asked) else None,
        _websocket(asked, address),
        _unix(asked, address),
        _proxy(asked),
    )
    if way.unix is not None and (way.tls is not None or way.proxy is not None):
        raise UsageError("a Unix socket goes without TLS and proxy: leave these out.")
    if way.tls is not None:
        _check_files(way.tls)
    return way


def any_link_option(asked: argparse.Namespace) -> bool:
    """Whether anything is said of how the broker is reached."""
    return _wants_tls(asked) or bool(asked.ws_header or asked.unix or asked.proxy)


def for_another(asked: argparse.Namespace, *, secure: bool) -> argparse.Namespace:
    """The options as they are for one more broker.

    The name asked for, the socket and the headers are the first one's alone, as a header may be
    secret; what is about TLS says nothing of a broker without it.
    """
    own: dict[str, object] = {"sni": None, "unix": None, "ws_header": []}
    if not secure:
        own |= dict.fromkeys(("ca", "cert", "key", "key_password_file", "tls_min"))
        own |= {"tls": False, "insecure": False, "alpn": []}
    return argparse.Namespace(**{**vars(asked), **own})


def secret_remarks(asked: argparse.Namespace, way: Way) -> tuple[str, ...]:
    """What to tell the user of secrets that others on the machine can read."""
    remarks: tuple[str, ...] = ()
    readable = "is on the command line, where others on this machine can read it."
    in_argv = asked.proxy is not None and not asked.proxy.startswith("@")
    if in_argv and way.proxy is not None and way.proxy.password is not None:
        remarks += (f"The proxy's password {readable} Use --proxy @FILE.",)
    names = [each.partition("=")[0] for each in asked.ws_header if not each.startswith("@")]
    secret = [name for name in names if is_secret_header(name)]
    if secret:
        remarks += (f"The header {secret[0]} {readable} Use --ws-header @FILE.",)
    return remarks


def is_secret_header(name: str) -> bool:
    """Whether the value of a header with such a name is likely a secret."""
    return _SECRET.search(name) is not None


def _wants_tls(asked: argparse.Namespace) -> bool:
    """Whether an option is there that is about TLS: it turns it on."""
    files = (asked.ca, asked.cert, asked.key, asked.key_password_file, asked.sni, asked.tls_min)
    given = any(each is not None for each in files)
    return bool(asked.tls or asked.insecure or asked.alpn or given)


def _tls(asked: argparse.Namespace) -> Tls:
    if asked.key is not None and asked.cert is None:
        raise UsageError("--key needs the certificate that it belongs to: add --cert FILE.")
    if asked.key_password_file is not None and asked.cert is None:
        raise UsageError("--key-password-file needs a key: add --cert FILE and --key FILE.")
    if asked.insecure and asked.ca is not None:
        raise UsageError("--insecure trusts everybody, and --ca only some: leave out one.")
    for name in asked.alpn:
        if not 0 < len(name) <= _LONGEST_ALPN or not name.isascii():
            raise UsageError("--alpn takes a name of 1 to 255 ASCII characters.")
    if asked.sni is not None and (not asked.sni.strip() or not asked.sni.isprintable()):
        raise UsageError("--sni takes a host name.")
    password = None
    if asked.key_password_file is not None:
        password = first_line(asked.key_password_file)
    elif asked.cert is not None:
        password = os.environ.get(KEY_PASSWORD_VARIABLE) or None
    return Tls(
        ca=asked.ca,
        cert=asked.cert,
        key=asked.key,
        key_password=password,
        alpn=tuple(asked.alpn),
        sni=asked.sni,
        oldest=asked.tls_min or "1.2",
        insecure=asked.insecure,
    )


def _check_files(tls: Tls) -> None:
    if tls.ca is None and tls.cert is None:
        return
    # Imported late: it brings ssl, which only these files need to wait for.
    from pubsub_tui.transports.pem import PemError
    from pubsub_tui.transports.tls import check_files

    try:
        check_files(tls)
    except PemError as error:
        raise UsageError(f"{error}.") from None


def _websocket(asked: argparse.Namespace, address: Address | None) -> WebSocket | None:
    if address is None or not address.scheme.startswith("ws"):
        if asked.ws_header:
            raise UsageError("--ws-header goes with a URL that begins with ws:// or wss://.")
        return None
    texts = [line for each in asked.ws_header for line in _header_texts(each)]
    return WebSocket(address.path or WEBSOCKET_PATH, tuple(map(_header, texts)))


def _header_texts(text: str) -> list[str]:
    """What was written, or the lines of the file that it names."""
    if not text.startswith("@"):
        return [text]
    try:
        lines = Path(text[1:]).read_text(encoding="utf-8").splitlines()
    except OSError as error:
        raise UsageError(f"the file {text[1:]} can not be read: {error.strerror}.") from None
    except ValueError:
        raise UsageError(f"the file {text[1:]} is not UTF-8 text.") from None
    return [line for line in lines if line.strip()]


def _header(text: str) -> tuple[str, str]:
    # What was written is not repeated: it may be a token.
    name, equals, value = text.partition("=")
    if not equals or not _TOKEN.fullmatch(name):
        raise UsageError("--ws-header takes NAME=VALUE, with a NAME that HTTP allows.")
    if not value.isascii() or not (value.isprintable() or not value):
        raise UsageError(f"the value of the header {name} holds what HTTP does not allow.")
    if name.lower() in _OURS:
        raise UsageError(f"the header {name} belongs to WebSocket itself.")
    return name, value.strip()


def _unix(asked: argparse.Namespace, address: Address | None) -> str | None:
    if asked.unix is None:
        return address.path if address is not None and address.scheme == "mqtt+unix" else None
    if address is not None or asked.host is not None or asked.port is not None:
        raise UsageError("--unix goes without URL, --host and --port.")
    if not asked.unix or "\0" in asked.unix:
        raise UsageError("--unix takes the path of a socket.")
    return str(asked.unix)


def _proxy(asked: argparse.Namespace) -> Proxy | None:
    if asked.proxy is None:
        return None
    try:
        return parse_proxy(_proxy_text(asked.proxy))
    except AddressError as error:
        raise UsageError(f"{error}.") from None


def _proxy_text(text: str) -> str:
    return first_line(Path(text[1:])) if text.startswith("@") else text


def first_line(path: Path) -> str:
    """The first line of a file with a password. Raises UsageError."""
    try:
        with path.open(encoding="utf-8") as file:
            return file.readline().rstrip("\r\n")
    except OSError as error:
        raise UsageError(f"the password file {path} can not be read: {error.strerror}.") from None
    except UnicodeDecodeError:
        raise UsageError(f"the password file {path} is not UTF-8 text.") from None
