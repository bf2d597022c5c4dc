"""A forgotten password: a link is asked for, and with it a new one is set."""

from typing import Any

from flask import make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from wtforms import Field

from petition.extensions import db, limiter
from petition.models.organiser import Organiser
from petition.services import account_mails, organisers
from petition.web import languages, mail_field
from petition.web.account import bp, known_browser
from petition.web.account.flooding import TOO_OFTEN, answers_floods_to
from petition.web.account.password_field import new_password_field
from petition.web.forms import PostedForm

# How often one mailbox is written to, the caps on mail decide: they are the same for every address.
PER_NETWORK = "20 per 10 minutes; 100 per day"


class ForgottenForm(PostedForm):
    mail = mail_field.mail_field()

    def validate_mail(self, field: Field) -> None:
        mail_field.check(field)


class ResetForm(PostedForm):
    password = new_password_field()


@bp.get("/account/forgotten")
def forgotten() -> ResponseReturnValue:
    return _forgotten_page(ForgottenForm())


@bp.post("/account/forgotten")
@limiter.limit(PER_NETWORK)
def ask_to_reset() -> ResponseReturnValue:
    form = ForgottenForm()
    if not form.validate_on_submit():
        return _forgotten_page(form), 422
    # Whether there is such an account is found out when the mail is written, and told there alone.
    account_mails.ask_to_reset(form.mail.data or "", language=languages.current_language())
    db.session.commit()
    return redirect(url_for(".mail_sent"), 303)


@bp.get("/account/mail-sent")
def mail_sent() -> ResponseReturnValue:
    """The same for every address, and whatever was asked for."""
    return render_template("account/mail_sent.html")


@bp.get("/account/reset/<token>")
def reset(token: str) -> ResponseReturnValue:
    return _reset_page(token, organisers.organiser_of_reset(token), ResetForm())


@bp.post("/account/reset/<token>")
@limiter.limit(PER_NETWORK)
def do_reset(token: str) -> ResponseReturnValue:
    organiser = organisers.organiser_of_reset(token)
    form = ResetForm()
    if not form.validate_on_submit():
        return _reset_page(token, organiser, form), 422
    # Hashing takes a while; nobody else's signature waits for it.
    db.session.commit()
    organiser = organisers.reset_password(token, form.password.data or "")
    db.session.commit()
    # Whoever reads the mailbox has not shown the second factor: one signs in as ever.
    response = make_response(redirect(url_for(".login", new="password"), 303))
    # But is not kept waiting by what others guess meanwhile.
    known_browser.put(response, organisers.address_of(organiser))
    return response


@answers_floods_to("ask_to_reset")
def forgotten_in_a_flood() -> str:
    form = ForgottenForm()
    form.form_errors = [str(TOO_OFTEN)]
    return _forgotten_page(form)


@answers_floods_to("do_reset")
def reset_in_a_flood() -> str:
    form = ResetForm()
    form.form_errors = [str(TOO_OFTEN)]
    named: dict[str, Any] = request.view_args or {}
    return _reset_page(named["token"], organisers.organiser_of_reset(named["token"]), form)


def _forgotten_page(form: ForgottenForm) -> str:
    return render_template("account/resetting/forgotten.html", form=form)


def _reset_page(token: str, organiser: Organiser, form: ResetForm) -> str:
    return render_template(
        "account/resetting/reset.html", form=form, token=token, address=organisers.address_of(organiser)
    )
