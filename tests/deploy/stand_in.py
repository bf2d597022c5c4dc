"""In place of the application: answers every GET as it is told to, and keeps what it was asked, with which headers."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.message import Message
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


@dataclass
class StandIn:
    """`port` is where it listens; the other fields may be changed while it runs."""

    address: str = "127.0.0.1"
    port: int = 0
    status: int = 200
    headers: dict[str, str] = field(default_factory=lambda: {"Cache-Control": "public, s-maxage=600"})
    seconds: float = 0
    asked: list[str] = field(default_factory=list)
    heard: list[Message] = field(default_factory=list)


@contextmanager
def stand_in() -> Iterator[StandIn]:
    told = StandIn()

    class Answer(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            told.asked.append(self.path)
            told.heard.append(self.headers)
            time.sleep(told.seconds)
            self.send_response(told.status)
            for name, value in told.headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_words: object) -> None:
            """Say nothing."""

    with ThreadingHTTPServer((told.address, 0), Answer) as server:
        told.port = server.server_port
        threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
        yield told
        server.shutdown()
