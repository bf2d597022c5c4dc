"""The sign of life: one address is called, and no other."""

from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread

import pytest

from petition.backends.ping import NoAnswer, ping


class Monitor(BaseHTTPRequestHandler):
    """Somebody who waits for signs of life."""

    asked: list[str]

    def do_GET(self) -> None:
        type(self).asked.append(self.path)
        self.send_response({"/ok": 200, "/away": 302}.get(self.path, 404))
        self.send_header("Location", "/ok")
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, format: str, *args: object) -> None:
        """Nothing."""


@contextmanager
def monitor() -> Iterator[tuple[str, list[str]]]:
    Monitor.asked = []
    server = HTTPServer(("127.0.0.1", 0), Monitor)
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}", Monitor.asked
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def test_it_asks_for_the_address() -> None:
    with monitor() as (url, asked):
        ping(f"{url}/ok")
    assert asked == ["/ok"]


def test_it_follows_nobody_elsewhere() -> None:
    with monitor() as (url, asked), pytest.raises(NoAnswer, match="302"):
        ping(f"{url}/away")
    assert asked == ["/away"]


def test_it_tells_why_without_the_address() -> None:
    with monitor() as (url, _asked), pytest.raises(NoAnswer, match=r"^404$"):
        ping(f"{url}/secret")
    with pytest.raises(NoAnswer, match=r"^URLError$"):
        ping(f"{url}/secret")
