"""Signing in with a passkey: it names the account, and is both factors at once."""

from flask.typing import ResponseReturnValue
from flask_babel import gettext
from wtforms import HiddenField

from petition.extensions import limiter
from petition.services import passkeys
from petition.services.errors import PasskeyRefused
from petition.web import browsers
from petition.web.account import bp
from petition.web.account.login import PER_NETWORK, login_page
from petition.web.account.login_form import LoginForm
from petition.web.account.signing_in import signed_in
from petition.web.forms import PostedForm


class PasskeyForm(PostedForm):
    """What js/passkey.js fills in."""

    answer = HiddenField()
    challenge = HiddenField()
    next = HiddenField()


@bp.post("/login/passkey")
@limiter.limit(PER_NETWORK)
def sign_in_with_passkey() -> ResponseReturnValue:
    form = PasskeyForm()
    if not form.validate_on_submit():
        return _again(form)
    try:
        organiser = passkeys.entered(
            answer=form.answer.data or "", challenge_token=form.challenge.data or "", browser=browsers.mark()
        )
    except PasskeyRefused:
        return _again(form)
    return signed_in(organiser, has_second_factor=True, wanted=form.next.data or "")


def _again(form: PasskeyForm) -> ResponseReturnValue:
    """One answer for a passkey we do not know, one that was answered before, and a suspended account."""
    login = LoginForm(None, data={"next": form.next.data})
    login.form_errors = [gettext("This passkey did not open an account here. Try again, or use your password.")]
    return login_page(login), 422
