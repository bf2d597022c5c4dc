"""One line in the log for each request that the application answered, and a number by which to find it.

The line names the route, never the address that was asked for, and nobody who asked. Answers from memory
(kept_answers.py) have none.
"""

import logging
import re
import secrets
import time

from flask import Flask, Response, g, request
from flask.signals import request_started
from structlog.contextvars import bind_contextvars, clear_contextvars

from petition.extensions import settings

log = logging.getLogger(__name__)
HEADER = "X-Request-ID"
# As nginx, Caddy and others number requests: 32 hex digits, or a UUID.
NUMBER = re.compile(r"[0-9a-fA-F-]{16,36}", re.ASCII)
METHODS = {"GET", "HEAD", "POST", "OPTIONS", "PUT", "PATCH", "DELETE"}


def register(app: Flask) -> None:
    request_started.connect(_begin, app)
    app.after_request(_end)
    # What the thread says next belongs to nobody.
    app.teardown_request(lambda _error: clear_contextvars())


def request_id() -> str:
    """The number of the request at hand: the trusted proxy's, or else our own."""
    number: str = g.get("request_id", "")
    return number


def _begin(_app: Flask) -> None:
    given = request.headers.get(HEADER, "") if settings.trusted_proxies else ""
    g.request_id = given if NUMBER.fullmatch(given) else secrets.token_hex(8)
    g.began = time.monotonic()
    bind_contextvars(request_id=g.request_id)


def _end(response: Response) -> Response:
    if response.status_code >= 400 or response.cache_control.no_store:
        # Not on what is the same for everyone: that is kept whole, and would carry somebody else's number.
        response.headers[HEADER] = request_id()
    fields = {
        "method": request.method if request.method in METHODS else "other",
        "route": request.url_rule.rule if request.url_rule else "none",
        "status": response.status_code,
        "ms": round((time.monotonic() - g.began) * 1000, 1),
    }
    # Somebody asks for these every few seconds, and it is no news.
    log.log(logging.DEBUG if request.blueprint == "ops" else logging.INFO, "request", extra=fields)
    return response
