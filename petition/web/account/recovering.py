"""Recovery codes: ten, for the day that all else is lost. Shown once, to be printed or written down."""

from flask import g, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from petition.extensions import db
from petition.services import recovery_codes
from petition.web import stepping_up
from petition.web.account import bp


@bp.get("/account/recovery-codes")
def codes() -> ResponseReturnValue:
    return render_template("account/recovery_codes/ask.html", left=recovery_codes.left(g.organiser))


@bp.post("/account/recovery-codes")
def renew_codes() -> ResponseReturnValue:
    stepping_up.require()
    fresh = recovery_codes.renew(g.organiser)
    db.session.commit()
    # Not led on to another page: they are kept nowhere that it could read them from.
    return render_template("account/recovery_codes/show.html", codes=fresh)


def after_adding() -> ResponseReturnValue:
    """Commits. Who has just added a first passkey or app goes on to the codes; who has some, back to the list."""
    db.session.commit()
    if recovery_codes.left(g.organiser):
        return redirect(url_for(".factors", done="added"), 303)
    return redirect(url_for(".codes"), 303)
