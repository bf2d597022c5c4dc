"""The cookie of a signed-in organiser: one audience sets it, others ask who it is."""

from flask import Response, request

from petition.extensions import settings
from petition.models.team import Organiser
from petition.services import sessions

NAME = "organiser"


def secret() -> str | None:
    return request.cookies.get(NAME)


def current_organiser() -> Organiser | None:
    """Who sends this request, or None for a stranger."""
    value = secret()
    return sessions.organiser_of(value) if value else None


def put(response: Response, value: str) -> None:
    response.set_cookie(NAME, value, max_age=sessions.LIFE, httponly=True, secure=settings.is_https, samesite="Lax")


def remove(response: Response) -> None:
    response.delete_cookie(NAME, httponly=True, secure=settings.is_https, samesite="Lax")
