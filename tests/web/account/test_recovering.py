import re

import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient

from petition.extensions import db
from petition.models.organiser import RecoveryCode
from tests.accounts import give_app, log_in, send
from tests.reading import Mails, form_on

PAGE = "/en/account/recovery-codes"
CODE = re.compile(r'<li><code dir="ltr">([^<]+)</code>')
SECOND = "/en/login/second"


def codes_kept(app: Flask) -> int:
    with app.app_context():
        return len(db.session.scalars(sa.select(RecoveryCode)).all())


def test_ten_are_shown_once(app: Flask, browser: FlaskClient) -> None:
    answer = send(browser, PAGE)
    codes = CODE.findall(answer.get_data(as_text=True))
    assert (answer.status_code, len(codes), len(set(codes))) == (200, 10, 10)
    assert answer.headers["Cache-Control"] == "no-store"
    assert not any(code in browser.get(PAGE).get_data(as_text=True) for code in codes)


def test_they_sign_in(app: Flask, browser: FlaskClient) -> None:
    give_app(app)
    code = CODE.findall(send(browser, PAGE).get_data(as_text=True))[0]
    other = app.test_client()
    log_in(other)
    typed = form_on(other.get(SECOND), SECOND) | {"code": f" {code.upper()} "}
    assert other.post(SECOND, data=typed).status_code == 303


def test_new_ones_take_their_place(app: Flask, browser: FlaskClient) -> None:
    give_app(app)
    old = CODE.findall(send(browser, PAGE).get_data(as_text=True))[0]
    send(browser, PAGE)
    assert codes_kept(app) == 10
    other = app.test_client()
    log_in(other)
    assert other.post(SECOND, data=form_on(other.get(SECOND), SECOND) | {"code": old}).status_code == 422


def test_their_owner_is_told(browser: FlaskClient, mails: Mails) -> None:
    before = len(mails.to("alice@example.org"))
    send(browser, PAGE)
    assert len(mails.to("alice@example.org")) == before + 1
