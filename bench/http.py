"""A small HTTP client for measuring: one connection kept alive, no redirects, loopback only."""

import asyncio
import time
import urllib.parse
from dataclasses import dataclass

HOST = "127.0.0.1"


@dataclass(frozen=True)
class Answer:
    """What came back, and how long that took (seconds)."""

    status: int
    headers: dict[str, str]
    body: bytes
    seconds: float

    @property
    def text(self) -> str:
        """The body of an answer that was not asked for in a coding."""
        return self.body.decode()


class Client:
    """One visitor. `network` is the address a trusted proxy would report; `encoding` what it can decompress."""

    def __init__(self, port: int, *, encoding: str = "identity") -> None:
        self._port = port
        self._encoding = encoding
        self._reader: asyncio.StreamReader | None = None
        self._writer: asyncio.StreamWriter | None = None

    async def get(self, path: str, *, network: str = "192.0.2.1") -> Answer:
        return await self._send("GET", path, network, b"")

    async def post(self, path: str, form: dict[str, str], *, network: str = "192.0.2.1") -> Answer:
        return await self._send("POST", path, network, urllib.parse.urlencode(form).encode())

    def close(self) -> None:
        if self._writer is not None:
            self._writer.close()
        self._reader = self._writer = None

    async def ask(self, path: str) -> Answer:
        """The answer of a page that may not be refused."""
        answer = await self.get(path)
        if answer.status != 200:
            raise RuntimeError(f"{path} was answered with {answer.status}")
        return answer

    async def _send(self, method: str, path: str, network: str, body: bytes) -> Answer:
        started = time.perf_counter()
        if self._reader is None or self._writer is None:
            self._reader, self._writer = await asyncio.open_connection(HOST, self._port, limit=1 << 20)
        head = (
            f"{method} {path} HTTP/1.1\r\nHost: {HOST}:{self._port}\r\nX-Forwarded-For: {network}\r\n"
            f"Accept-Encoding: {self._encoding}\r\n"
            f"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {len(body)}\r\n\r\n"
        )
        self._writer.write(head.encode() + body)
        lines = (await self._reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
        headers = {name.lower(): value for name, _, value in (line.partition(": ") for line in lines[1:] if line)}
        content = await self._reader.readexactly(int(headers.get("content-length", "0")))
        if headers.get("connection", "").lower() == "close":
            self.close()
        return Answer(int(lines[0].split()[1]), headers, content, time.perf_counter() - started)
