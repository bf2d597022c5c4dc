"""Adding a passkey: the browser makes one, and js/passkey.js brings its answer."""

from flask import g, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext, lazy_gettext
from wtforms import HiddenField, StringField
from wtforms.validators import DataRequired, Length

from petition.extensions import db
from petition.services import passkeys
from petition.services.errors import PasskeyRefused
from petition.web import stepping_up
from petition.web.account import bp
from petition.web.account.device import device_of
from petition.web.account.recovering import after_adding
from petition.web.forms import PostedForm, cleaned


class PasskeyNameForm(PostedForm):
    name = StringField(
        lazy_gettext("What do you call it?"),
        description=lazy_gettext("So that you know it again, such as: my phone."),
        filters=[cleaned],
        validators=[
            DataRequired(lazy_gettext("Write a name for it")),
            Length(max=80, message=lazy_gettext("Use at most %(max)d characters")),
        ],
    )
    answer = HiddenField()
    challenge = HiddenField()


@bp.get("/account/factors/passkey")
def add_passkey() -> ResponseReturnValue:
    stepping_up.require()
    return _page(PasskeyNameForm(data={"name": device_of(request.user_agent.string)}))


@bp.post("/account/factors/passkey")
def do_add_passkey() -> ResponseReturnValue:
    form = PasskeyNameForm()
    if not form.validate_on_submit():
        return _page(form), 422
    stepping_up.require()
    try:
        passkeys.add(
            g.organiser,
            answer=form.answer.data or "",
            challenge_token=form.challenge.data or "",
            name=form.name.data or "",
        )
    except PasskeyRefused:
        db.session.rollback()
        form.form_errors = [gettext("The passkey was not made, or it took too long. Press the button again.")]
        return _page(form), 422
    return after_adding()


def _page(form: PasskeyNameForm) -> str:
    return render_template("account/factors/passkey.html", form=form, ceremony=passkeys.options_to_add(g.organiser))
