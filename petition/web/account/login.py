"""Signing in with a password, and signing out."""

from flask import Response, make_response, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext
from flask_wtf import FlaskForm

from petition.extensions import db, limiter
from petition.models.organiser import Organiser
from petition.services import organisers, passkeys, second_factor, sessions
from petition.web import browsers, sign_in
from petition.web.account import bp, known_browser, second_step_cookie
from petition.web.account.flooding import answers_floods_to
from petition.web.account.login_form import LoginForm
from petition.web.account.signing_in import signed_in

# Every try of a network, then failed ones only: strictly for one account from one network, generously for one
# account from anywhere.
PER_NETWORK = "30 per minute; 200 per hour"
PER_ACCOUNT_AND_NETWORK = "5 per 10 minutes"
PER_ACCOUNT = "100 per hour"
# Where others try on and on, waiting alone does not help whoever comes with a browser that was never here.
BESIEGED = lazy_gettext(
    "That was tried too often, perhaps by somebody else. Wait ten minutes, or set a new password by mail: then you can "
    "sign in at once."
)


def _account() -> str:
    return known_browser.account_key(request.form.get("mail", ""))


def _network() -> str:
    return known_browser.network_for(request.form.get("mail", ""))


def _account_and_network() -> str:
    return f"{_account()}:{_network()}"


def _has_failed(response: Response) -> bool:
    return response.status_code == 422


def _is_known_browser() -> bool:
    return known_browser.is_known(request.form.get("mail", ""))


@bp.get("/login")
def login() -> ResponseReturnValue:
    form = LoginForm(data={"next": request.args.get("next", "")})
    return login_page(form, has_new_password=request.args.get("new") == "password")


@bp.post("/login")
@limiter.limit(PER_NETWORK, key_func=_network)
@limiter.limit(PER_ACCOUNT_AND_NETWORK, key_func=_account_and_network, deduct_when=_has_failed)
@limiter.limit(PER_ACCOUNT, key_func=_account, deduct_when=_has_failed, exempt_when=_is_known_browser)
def sign_in_with_password() -> ResponseReturnValue:
    form = LoginForm()
    if not form.validate_on_submit():
        return login_page(form), 422
    address, password = form.mail.data or "", form.password.data or ""
    credentials = organisers.credentials_of(address)
    # Hashing takes a while; nobody else's signature waits for it.
    db.session.commit()
    if not organisers.check_password(credentials, password) or credentials.organiser_id is None:
        form.say_wrong()
        return login_page(form), 422
    organisers.renew_hash(credentials, password)
    organiser = db.session.get_one(Organiser, credentials.organiser_id)
    if second_factor.has_any(organiser):
        return _to_second_step(organiser, form.next.data or "")
    return signed_in(organiser, has_second_factor=False, wanted=form.next.data or "")


@bp.post("/logout")
def logout() -> ResponseReturnValue:
    if not FlaskForm().validate_on_submit():
        # Not to the sign-in page: it would look as if one had been signed out.
        return redirect(url_for("organiser.petitions"), 303)
    secret = sign_in.secret()
    if secret:
        sessions.end(secret)
        db.session.commit()
    session.clear()
    response = make_response(redirect(url_for(".login"), 303))
    sign_in.remove(response)
    return response


@answers_floods_to("sign_in_with_password", "sign_in_with_passkey")
def login_in_a_flood() -> str:
    form = LoginForm()
    form.form_errors = [str(BESIEGED)]
    return login_page(form)


def login_page(form: LoginForm, *, has_new_password: bool = False) -> str:
    """The page, as it is opened and as it is shown again."""
    return render_template(
        "account/login.html",
        form=form,
        ceremony=passkeys.options_to_enter(browser=browsers.mark()),
        has_new_password=has_new_password,
    )


def _to_second_step(organiser: Organiser, wanted: str) -> ResponseReturnValue:
    response = make_response(redirect(url_for(".second_step", next=wanted or None), 303))
    second_step_cookie.put(response, organiser)
    db.session.commit()
    return response
