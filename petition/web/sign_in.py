"""The cookie of a signed-in organiser: one audience sets it, others ask who it is."""

from flask import Response, g, request

from petition.extensions import settings
from petition.models.organiser import Organiser
from petition.services import second_factor, sessions

NAME = "organiser"


def secret() -> str | None:
    return request.cookies.get(NAME)


def current_organiser() -> Organiser | None:
    """Who sends this request, or None for a stranger. Their session stands in `g` from here on."""
    value = secret()
    found = sessions.session_of(value) if value else None
    g.login_session = found
    if found is None:
        return None
    if request.method == "POST":
        sessions.note_seen(found)
    return found.organiser


def lacks_second_factor() -> bool:
    """Whether this site asks a second factor of the one who is signed in, who has none yet."""
    if g.login_session.has_second_factor:
        return False
    return second_factor.is_missing(g.organiser)


def put(response: Response, value: str) -> None:
    response.set_cookie(NAME, value, max_age=sessions.LIFE, httponly=True, secure=settings.is_https, samesite="Lax")


def remove(response: Response) -> None:
    response.delete_cookie(NAME, httponly=True, secure=settings.is_https, samesite="Lax")
