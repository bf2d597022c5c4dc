"""Signing in as people do, with all that an account can ask for; and accounts in every state."""

import html
import re
from datetime import timedelta

import pyotp
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from petition.extensions import db
from petition.lib import clock
from petition.models.organiser import LoginSession, Organiser
from petition.services import app_codes, recovery_codes
from petition.web import sign_in
from tests.authenticator import Authenticator
from tests.people import PASSWORD, join
from tests.reading import form_on

HALF_MINUTE = 30
WRONG_CODE = "000000"
OPTIONS = re.compile(r'data-options="([^"]+)"')
SECRET = re.compile(r'<code dir="ltr">([A-Z2-7 ]+)</code>')


def log_in(
    client: FlaskClient,
    mail: str = "alice@example.org",
    password: str = PASSWORD,
    network: str = "192.0.2.1",
    place: str = "/en/login",
) -> TestResponse:
    values = form_on(client.get(place), "/login") | {"mail": mail, "password": password}
    return client.post("/en/login", data=values, environ_base={"REMOTE_ADDR": network})


def sign_up(app: Flask, name: str) -> None:
    """Make the account, and its place in the team, of one of the people in `tests/people.py`."""
    with app.app_context():
        db.open_for_writing()
        join(name)
        db.session.commit()


def only_organiser() -> Organiser:
    return db.session.scalars(sa.select(Organiser)).one()


def give_app(app: Flask) -> str:
    """The one organiser there is gets a code app; its secret."""
    with app.app_context():
        db.open_for_writing()
        organiser = only_organiser()
        setup = app_codes.begin(organiser)
        app_codes.add(organiser, token=setup.token, code=code_of(setup.secret), name="my phone")
        db.session.commit()
        return setup.secret


def give_recovery_codes(app: Flask) -> list[str]:
    with app.app_context():
        db.open_for_writing()
        codes: list[str] = recovery_codes.renew(only_organiser())
        db.session.commit()
        return codes


def code_of(secret: str, *, later: int = 0) -> str:
    """What the app shows now, or so many half minutes later: each code is taken once."""
    return pyotp.TOTP(secret).at(int(clock.now().timestamp()) + later * HALF_MINUTE)


def grow_stale(app: Flask) -> None:
    """Everybody showed longer ago that it is them than counts."""
    with app.app_context():
        db.open_for_writing()
        db.session.execute(sa.update(LoginSession).values(step_up_at=clock.now() - timedelta(minutes=11)))
        db.session.commit()


def is_signed_in(client: FlaskClient) -> bool:
    return client.get("/en/organise").status_code == 200


def cookie(client: FlaskClient, name: str = sign_in.NAME) -> str:
    found = client.get_cookie(name, "127.0.0.1")
    return found.value if found else ""


def sessions_kept(app: Flask) -> int:
    with app.app_context():
        return len(db.session.scalars(sa.select(LoginSession)).all())


def send(client: FlaskClient, path: str, action: str = "", **typed: str) -> TestResponse:
    """Open a page, fill in the form with this action (or the page's own address), send it."""
    values = form_on(client.get(path), action or path)
    return client.post(action or path, data=values | typed)


def options_on(page: TestResponse) -> str:
    """What js/passkey.js asks the browser on this page."""
    found = OPTIONS.search(page.get_data(as_text=True))
    assert found
    return html.unescape(found[1])


def add_passkey(browser: FlaskClient, device: Authenticator | None = None, **typed: str) -> TestResponse:
    """Through the page, with the authenticator of the browser."""
    path = "/en/account/factors/passkey"
    page = browser.get(path)
    made = (device or Authenticator()).make(options_on(page))
    return browser.post(path, data=form_on(page, path) | {"name": "my phone", "answer": made, **typed})


def enter_with(browser: FlaskClient, device: Authenticator, path: str = "/en/login", **typed: str) -> TestResponse:
    """With a passkey: from the sign-in page, or as the second step."""
    page, action = browser.get(path), f"{path.partition('?')[0]}/passkey"
    answer = device.answer(options_on(page))
    return browser.post(action, data=form_on(page, action) | {"answer": answer, **typed})


def secret_on(page: TestResponse) -> str:
    """What a code app is to take in, as it can be typed."""
    found = SECRET.search(page.get_data(as_text=True))
    assert found
    return found[1].replace(" ", "")
