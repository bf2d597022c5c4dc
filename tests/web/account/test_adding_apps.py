import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from petition.extensions import db
from petition.models.organiser import Factor
from tests.accounts import WRONG_CODE, code_of, give_recovery_codes, log_in, secret_on
from tests.conftest import FakeClock
from tests.people import browser_of
from tests.reading import Mails, form_on

PAGE = "/en/account/factors/app"


def add(browser: FlaskClient, **typed: str) -> TestResponse:
    page = browser.get(PAGE)
    return browser.post(PAGE, data=form_on(page, PAGE) | {"code": code_of(secret_on(page)), **typed})


def names(app: Flask) -> list[str]:
    with app.app_context():
        return list(db.session.scalars(sa.select(Factor.name)))


def test_it_shows_picture_and_secret_and_keeps_neither(app: Flask, browser: FlaskClient) -> None:
    page = browser.get(PAGE).get_data(as_text=True)
    assert "<svg" in page
    assert "otpauth://totp/" in page
    assert "style=" not in page
    assert names(app) == []


def test_each_look_is_another_secret(browser: FlaskClient) -> None:
    assert secret_on(browser.get(PAGE)) != secret_on(browser.get(PAGE))


def test_a_code_adds_it(app: Flask, browser: FlaskClient) -> None:
    answer = add(browser, name="هاتفي")
    assert (answer.status_code, answer.location) == (303, "/en/account/recovery-codes")
    assert names(app) == ["هاتفي"]
    assert log_in(app.test_client()).location == "/en/login/second"


def test_who_has_recovery_codes_goes_back_to_the_list(app: Flask, browser: FlaskClient) -> None:
    give_recovery_codes(app)
    assert add(browser).location == "/en/account/factors?done=added"


def test_its_owner_is_told(browser: FlaskClient, mails: Mails) -> None:
    before = len(mails.to("alice@example.org"))
    add(browser)
    assert len(mails.to("alice@example.org")) == before + 1


@pytest.mark.parametrize(
    ("field", "typed"), [("code", ""), ("code", WRONG_CODE), ("code", "x" * 61), ("name", ""), ("name", "x" * 81)]
)
def test_what_is_wrong_is_asked_for_again_with_the_same_picture(
    app: Flask, browser: FlaskClient, field: str, typed: str
) -> None:
    page = browser.get(PAGE)
    sent = form_on(page, PAGE) | {"code": code_of(secret_on(page)), "name": "mine", field: typed}
    answer = browser.post(PAGE, data=sent)
    assert answer.status_code == 422
    assert f'id="{field}-error"' in answer.get_data(as_text=True)
    assert secret_on(answer) == secret_on(page)
    assert form_on(answer, PAGE)["name"] == sent["name"]
    assert names(app) == []


@pytest.mark.parametrize("setup", ["", "forged", "a.b.c"])
def test_a_picture_that_is_not_ours_gives_way_to_a_new_one(app: Flask, browser: FlaskClient, setup: str) -> None:
    answer = add(browser, setup=setup)
    assert answer.status_code == 422
    assert "Here is a new one" in answer.get_data(as_text=True)
    assert names(app) == []


def test_a_picture_of_somebody_else_adds_nothing(app: Flask, browser: FlaskClient) -> None:
    page = browser_of(app, "charlie").get(PAGE)
    typed = {"code": code_of(secret_on(page)), "setup": form_on(page, PAGE)["setup"]}
    assert browser.post(PAGE, data=form_on(browser.get(PAGE), PAGE) | typed).status_code == 422
    assert names(app) == []


def test_a_page_left_open_asks_who_is_there(browser: FlaskClient, time: FakeClock) -> None:
    page = browser.get(PAGE)
    time.move(minutes=61)
    answer = browser.post(PAGE, data=form_on(page, PAGE) | {"code": code_of(secret_on(page))})
    assert "Is it still you?" in answer.get_data(as_text=True)


def test_the_form_is_taken_once(app: Flask, browser: FlaskClient) -> None:
    page = browser.get(PAGE)
    sent = form_on(page, PAGE) | {"code": code_of(secret_on(page))}
    assert [browser.post(PAGE, data=sent).status_code for _ in range(2)] == [303, 422]
    assert len(names(app)) == 1
