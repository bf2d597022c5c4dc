"""The built-in web server: how much it lets in, and for how long."""

import threading
from collections.abc import Iterator
from contextlib import ExitStack, closing, suppress
from http.client import HTTPConnection
from itertools import cycle
from socket import create_connection, socket
from time import sleep

import pytest
from flask import Flask, request

from petition.backends import web_server
from petition.backends.web_server import LONGEST_BODY, THREADS, WebServer
from petition.extensions import MAX_BODY_BYTES
from petition.web.organiser import ROOM
from petition.web.picture_field import MEGABYTE
from tests.servers import free_port

HEAD = b"POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 500\r\n\r\n"


@pytest.fixture
def port() -> Iterator[int]:
    """Where an app listens that tells how much it was sent."""
    told = Flask("told")
    told.add_url_rule("/", "told", lambda: str(len(request.get_data())), methods=["POST"])
    chosen = free_port()
    server = WebServer(told, host="127.0.0.1", port=chosen)
    running = threading.Thread(target=server.run)
    running.start()
    yield chosen
    server.stop()
    running.join()


def test_a_body_that_no_form_takes_is_refused_by_its_length(port: int) -> None:
    connection = HTTPConnection("127.0.0.1", port, timeout=10)
    connection.putrequest("POST", "/")
    connection.putheader("Content-Length", str(LONGEST_BODY + 1))
    connection.endheaders()
    assert connection.getresponse().status == 413
    connection.close()


def test_the_largest_form_has_room(port: int) -> None:
    largest = MAX_BODY_BYTES + ROOM * MEGABYTE
    connection = HTTPConnection("127.0.0.1", port, timeout=30)
    connection.request("POST", "/", body=b"x" * largest)
    assert connection.getresponse().read() == str(largest).encode()
    connection.close()


def test_those_who_send_a_byte_at_a_time_keep_nobody_out_and_lose_their_place(
    port: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(web_server, "HEAD_SECONDS", 1)
    monkeypatch.setattr(web_server, "REQUEST_SECONDS", 1)
    with ExitStack() as stack:
        slow = [stack.enter_context(closing(create_connection(("127.0.0.1", port), 10))) for _ in range(3 * THREADS)]
        for number in range(4):
            for connection, begun in zip(slow, cycle((b"POST / HTTP/1.1\r\nX-Slow: ", HEAD)), strict=False):
                # Never silent; nothing more is taken of those who are let go.
                with suppress(OSError):
                    connection.sendall(b"x" if number else begun)
            assert answered(port) == b"5"
            sleep(0.7)
        assert {told(connection) for connection in slow} == {b""}


def answered(port: int) -> bytes:
    with closing(HTTPConnection("127.0.0.1", port, timeout=10)) as connection:
        connection.request("POST", "/", body=b"quick")
        return connection.getresponse().read()


def told(connection: socket) -> bytes:
    """What a slow one hears; nothing, where its connection was ended."""
    with suppress(ConnectionError):
        return connection.recv(100)
    return b""
