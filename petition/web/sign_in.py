"""The cookie of a signed-in organiser: one audience sets it, others ask who it is."""

from flask import Response, after_this_request, g, request

from petition.models.organiser import Organiser
from petition.services import second_factor, sessions
from petition.web import cookies

NAME = "organiser"
# Where a request says which secret its session has got meanwhile.
ANOTHER = "petition.another_secret"


def secret() -> str:
    """Of this browser's session, as it is called from here on; empty where it has none."""
    another: str = request.environ.get(ANOTHER, "")
    return another or cookies.read(NAME)


def go_on_with(another: str | None) -> None:
    """Give the browser the secret that its session has got and that was committed; None where it keeps the one it has.

    However the request ends: the one it came with opens nothing any more, or not for long.
    """
    if another is not None:
        request.environ[ANOTHER] = another
        after_this_request(_put_another)


def _put_another(response: Response) -> Response:
    put(response, secret())
    return response


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
    cookies.put(response, NAME, value, life=sessions.LIFE)


def remove(response: Response) -> None:
    cookies.remove(response, NAME)
