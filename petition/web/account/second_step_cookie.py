"""Between password and second factor: a cookie that says whose password was right, for five minutes, once."""

from flask import Response, g

from petition.models.organiser import Organiser
from petition.services import second_step
from petition.services.errors import SecondStepIsGone
from petition.web import cookies

NAME = "second_step"


def put(response: Response, organiser: Organiser) -> None:
    cookies.put(response, NAME, second_step.begin(organiser), life=second_step.LIFE)


def remove(response: Response) -> None:
    cookies.remove(response, NAME)


def organiser() -> Organiser | None:
    """Whose second step this browser has to take, or None where it has none, or no longer. Looked up once."""
    if "second_step_of" not in g:
        g.second_step_of = _found()
    found: Organiser | None = g.second_step_of
    return found


def token() -> str:
    return cookies.read(NAME)


def _found() -> Organiser | None:
    try:
        return second_step.organiser_of(token())
    except SecondStepIsGone:
        return None
