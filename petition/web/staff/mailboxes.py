"""Mailboxes that are never written to: one is looked up by its exact address, for its holder asks.

The address is sent, never kept and never in an address of ours; nobody can list them, for they are kept as hashes.
"""

from collections.abc import Callable

from flask import g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext
from wtforms import EmailField, Field
from wtforms.validators import InputRequired

from petition.extensions import db
from petition.models.outbox import SuppressionReason
from petition.services import suppressing
from petition.web import mail_field, stepping_up
from petition.web.forms import PostedForm, cleaned
from petition.web.reason_form import ReasonForm
from petition.web.staff import bp

PLACE = "/staff/mailboxes"
WHY = {
    SuppressionReason.ASKED: lazy_gettext("Its holder asked never to be written to again."),
    SuppressionReason.BOUNCED: lazy_gettext("A mail came back: the mailbox did not exist."),
}
DONE = {
    "lifted": lazy_gettext("Done: this mailbox is written to again."),
    "stopped": lazy_gettext("Done: this mailbox is never written to again."),
}


class AddressForm(PostedForm):
    mail = EmailField(
        lazy_gettext("Mail address"),
        description=lazy_gettext("All of it, as its holder writes it."),
        filters=[cleaned],
        validators=[InputRequired(lazy_gettext("Write the mail address"))],
    )

    def validate_mail(self, field: Field) -> None:
        mail_field.check(field)


class DecisionForm(ReasonForm, AddressForm):
    """About the mailbox that was looked up."""


@bp.get(PLACE)
def mailboxes() -> ResponseReturnValue:
    return _page(AddressForm(None), done=DONE.get(request.args.get("done", "")))


@bp.post(PLACE)
def look_up_mailbox() -> ResponseReturnValue:
    form = AddressForm()
    if not form.validate_on_submit():
        return _page(form), 422
    return _page(form, DecisionForm(None, data={"mail": form.mail.data}))


@bp.post(f"{PLACE}/lift")
def lift_suppression() -> ResponseReturnValue:
    form = DecisionForm()
    if not form.validate_on_submit():
        return _shown_again(form), 422
    stepping_up.require()
    return _decide(suppressing.lift, form, done="lifted")


@bp.post(f"{PLACE}/stop")
def stop_mail() -> ResponseReturnValue:
    form = DecisionForm()
    if not form.validate_on_submit():
        return _shown_again(form), 422
    stepping_up.require()
    return _decide(suppressing.stop_by_hand, form, done="stopped")


def _decide(decide: Callable[..., None], form: DecisionForm, *, done: str) -> ResponseReturnValue:
    decide(form.mail.data or "", by=g.organiser.public_id, reason=form.reason.data or "")
    db.session.commit()
    return redirect(url_for(".mailboxes", done=done), 303)


def _shown_again(form: DecisionForm) -> str:
    """Without an address that is one there is nothing to decide about."""
    looked_up = AddressForm(None, data={"mail": form.mail.data})
    looked_up.mail.errors = form.mail.errors
    return _page(looked_up, None if form.mail.errors else form)


def _page(form: AddressForm, decision: DecisionForm | None = None, done: object = None) -> str:
    found = suppressing.found(form.mail.data or "") if decision is not None else None
    return render_template(
        "staff/mailboxes/show.html",
        form=form,
        decision=decision,
        why=WHY[found.reason] if found else None,
        since=found.created_at.date() if found else None,
        done=done,
    )
