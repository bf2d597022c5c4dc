"""Asking again who is there: before a list leaves the house, something is taken away, or an account changes.

Whoever showed within the last minutes that it is them passes unasked. Everyone else's POST is answered by a page that
asks for password, code or passkey, and carries all that was sent to the same address: nothing is lost, and with the
right answer the verb runs at once.
"""

from flask import Flask, g, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext
from flask_wtf.csrf import generate_csrf
from limits import parse
from wtforms import HiddenField, PasswordField, StringField

from petition.extensions import db, limiter
from petition.models.organiser import FactorKind, Organiser
from petition.services import organisers, passkeys, second_factor, sessions
from petition.services.errors import PasskeyRefused
from petition.services.organisers import Credentials
from petition.web import browsers, carrying, sign_in
from petition.web.forms import PostedForm

# Of one signed-in browser: whoever guesses elsewhere takes nobody's tries away.
TRIES = parse("10 per 10 minutes")
TOO_OFTEN = lazy_gettext("That was tried too often. Wait ten minutes, then try again.")
WRONG = lazy_gettext("That was not it. Try again, or take another way below.")


class StepUpNeeded(Exception):
    """The one who is signed in has to show that it is still them; `problem` is what was wrong with a try."""

    def __init__(self, problem: str = "", status: int = 200) -> None:
        super().__init__()
        self.problem = problem
        self.status = status


class StepUpForm(PostedForm):
    """Each name begins as `carrying.ANSWER` says: an answer goes no further."""

    step_up_password = PasswordField(lazy_gettext("Password"))
    step_up_code = StringField(
        lazy_gettext("Code"), description=lazy_gettext("From your code app, or one of your recovery codes.")
    )
    step_up_passkey = HiddenField()
    step_up_challenge = HiddenField()

    class Meta:
        # The token of the form that is carried along has been looked at before.
        csrf = False

    @property
    def is_answered(self) -> bool:
        return any((self.step_up_password.data, self.step_up_code.data, self.step_up_passkey.data))


def register(app: Flask) -> None:
    app.register_error_handler(StepUpNeeded, _ask)


def require() -> None:
    """Go on if the one who is signed in showed lately, or shows with this request, that it is them.

    To be called once the form is known to be right, before anything is written. Raises StepUpNeeded.
    """
    if sessions.is_fresh(g.login_session):
        return
    form = StepUpForm()
    if request.method != "POST" or not form.is_answered:
        raise StepUpNeeded
    if not limiter.limiter.hit(TRIES, "step up", g.login_session.public_id):
        raise StepUpNeeded(str(TOO_OFTEN), 429)
    is_right, another = _is_right(form, g.organiser), None
    if is_right:
        sessions.step_up(sign_in.secret())
        # A copy of the cookie that somebody made earlier has not shown who it is. Other tabs have a moment to follow.
        another = sessions.renew(sign_in.secret(), grace=sessions.GRACE)
    # Kept by itself: whatever becomes of the verb, nobody is asked twice, and a code that was used is used.
    db.session.commit()
    if not is_right:
        raise StepUpNeeded(str(WRONG), 422)
    sign_in.go_on_with(another)


def _is_right(form: StepUpForm, organiser: Organiser) -> bool:
    if form.step_up_passkey.data:
        return _has_passkey(form, organiser)
    if form.step_up_code.data:
        return second_factor.takes_code(organiser, form.step_up_code.data)
    kept = Credentials(organiser.id, organiser.password_hash)
    # Hashing takes a while; nobody else's signature waits for it.
    db.session.commit()
    return organisers.check_password(kept, form.step_up_password.data or "")


def _has_passkey(form: StepUpForm, organiser: Organiser) -> bool:
    try:
        passkeys.confirms(
            organiser,
            answer=form.step_up_passkey.data or "",
            challenge_token=form.step_up_challenge.data or "",
            browser=browsers.mark(),
        )
    except PasskeyRefused:
        return False
    return True


def _ask(needed: StepUpNeeded) -> ResponseReturnValue:
    db.session.rollback()
    form = StepUpForm(None)
    if needed.problem:
        form.form_errors = [needed.problem]
    kinds = {factor.kind for factor in g.organiser.factors}
    page = render_template(
        "stepping_up.html",
        form=form,
        action=_address(),
        kept=_kept(),
        has_password=g.organiser.password_hash is not None,
        has_codes=bool(kinds),
        ceremony=passkeys.options_to_enter(browser=browsers.mark()) if FactorKind.PASSKEY in kinds else None,
    )
    headers = {"Retry-After": "600"} if needed.status == 429 else {}
    return page, needed.status, headers


def _address() -> str:
    """Where the answer goes: to the verb itself, or for a page that was only opened, to where one is led on to it."""
    if request.method == "POST":
        return carrying.address()
    return url_for("account.look_again")


def _kept() -> list[tuple[str, str]]:
    """What goes along with the answer."""
    if request.method == "POST":
        return carrying.typed()
    return [("csrf_token", generate_csrf()), ("next", carrying.address())]
