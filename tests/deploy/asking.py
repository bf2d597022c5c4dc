"""Asking a proxy as a browser would, and reading what it wrote about it."""

import http.client
import re
import socket
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass
from types import MappingProxyType

from tests.deploy.running import RunningProxy
from tests.faults.running import wait_until

PATIENCE = 20
# What only its owner may know, and the headers in which it could come.
TOKEN = "InN1Ym1pc3Npb24i.aSK9"
TELLING = MappingProxyType(dict.fromkeys(("User-Agent", "Referer", "Cookie", "X-Forwarded-For", "X-Request-ID"), TOKEN))
FORM = {"Content-Type": "application/x-www-form-urlencoded"}


@dataclass
class Answer:
    """What came back."""

    status: int
    headers: http.client.HTTPMessage
    body: bytes


def ask(
    port: int,
    method: str,
    path: str,
    body: bytes = b"",
    *,
    headers: Mapping[str, str] = MappingProxyType({}),
    patience: float = PATIENCE,
) -> Answer:
    """One request, on a connection of its own."""
    kind = FORM if body else {}
    with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=patience)) as connection:
        connection.request(method, path, body or None, {**kind, **headers})
        answer = connection.getresponse()
        return Answer(answer.status, answer.headers, answer.read())


def announce(port: int, path: str, size: int) -> int:
    """The status of the answer to a form that says beforehand how large it is, before any of it is sent."""
    with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE)) as connection:
        connection.request("POST", path, headers={**FORM, "Content-Length": str(size)})
        return connection.getresponse().status


def line_about(
    proxy: RunningProxy, method: str, path: str, body: bytes = b"", headers: Mapping[str, str] = MappingProxyType({})
) -> str:
    """Ask, and read what nginx writes of it."""
    before = len(proxy.lines())
    status = ask(proxy.port, method, path, body, headers=headers).status
    # Of an earlier one the line may come later: of what is too large nginx reads on after it has answered.
    is_about_it = re.compile(rf" /\S* {status} ").search
    wait_until(lambda: any(map(is_about_it, proxy.lines()[before:])))
    return next(filter(is_about_it, proxy.lines()[before:]))


def cache_states(proxy: RunningProxy, *paths: str, headers: Mapping[str, str] = MappingProxyType({})) -> list[str]:
    """What nginx says of each in turn: MISS, HIT, STALE …, or `-` where it never keeps anything."""
    lines = [line_about(proxy, "GET", path, headers=headers) for path in paths]
    return [line.partition(" cache=")[2].split()[0] for line in lines]


def remaining(port: int, petition_page: str, pretended: str) -> int:
    """How many more codes may be tried from where the application takes this request to come from."""
    answer = ask(port, "POST", f"{petition_page}/code", b"code=1", headers={"X-Forwarded-For": pretended})
    return int(answer.headers["X-RateLimit-Remaining"])


@contextmanager
def slow_posts(port: int, path: str, count: int) -> Iterator[None]:
    """So many who have begun to send a form, and do not go on."""
    head = f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nContent-Length: 5000\r\n".encode()
    with ExitStack() as stack:
        for _who in range(count):
            connection = stack.enter_context(closing(socket.create_connection(("127.0.0.1", port))))
            connection.sendall(head + b"Content-Type: application/x-www-form-urlencoded\r\n\r\nname=Som")
        yield
