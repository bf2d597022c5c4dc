"""Accounts: signing in and out."""

from flask import Response, request

from petition.extensions import csrf, db
from petition.web import languages
from petition.web.languages import LocalisedBlueprint

bp = LocalisedBlueprint("account", __name__)

# The forms check their own tokens, so that a page that was open too long is shown again with what was typed.
csrf.exempt(bp)


@bp.before_request
def door() -> None:
    """Anyone may knock; only a POST writes."""
    if not languages.is_in_address():
        languages.use(languages.negotiated())
    if request.method == "POST":
        db.open_for_writing()


@bp.after_request
def keep_nothing(response: Response) -> Response:
    response.headers["Cache-Control"] = "no-store"
    return response
