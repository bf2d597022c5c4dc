"""Deciding about somebody's account, each time with a reason that its holder is mailed, in one way for all of it."""

from collections.abc import Callable

from flask import abort, g, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext

from petition.extensions import db
from petition.services import account_decisions
from petition.services.errors import DomainError
from petition.services.staff_errors import AccountChangedMeanwhile, NoSecondFactor, NotStaffAnyMore, OwnAccount
from petition.web import stepping_up
from petition.web.forms import cleaned
from petition.web.staff import bp
from petition.web.staff.accounts import PLACE, account_or_404, page
from petition.web.staff.decision_form import posted

PROBLEMS = {
    AccountChangedMeanwhile: lazy_gettext(
        "Somebody else decided about this account meanwhile. This is how it stands now."
    ),
    OwnAccount: lazy_gettext("Nobody decides about their own account here. Somebody else who runs the site can."),
    NoSecondFactor: lazy_gettext("This account has no passkey and no code app. First its holder has to add one."),
}


# By what the page calls each: where it is sent below the account's address, and what it does.
VERBS: dict[str, tuple[str, Callable[..., None]]] = {
    "suspend_account": ("suspend", account_decisions.suspend),
    "reinstate_account": ("reinstate", account_decisions.reinstate),
    "reset_factors": ("reset-factors", account_decisions.reset_factors),
    "end_sessions": ("end-sessions", account_decisions.end_sessions),
    "make_staff": ("make-staff", account_decisions.make_staff),
    "end_staff": ("end-staff", account_decisions.end_staff),
}


def _deciding(verb: str, decide: Callable[..., None]) -> Callable[[str], ResponseReturnValue]:
    def view(public_id: str) -> ResponseReturnValue:
        found, form = account_or_404(public_id), posted(verb)
        if not form.validate_on_submit():
            return page(found, {verb: form}), 422
        stepping_up.require()
        decide(found, by=g.organiser.public_id, reason=form.reason.data or "")
        db.session.commit()
        return redirect(url_for(".account", public_id=public_id, _anchor="deeds"), 303)

    return view


for name, (place, decision) in VERBS.items():
    bp.add_url_rule(f"{PLACE}/<public_id>/{place}", name, _deciding(name, decision), methods=["POST"])


@bp.errorhandler(AccountChangedMeanwhile)
@bp.errorhandler(OwnAccount)
@bp.errorhandler(NoSecondFactor)
def account_was_decided(refusal: DomainError) -> ResponseReturnValue:
    """As it stands now, with what was typed."""
    db.session.rollback()
    found = account_or_404((request.view_args or {})["public_id"])
    typed = cleaned(request.form.get("reason"))
    return page(found, problem=str(PROBLEMS[type(refusal)]), typed=typed), 409


@bp.errorhandler(NotStaffAnyMore)
def not_staff_any_more(_refusal: NotStaffAnyMore) -> ResponseReturnValue:
    """To whoever does not run the site none of it exists."""
    db.session.rollback()
    abort(404)
