"""The second step of signing in: a code from the app, a recovery code, or a passkey."""

from flask import Response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext, lazy_gettext
from wtforms import HiddenField, StringField
from wtforms.validators import DataRequired, Length

from petition.extensions import db, limited_network, limiter
from petition.models.organiser import FactorKind, Organiser
from petition.services import app_codes, organisers, passkeys, second_factor
from petition.services import second_step as steps
from petition.services.errors import PasskeyRefused, SecondStepIsGone
from petition.web import browsers
from petition.web.account import bp, known_browser, second_step_cookie
from petition.web.account.flooding import TOO_OFTEN, answers_floods_to
from petition.web.account.passkey_login import PasskeyForm
from petition.web.account.signing_in import signed_in
from petition.web.forms import PostedForm, cleaned

# As for passwords: every try of a network, then failed ones. Only who knows the password comes here at all, and the
# owner's own browser is not kept waiting by the tries of others, unless these were so many that the code apps rest
# (services/app_codes.py): then it takes a recovery code or a passkey.
PER_NETWORK = "30 per minute; 200 per hour"
PER_ACCOUNT_AND_NETWORK = "5 per 10 minutes"
PER_ACCOUNT = "20 per hour"


class CodeForm(PostedForm):
    code = StringField(
        lazy_gettext("Code"),
        filters=[cleaned],
        validators=[
            DataRequired(lazy_gettext("Write the code")),
            Length(max=60, message=lazy_gettext("Use at most %(max)d characters")),
        ],
    )
    next = HiddenField()


def _account() -> str:
    found = second_step_cookie.organiser()
    return found.public_id if found else "nobody"


def _network() -> str:
    found = second_step_cookie.organiser()
    return known_browser.network_for(organisers.address_of(found)) if found else limited_network()


def _account_and_network() -> str:
    return f"{_account()}:{_network()}"


def _has_failed(response: Response) -> bool:
    return response.status_code == 422


def _is_known_browser() -> bool:
    found = second_step_cookie.organiser()
    return found is not None and known_browser.is_known(organisers.address_of(found))


@bp.get("/login/second")
def second_step() -> ResponseReturnValue:
    organiser = second_step_cookie.organiser()
    if organiser is None:
        return _begin_again()
    return _page(organiser, CodeForm(None, data={"next": request.args.get("next", "")}))


@bp.post("/login/second")
@limiter.limit(PER_NETWORK, key_func=_network)
@limiter.limit(PER_ACCOUNT_AND_NETWORK, key_func=_account_and_network, deduct_when=_has_failed)
@limiter.limit(PER_ACCOUNT, key_func=_account, deduct_when=_has_failed, exempt_when=_is_known_browser)
def take_second_step() -> ResponseReturnValue:
    organiser = second_step_cookie.organiser()
    if organiser is None:
        return _begin_again()
    form = CodeForm()
    if not form.validate_on_submit():
        return _page(organiser, form), 422
    if not second_factor.takes_code(organiser, form.code.data or ""):
        # A wrong try is remembered, too.
        db.session.commit()
        form.code.errors = [_why_not(organiser)]
        return _page(organiser, form), 422
    return _taken(organiser, form.next.data or "")


@bp.post("/login/second/passkey")
@limiter.limit(PER_NETWORK, key_func=_network)
def take_second_step_with_passkey() -> ResponseReturnValue:
    organiser = second_step_cookie.organiser()
    if organiser is None:
        return _begin_again()
    form = PasskeyForm()
    try:
        if not form.validate_on_submit():
            raise PasskeyRefused
        passkeys.confirms(
            organiser,
            answer=form.answer.data or "",
            challenge_token=form.challenge.data or "",
            browser=browsers.mark(),
        )
    except PasskeyRefused:
        again = CodeForm(None, data={"next": form.next.data})
        again.form_errors = [gettext("This passkey does not belong to the account. Try again, or type a code.")]
        return _page(organiser, again), 422
    return _taken(organiser, form.next.data or "")


@answers_floods_to("take_second_step", "take_second_step_with_passkey")
def second_step_in_a_flood() -> str:
    form = CodeForm()
    form.form_errors = [str(TOO_OFTEN)]
    return _page(second_step_cookie.organiser(), form)


def _taken(organiser: Organiser, wanted: str) -> ResponseReturnValue:
    try:
        steps.take(second_step_cookie.token())
    except SecondStepIsGone:
        db.session.rollback()
        return _begin_again()
    response = signed_in(organiser, has_second_factor=True, wanted=wanted)
    second_step_cookie.remove(response)
    return response


def _why_not(organiser: Organiser) -> str:
    if app_codes.are_resting(organiser):
        return str(gettext("Too many wrong codes were tried. For an hour, only a recovery code or a passkey will do."))
    return str(gettext("That is not the code. Codes change every half minute: take the one shown now."))


def _begin_again() -> ResponseReturnValue:
    """It took too long, or the step was taken before: the password is asked for again."""
    return redirect(url_for(".login", next=request.values.get("next") or None), 303)


def _page(organiser: Organiser | None, form: CodeForm) -> str:
    kinds = {factor.kind for factor in organiser.factors} if organiser else set()
    return render_template(
        "account/second_step.html",
        form=form,
        has_app=FactorKind.CODES in kinds,
        ceremony=passkeys.options_to_enter(browser=browsers.mark()) if FactorKind.PASSKEY in kinds else None,
    )
