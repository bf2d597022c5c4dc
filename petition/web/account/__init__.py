"""Accounts: the ways in, and what belongs to whoever is signed in."""

from flask import Response, g, request
from flask.typing import ResponseReturnValue

from petition.extensions import csrf, db
from petition.web import languages, sending_late, sign_in
from petition.web.languages import LocalisedBlueprint

bp = LocalisedBlueprint("account", __name__)

# The open forms check their own tokens, so that a page that was open too long is shown again with what was typed.
csrf.exempt(bp)

# The ways in and out: anyone may knock. All else here belongs to whoever is signed in.
OPEN = {
    *("login", "sign_in_with_password", "sign_in_with_passkey", "logout"),
    *("second_step", "take_second_step", "take_second_step_with_passkey"),
    *("forgotten", "ask_to_reset", "mail_sent", "reset", "do_reset"),
    *("register", "ask_for_account", "invitation", "accept_invitation"),
}


@bp.before_request
def door() -> ResponseReturnValue | None:
    """Strangers are led to the sign-in page, but for the ways in; only a POST writes."""
    if not languages.is_in_address():
        languages.use(languages.negotiated())
    if request.method == "POST":
        db.open_for_writing()
    if (request.endpoint or "").removeprefix(f"{bp.name}.") in OPEN:
        return None
    g.organiser = sign_in.current_organiser()
    if g.organiser is None:
        return sending_late.lead_to_sign_in()
    csrf.protect()
    return None


@bp.after_request
def keep_nothing(response: Response) -> Response:
    response.headers["Cache-Control"] = "no-store"
    return response
