"""The names that the site answers to. What is sent to any other is turned away before anything looks at it.

Whoever asks chooses the Host. No address of ours is ever made of it; but a page under a name that somebody else lets
lead here (DNS rebinding, a domain that lapsed, a proxy that passes on anything) would be of one origin with what they
show there before and after.
"""

import re
from collections.abc import Iterable, Set
from ipaddress import ip_address
from typing import TYPE_CHECKING

from flask import Flask, render_template, request
from flask.typing import ResponseReturnValue

from petition.extensions import settings

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

# A name or an address with or without a port, which nobody is known by (RFC 9110, section 7.2).
HOST = re.compile(r"(?P<name>[a-z0-9._-]+|\[(?P<ipv6>[0-9a-f:.]+)\])(?::[0-9]{0,5})?", re.ASCII | re.IGNORECASE)
# Balancers and monitors ask each machine by itself, by whatever it is called there. Nothing on them names a host.
FOR_MACHINES = {"/healthz", "/readyz", "/metrics"}
# Where a WSGI server's environment says how a request is refused.
MARK = "petition.misdirected"
BAD_REQUEST, MISDIRECTED = 400, 421


class OwnNames:
    """A WSGI application in front of two: requests for us go to the first, and `unkept` says that others are not."""

    def __init__(
        self, application: "WSGIApplication", *, unkept: "WSGIApplication", own: Set[str], is_local: bool
    ) -> None:
        self._application = application
        self._unkept = unkept
        self._own = own
        self._is_local = is_local

    def __call__(self, environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        if environ.get("PATH_INFO") in FOR_MACHINES:
            return self._application(environ, start_response)
        name = name_in(environ.get("HTTP_HOST", ""))
        if name is not None and is_ours(name, self._own, is_local=self._is_local):
            return self._application(environ, start_response)
        environ[MARK] = BAD_REQUEST if name is None else MISDIRECTED
        return self._unkept(environ, start_response)


def name_in(host: str) -> str | None:
    """The name in a `Host` header, in small letters and without the port; None where there is none (RFC 9112, 3.2)."""
    found = HOST.fullmatch(host)
    return (found["ipv6"] or found["name"]).lower() if found else None


def is_ours(name: str, own: Set[str], *, is_local: bool) -> bool:
    """Whether the site is called so. On a laptop it is also called as the machine is."""
    return name in own or (is_local and is_of_a_machine(name))


def is_of_a_machine(name: str) -> bool:
    """Whether it is an address, or means this very machine: no stranger can let such a one lead here."""
    try:
        ip_address(name)
    except ValueError:
        return name == "localhost"
    return True


def register(app: Flask) -> None:
    """Before all other doors."""
    app.before_request(_turn_away)


def _turn_away() -> ResponseReturnValue | None:
    status: int | None = request.environ.get(MARK)
    if status is None:
        return None
    # A page that needs nothing else from here: whatever else it asked for would be turned away as well.
    return render_template("errors/misdirected.html", home=f"{settings.base_url}/"), status
