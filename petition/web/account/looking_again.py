"""Showing that it is still oneself, before a page that is only opened: then one is led on to it."""

from flask import redirect, request
from flask.typing import ResponseReturnValue

from petition.web import stepping_up
from petition.web.account import bp
from petition.web.account.signing_in import place_after


@bp.post("/account/look-again")
def look_again() -> ResponseReturnValue:
    stepping_up.require()
    return redirect(place_after(request.form.get("next", "")), 303)
