"""Organisers: a team at work on its own petitions. Others' petitions do not exist here."""

from flask import Response, g, redirect, request, url_for
from flask.typing import ResponseReturnValue

from petition.extensions import csrf, db
from petition.web import languages, sign_in
from petition.web.languages import LocalisedBlueprint

bp = LocalisedBlueprint("organiser", __name__)

# The door looks at the form token itself, after it has looked at who is there.
csrf.exempt(bp)


@bp.before_request
def door() -> ResponseReturnValue | None:
    """Strangers are led to the sign-in page; only a POST from our own pages writes."""
    if not languages.is_in_address():
        languages.use(languages.negotiated())
    if request.method == "POST":
        db.open_for_writing()
    g.organiser = sign_in.current_organiser()
    if g.organiser is None:
        wanted = request.full_path.rstrip("?") if request.method in ("GET", "HEAD") else None
        return redirect(url_for("account.login", next=wanted), 303)
    csrf.protect()
    if sign_in.lacks_second_factor():
        return redirect(url_for("account.factors"), 303)
    return None


@bp.after_request
def keep_nothing(response: Response) -> Response:
    response.headers["Cache-Control"] = "no-store"
    return response
