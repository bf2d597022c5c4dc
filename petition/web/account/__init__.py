"""Accounts: the ways in, and what belongs to whoever is signed in."""

from flask import request
from flask.typing import ResponseReturnValue

from petition.extensions import csrf
from petition.web import doors
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
    doors.begin()
    if (request.endpoint or "").removeprefix(f"{bp.name}.") in OPEN:
        return None
    if (turned_away := doors.turn_away()) is not None:
        return turned_away
    csrf.protect()
    return None


bp.after_request(doors.keep_nothing)
