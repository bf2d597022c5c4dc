"""Cookies: out of reach of scripts and of other sites, and over https under a name that no neighbour can set.

A browser takes a `__Host-` cookie from its own host alone (RFC 6265bis, section 4.1.3.2). Any other name can also be
set by a page of a sister host, for all of a domain: whoever has one of those could put others into a session of his.
"""

from datetime import timedelta

from flask import Response, request

from petition.extensions import HOST_ONLY, settings


def name_of(name: str) -> str:
    """What browsers know it by. They refuse the prefix where there is no https, as on a laptop."""
    return f"{HOST_ONLY}{name}" if settings.is_https else name


def put(response: Response, name: str, value: str, *, life: timedelta | None) -> None:
    """Without a life it goes when the browser is closed."""
    response.set_cookie(
        name_of(name), value, max_age=life, httponly=True, secure=settings.is_https, samesite="Lax", path="/"
    )


def remove(response: Response, name: str) -> None:
    response.delete_cookie(name_of(name), httponly=True, secure=settings.is_https, samesite="Lax", path="/")


def read(name: str) -> str:
    """Empty where there is none."""
    return request.cookies.get(name_of(name), "")
