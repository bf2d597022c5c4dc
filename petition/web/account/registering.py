"""Asking for an account, where the site gives one to whoever asks."""

from flask import redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from wtforms import Field

from petition.extensions import db, limiter
from petition.services import invitations
from petition.services.policy import OPEN, REGISTRATION
from petition.web import languages, mail_field
from petition.web.account import bp
from petition.web.account.flooding import TOO_OFTEN, answers_floods_to
from petition.web.forms import PostedForm

PER_NETWORK = "20 per 10 minutes; 100 per day"


class RegisterForm(PostedForm):
    mail = mail_field.mail_field()

    def validate_mail(self, field: Field) -> None:
        mail_field.check(field)


@bp.get("/account/register")
def register() -> ResponseReturnValue:
    return _page(RegisterForm())


@bp.post("/account/register")
@limiter.limit(PER_NETWORK)
def ask_for_account() -> ResponseReturnValue:
    form = RegisterForm()
    if not _is_open():
        return _page(form), 403
    if not form.validate_on_submit():
        return _page(form), 422
    # Who has an account already is told so by the mail, and nobody else.
    invitations.ask_for_account(form.mail.data or "", language=languages.current_language())
    db.session.commit()
    return redirect(url_for(".mail_sent"), 303)


@answers_floods_to("ask_for_account")
def register_in_a_flood() -> str:
    form = RegisterForm()
    form.form_errors = [str(TOO_OFTEN)]
    return _page(form)


def _is_open() -> bool:
    return REGISTRATION.value() == OPEN


def _page(form: RegisterForm) -> str:
    return render_template("account/registering/register.html", form=form, is_open=_is_open())
