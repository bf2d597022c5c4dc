"""A mail server that delivers nothing and keeps of each mail its link alone.

    python -m bench.sink --smtp PORT --asking PORT

A process of its own, made of the standard library alone, so that it costs the measured machine little. Whoever
connects to the second port sends a number, and is told the paths of the confirming links from that mail on.
"""

import argparse
import asyncio
import quopri
import re
from functools import partial

LINK = re.compile(rb"https?://[^\s/]+(/[a-z/]*confirm/[A-Za-z0-9._~-]+)(?=[\s\"<>])")
END = b"\r\n.\r\n"


class Sink(asyncio.Protocol):
    """One connection of SMTP (RFC 5321), commands sent ahead included."""

    def __init__(self, links: list[str]) -> None:
        self._links = links
        self._buffer = b""
        self._is_mail = False

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport
        transport.write(b"220 sink ESMTP\r\n")

    def data_received(self, received: bytes) -> None:
        self._buffer += received
        while self._take_mail() if self._is_mail else self._take_command():
            pass

    def _take_mail(self) -> bool:
        mail, end, rest = self._buffer.partition(END)
        if not end:
            return False
        self._buffer, self._is_mail = rest, False
        # A long link stands there in pieces.
        found = LINK.search(quopri.decodestring(mail)) or LINK.search(mail)
        self._links.append(found[1].decode() if found else "")
        self._transport.write(b"250 2.0.0 OK\r\n")
        return True

    def _take_command(self) -> bool:
        line, end, rest = self._buffer.partition(b"\r\n")
        if not end:
            return False
        self._buffer = rest
        self._answer(line[:4].upper())
        return True

    def _answer(self, verb: bytes) -> None:
        if verb == b"EHLO":
            self._transport.write(b"250-sink\r\n250-PIPELINING\r\n250-8BITMIME\r\n250 SMTPUTF8\r\n")
        elif verb == b"DATA":
            self._is_mail = True
            self._transport.write(b"354 go on\r\n")
        elif verb == b"QUIT":
            self._transport.write(b"221 bye\r\n")
            self._transport.close()
        else:
            self._transport.write(b"250 OK\r\n")


async def tell(links: list[str], reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """For each number that is asked, one line: how many mails came, and the paths from there on ("-" for none)."""
    while line := await reader.readline():
        paths = [path or "-" for path in links[int(line) :]]
        writer.write(" ".join([str(len(links)), *paths]).encode() + b"\n")
        await writer.drain()
    writer.close()


async def serve(smtp: int, asking: int) -> None:
    links: list[str] = []
    receiving = await asyncio.get_running_loop().create_server(lambda: Sink(links), "127.0.0.1", smtp, backlog=512)
    telling = await asyncio.start_server(partial(tell, links), "127.0.0.1", asking)
    async with receiving, telling:
        await receiving.serve_forever()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--smtp", type=int, required=True)
    parser.add_argument("--asking", type=int, required=True)
    options = parser.parse_args()
    asyncio.run(serve(options.smtp, options.asking))


if __name__ == "__main__":
    main()
