"""A site of somebody else's, which shows our counter under rules of its own."""

import contextlib
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


@dataclass
class ForeignSite:
    """Answers with the page it was last given. Its host has another name than ours, so that nothing is shared."""

    url: str = ""
    body: bytes = b""
    headers: dict[str, str] = field(default_factory=dict)

    def put(self, body: str, policy: str = "", **headers: str) -> str:
        """Publish a page under a content security policy; its address."""
        self.body = f'<!doctype html><html lang="en"><title>Elsewhere</title><h1>News</h1>{body}'.encode()
        self.headers = {"Content-Security-Policy": policy} if policy else {}
        self.headers |= {name.replace("_", "-"): value for name, value in headers.items()}
        return self.url


@contextlib.contextmanager
def foreign_site() -> Iterator[ForeignSite]:
    """On a port that the system chooses."""
    site = ForeignSite()

    class Handler(BaseHTTPRequestHandler):
        # The names are http.server's.
        def do_GET(self) -> None:
            self.send_response(200)
            for name, value in {"Content-Type": "text/html; charset=utf-8", **site.headers}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(site.body)

        def log_message(self, format: str, *args: object) -> None:
            """Nothing to be said."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        site.url = f"http://localhost:{server.server_port}/"
        try:
            yield site
        finally:
            server.shutdown()
