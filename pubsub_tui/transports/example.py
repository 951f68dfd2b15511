"""A command line for another terminal that reaches the same broker the same way."""

from __future__ import annotations

import shlex
from pathlib import Path

from pubsub_tui.way import Tls, Way, endpoint_name


def example(host: str, port: int, way: Way) -> str:
    """How to publish there. Names of files are in it; passwords, headers and queries are not."""
    if _mosquitto_can(way):
        return shlex.join([*_of_mosquitto(host, port, way), "-t", "hello", "-m", "world"])
    return shlex.join(["pubsub-tui", "pub", "hello", "-m", "world", *_of_ours(host, port, way)])


def _mosquitto_can(way: Way) -> bool:
    """Whether mosquitto_pub goes the same way; its --insecure checks more than ours."""
    tls = way.tls
    if tls is not None and (
        tls.insecure or tls.sni is not None or len(tls.alpn) > 1 or _is_folder(tls.ca)
    ):
        return False
    return way.websocket is None and way.proxy is None


def _of_mosquitto(host: str, port: int, way: Way) -> list[str]:
    if way.unix is not None:
        return ["mosquitto_pub", "--unix", way.unix]
    words = ["mosquitto_pub", "-h", host]
    if port != 1883 or way.tls is not None:
        words += ["-p", str(port)]
    tls = way.tls
    if tls is None:
        return words
    words += ["--cafile", str(tls.ca)] if tls.ca is not None else ["--tls-use-os-certs"]
    if tls.cert is not None:
        words += ["--cert", str(tls.cert), "--key", str(tls.key or tls.cert)]
    for name in tls.alpn:
        words += ["--tls-alpn", name]
    return words


def _of_ours(host: str, port: int, way: Way) -> list[str]:
    websocket = way.websocket
    scheme = "mqtt" if websocket is None else "ws"
    path = "" if websocket is None else websocket.path.partition("?")[0]
    if way.tls is not None:
        scheme += "s"
    words = ["-L", f"{scheme}://{endpoint_name(host, port)}{path}"]
    if way.tls is not None:
        words += _tls_of_ours(way.tls)
    if way.proxy is not None:
        proxy = way.proxy
        words += ["--proxy", f"{proxy.scheme}://{endpoint_name(proxy.host, proxy.port)}"]
    return words


def _tls_of_ours(tls: Tls) -> list[str]:
    words: list[str] = []
    for option, value in (("--ca", tls.ca), ("--cert", tls.cert), ("--key", tls.key)):
        words += [option, str(value)] if value is not None else []
    for name in tls.alpn:
        words += ["--alpn", name]
    words += ["--sni", tls.sni] if tls.sni is not None else []
    return [*words, "--insecure"] if tls.insecure else words


def _is_folder(path: Path | None) -> bool:
    return path is not None and path.is_dir()
