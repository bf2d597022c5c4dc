"""The built-in web server: how much it lets in."""

import threading
from collections.abc import Iterator
from http.client import HTTPConnection

import pytest
from flask import Flask, request

from petition.backends.web_server import LONGEST_BODY, WebServer
from petition.extensions import MAX_BODY_BYTES
from petition.web.organiser import ROOM
from petition.web.picture_field import MEGABYTE
from tests.servers import free_port


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
