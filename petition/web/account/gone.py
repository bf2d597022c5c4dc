"""Mailed links that are good no more."""

from flask import render_template
from flask.typing import ResponseReturnValue

from petition.extensions import db
from petition.services.errors import AccountLinkIsGone
from petition.web.account import bp


@bp.errorhandler(AccountLinkIsGone)
def link_is_gone(_refusal: AccountLinkIsGone) -> ResponseReturnValue:
    db.session.rollback()
    return render_template("account/gone.html"), 410
