"""Signing in and out."""

import re

from flask import Response, make_response, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_limiter import RateLimitExceeded
from flask_wtf import FlaskForm

from petition.extensions import client_network, db, limiter
from petition.services import organisers, sessions
from petition.web import sign_in
from petition.web.account import bp, known_browser
from petition.web.account.login_form import LoginForm

# Every try of a network, then failed ones only: strictly for one account from one network, generously for one
# account from anywhere.
PER_NETWORK = "30 per minute; 200 per hour"
PER_ACCOUNT_AND_NETWORK = "5 per 10 minutes"
PER_ACCOUNT = "100 per hour"
# Only our own workspace may come next, in any language; never another site.
WORKSPACE = re.compile(r"/(?:[a-z]{2}/)?organise(?:[/?][\x21-\x5b\x5d-\x7e]*)?")


def _account() -> str:
    return known_browser.account_key(request.form.get("mail", ""))


def _account_and_network() -> str:
    return f"{_account()}:{client_network()}"


def _has_failed(response: Response) -> bool:
    return response.status_code == 422


def _is_known_browser() -> bool:
    return known_browser.is_known(request.form.get("mail", ""))


@bp.get("/login")
def login() -> ResponseReturnValue:
    return _page(LoginForm(data={"next": request.args.get("next", "")}))


@bp.post("/login")
@limiter.limit(PER_NETWORK)
@limiter.limit(PER_ACCOUNT_AND_NETWORK, key_func=_account_and_network, deduct_when=_has_failed)
@limiter.limit(PER_ACCOUNT, key_func=_account, deduct_when=_has_failed, exempt_when=_is_known_browser)
def sign_in_with_password() -> ResponseReturnValue:
    form = LoginForm()
    if not form.validate_on_submit():
        return _page(form), 422
    address, password = form.mail.data or "", form.password.data or ""
    credentials = organisers.credentials_of(address)
    # Hashing takes a while; nobody else's signature waits for it.
    db.session.commit()
    if not organisers.check_password(credentials, password) or credentials.organiser_id is None:
        form.say_wrong()
        return _page(form), 422
    organisers.renew_hash(credentials, password)
    secret = sessions.start(credentials.organiser_id, instead_of=sign_in.secret())
    db.session.commit()
    return _signed_in(secret, address, form.next.data or "")


@bp.post("/logout")
def logout() -> ResponseReturnValue:
    if not FlaskForm().validate_on_submit():
        return redirect(url_for(".login"), 303)
    secret = sign_in.secret()
    if secret:
        sessions.end(secret)
        db.session.commit()
    session.clear()
    response = make_response(redirect(url_for(".login"), 303))
    sign_in.remove(response)
    return response


@bp.errorhandler(RateLimitExceeded)
def too_many(_limit: RateLimitExceeded) -> ResponseReturnValue:
    db.session.rollback()
    form = LoginForm()
    form.form_errors = [gettext("That was tried too often. Wait ten minutes, then try again.")]
    return _page(form), 429, {"Retry-After": "600"}


def _signed_in(secret: str, address: str, wanted: str) -> Response:
    # What a stranger may have planted in this browser beforehand is worth nothing from here on.
    session.clear()
    place = wanted if WORKSPACE.fullmatch(wanted) else url_for("organiser.petitions")
    response = make_response(redirect(place, 303))
    sign_in.put(response, secret)
    known_browser.put(response, address)
    return response


def _page(form: LoginForm) -> str:
    return render_template("account/login.html", form=form)
