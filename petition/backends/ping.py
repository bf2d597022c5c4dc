"""A sign of life for somebody elsewhere, who raises the alarm when it stays away."""

import urllib.request
from http.client import HTTPException, HTTPMessage
from typing import IO
from urllib.error import URLError

TIMEOUT = 10  # seconds


class NoAnswer(Exception):
    """The sign of life was not taken; the message says why."""


class _NoDetours(urllib.request.HTTPRedirectHandler):
    """The operator named one address, and no other is called."""

    def redirect_request(
        self, req: urllib.request.Request, fp: IO[bytes], code: int, msg: str, headers: HTTPMessage, newurl: str
    ) -> None:
        return None


_opener = urllib.request.build_opener(_NoDetours)


def ping(url: str) -> None:
    """Ask for the address, which is the operator's own setting. Raises NoAnswer."""
    request = urllib.request.Request(url, headers={"User-Agent": "countersign"})  # noqa: S310 -- https, by config.py
    try:
        with _opener.open(request, timeout=TIMEOUT):
            return
    except (URLError, OSError, HTTPException) as error:
        # The address holds a secret, and some messages repeat it.
        reason = getattr(error, "code", None) or type(error).__name__
        raise NoAnswer(str(reason)) from None
