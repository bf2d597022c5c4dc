"""What stands before every page of accounts, of teams at work, and of staff."""

from flask import Response, g, request
from flask.typing import ResponseReturnValue

from petition.extensions import db
from petition.web import languages, sending_late, sign_in


def begin() -> None:
    """Speak the visitor's language, and let nothing but a POST write."""
    if not languages.is_in_address():
        languages.use(languages.negotiated())
    if request.method == "POST":
        db.open_for_writing()


def turn_away() -> ResponseReturnValue | None:
    """The way to the sign-in page for strangers; None for whoever is signed in, who stands in `g` from here on."""
    g.organiser = sign_in.current_organiser()
    return sending_late.lead_to_sign_in() if g.organiser is None else None


def keep_nothing(response: Response) -> Response:
    """Let neither browsers nor proxies keep what only one person may see."""
    response.headers["Cache-Control"] = "no-store"
    return response
