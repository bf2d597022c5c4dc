import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient

from petition.extensions import db
from petition.models.organiser import Factor
from tests.accounts import add_passkey, give_recovery_codes, log_in
from tests.reading import Mails, form_on

PAGE = "/en/account/factors/passkey"


def names(app: Flask) -> list[str]:
    with app.app_context():
        return list(db.session.scalars(sa.select(Factor.name)))


def test_it_is_added_under_the_name_that_its_owner_gives(app: Flask, browser: FlaskClient) -> None:
    answer = add_passkey(browser, name="هاتفي")
    assert (answer.status_code, answer.location) == (303, "/en/account/recovery-codes")
    assert names(app) == ["هاتفي"]
    assert log_in(app.test_client()).location == "/en/login/second"


def test_who_has_recovery_codes_goes_back_to_the_list(app: Flask, browser: FlaskClient) -> None:
    give_recovery_codes(app)
    assert add_passkey(browser).location == "/en/account/factors?done=added"


def test_its_owner_is_told(browser: FlaskClient, mails: Mails) -> None:
    before = len(mails.to("alice@example.org"))
    add_passkey(browser)
    assert len(mails.to("alice@example.org")) == before + 1


@pytest.mark.parametrize("name", ["", " \u200e", "x" * 81])
def test_what_is_wrong_with_the_name_is_said_beside_it(app: Flask, browser: FlaskClient, name: str) -> None:
    answer = add_passkey(browser, name=name)
    assert answer.status_code == 422
    assert 'id="name-error"' in answer.get_data(as_text=True)
    assert form_on(answer, PAGE)["name"] == name.strip("\u200e ")
    assert names(app) == []


@pytest.mark.parametrize("answer", ["", "{}", "null", "x", "\0", '{"id": 5}', "x" * 9000])
def test_what_no_authenticator_says_adds_nothing(app: Flask, browser: FlaskClient, answer: str) -> None:
    refused = add_passkey(browser, name="mine", answer=answer)
    assert refused.status_code == 422
    assert "Press the button again" in refused.get_data(as_text=True)
    assert form_on(refused, PAGE)["name"] == "mine"
    assert names(app) == []
