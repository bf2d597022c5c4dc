"""Accounts: found by a part of the name or by the exact mail address, and how each stands.

The address is sent by POST alone, never kept and never shown: an account's page says nothing of it.
"""

from flask import abort, g, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext, lazy_gettext
from limits import parse
from wtforms import EmailField, Field
from wtforms.validators import InputRequired

from petition.extensions import db, limiter
from petition.models.organiser import Organiser
from petition.services import accounts as found_accounts
from petition.services import team_log
from petition.web import mail_field, paging
from petition.web.forms import PostedForm, cleaned
from petition.web.staff import bp
from petition.web.staff.account_line import FACTORS, AccountLine, place_line
from petition.web.staff.decision_form import DecisionForm, forms_for
from petition.web.staff.deed_line import deed_lines
from petition.web.staff.searched import part

PLACE = "/staff/accounts"
# By one of those who run the site: enough to help who writes in, too few to try lists of addresses.
MOST_AN_HOUR, MOST_A_DAY = parse("30 per hour"), parse("100 per day")


class AddressForm(PostedForm):
    mail = EmailField(
        lazy_gettext("Mail address"),
        description=lazy_gettext("All of it, as its holder writes it. That you looked is noted, the address is not."),
        filters=[cleaned],
        validators=[InputRequired(lazy_gettext("Write the mail address"))],
    )

    def validate_mail(self, field: Field) -> None:
        mail_field.check(field)


@bp.get(PLACE)
def accounts() -> ResponseReturnValue:
    return _list(AddressForm(None))


@bp.post(PLACE)
def look_up_account() -> ResponseReturnValue:
    form = AddressForm()
    if not form.validate_on_submit():
        return _list(form), 422
    who = g.organiser.public_id
    if not all(limiter.limiter.hit(most, "look up account", who) for most in (MOST_AN_HOUR, MOST_A_DAY)):
        form.form_errors = [gettext("You looked up very many addresses. Go on in an hour, or tomorrow.")]
        return _list(form), 429, {"Retry-After": "3600"}
    found = found_accounts.look_up(form.mail.data or "", by=who)
    public_id = found.public_id if found else None
    db.session.commit()
    if public_id is None:
        return _list(form, is_unknown=True)
    return redirect(url_for(".account", public_id=public_id), 303)


@bp.get(f"{PLACE}/<public_id>")
def account(public_id: str) -> ResponseReturnValue:
    return page(account_or_404(public_id))


def account_or_404(public_id: str) -> Organiser:
    found = found_accounts.by_public_id(public_id)
    if found is None:
        abort(404)
    return found


def page(found: Organiser, sent: dict[str, DecisionForm] | None = None, *, problem: str = "", typed: str = "") -> str:
    """One account, and what can be decided about it as it stands. `sent`: forms that were wrong, by their verbs."""
    line, ways_in = AccountLine(found), found_accounts.ways_into(found)
    return render_template(
        "staff/accounts/show.html",
        line=line,
        ways_in=ways_in,
        factors=[str(FACTORS[kind]) for kind in ways_in.factors],
        places=[place_line(one) for one in found_accounts.places_of(found)],
        deeds=deed_lines(team_log.deeds_on(found.public_id)),
        forms=forms_for(_verbs(line, has_factors=bool(ways_in.factors)), sent or {}),
        problem=problem,
        typed=typed,
    )


def _verbs(line: AccountLine, *, has_factors: bool) -> list[str]:
    """What can be decided: nothing about oneself."""
    if line.is_me:
        return []
    staff = "end_staff" if line.organiser.is_staff else "make_staff"
    offered = {
        "suspend_account": not line.is_suspended,
        "reinstate_account": line.is_suspended,
        "reset_factors": True,
        "end_sessions": not line.is_suspended,
        staff: line.organiser.is_staff or (has_factors and not line.is_suspended),
    }
    return [verb for verb, is_offered in offered.items() if is_offered]


def _list(form: AddressForm, *, is_unknown: bool = False) -> str:
    searched, before = part(), paging.before()
    found, has_more = found_accounts.newest(part=searched, before=before)
    return render_template(
        "staff/accounts/index.html",
        form=form,
        is_unknown=is_unknown,
        lines=[AccountLine(one) for one in found],
        searched=searched,
        older_url=url_for(".accounts", q=searched or None, before=found[-1].id) if has_more else None,
        first_url=url_for(".accounts", q=searched or None) if before else None,
    )
