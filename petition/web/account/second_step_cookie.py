"""Between password and second factor: a cookie that says whose password was right, for five minutes, once."""

from flask import Response, g, request

from petition.extensions import settings
from petition.models.organiser import Organiser
from petition.services import second_step
from petition.services.errors import SecondStepIsGone

NAME = "second_step"


def put(response: Response, organiser: Organiser) -> None:
    response.set_cookie(
        NAME,
        second_step.begin(organiser),
        max_age=second_step.LIFE,
        httponly=True,
        secure=settings.is_https,
        samesite="Lax",
    )


def remove(response: Response) -> None:
    response.delete_cookie(NAME, httponly=True, secure=settings.is_https, samesite="Lax")


def organiser() -> Organiser | None:
    """Whose second step this browser has to take, or None where it has none, or no longer. Looked up once."""
    if "second_step_of" not in g:
        g.second_step_of = _found()
    found: Organiser | None = g.second_step_of
    return found


def token() -> str:
    return request.cookies.get(NAME, "")


def _found() -> Organiser | None:
    try:
        return second_step.organiser_of(token())
    except SecondStepIsGone:
        return None
