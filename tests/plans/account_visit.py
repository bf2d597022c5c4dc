"""An account is asked for and made, protected, changed, and entered in every way."""

from collections.abc import Callable
from typing import Any

import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient

from petition.extensions import db
from petition.models.organiser import Factor, FactorKind, LoginSession
from petition.services import policy
from tests.accounts import add_passkey, code_of, enter_with, log_in, secret_on, send
from tests.authenticator import Authenticator
from tests.people import PASSWORD, post
from tests.reading import Mails, form_on, link_in

ACCOUNT = "/en/account"
MAIL = "newcomer@example.org"
APP = f"{ACCOUNT}/factors/app"
Write = Callable[[Callable[[], Any]], Any]


def keep_an_account(app: Flask, write: Write, mails: Mails, *, reset_token: str) -> None:
    """In browsers of its own. The token is of a link to set a new password."""
    browser, device = app.test_client(), Authenticator()
    write(lambda: policy.decide("accounts.registration", "open"))
    send(browser, f"{ACCOUNT}/register", mail=MAIL)
    send(browser, link_in(mails.to(MAIL)[0], "/invitation/"), name="Newcomer", password=PASSWORD)
    _protect(browser, device)
    _change(browser, mails)
    _look_after_devices(app, browser, device, write)
    other = _enter(app, device, _add_app(browser))
    factor = sa.select(Factor.public_id).where(Factor.kind == FactorKind.CODES)
    post(other, f"{ACCOUNT}/factors/{write(lambda: db.session.scalars(factor).one())}/remove")
    send(app.test_client(), f"{ACCOUNT}/forgotten", mail=MAIL)
    send(app.test_client(), f"{ACCOUNT}/reset/{reset_token}", password="three random words")


def _protect(browser: FlaskClient, device: Authenticator) -> None:
    add_passkey(browser, device)
    send(browser, f"{ACCOUNT}/recovery-codes")
    post(browser, f"{ACCOUNT}/look-again", next=ACCOUNT)


def _add_app(browser: FlaskClient) -> str:
    page = browser.get(APP)
    secret = secret_on(page)
    browser.post(APP, data=form_on(page, APP) | {"code": code_of(secret)})
    return secret


def _change(browser: FlaskClient, mails: Mails) -> None:
    send(browser, ACCOUNT, name="Not so new", language="fr")
    send(browser, ACCOUNT, f"{ACCOUNT}/password", password=PASSWORD)
    send(browser, ACCOUNT, f"{ACCOUNT}/address", mail="newcomer@example.net")
    send(browser, link_in(mails.to("newcomer@example.net")[0], "/account/address/"))


def _look_after_devices(app: Flask, browser: FlaskClient, device: Authenticator, write: Write) -> None:
    enter_with(app.test_client(), device)
    newest = sa.select(LoginSession).order_by(LoginSession.id.desc()).limit(1)
    post(browser, f"{ACCOUNT}/sessions/{write(lambda: db.session.scalars(newest).one().public_id)}/end")


def _enter(app: Flask, device: Authenticator, secret: str) -> FlaskClient:
    """By password and passkey; by password and code. The browser that came last, and is alone now."""
    browser = app.test_client()
    log_in(browser, mail="newcomer@example.net")
    enter_with(browser, device, "/en/login/second")
    other = app.test_client()
    log_in(other, mail="newcomer@example.net")
    send(other, "/en/login/second", code=code_of(secret, later=1))
    post(other, f"{ACCOUNT}/sessions/end-others")
    return other
