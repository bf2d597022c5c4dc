import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient

from petition.extensions import db
from petition.models.organiser import Factor
from petition.services import policy
from tests.accounts import give_app, give_recovery_codes, is_signed_in, log_in, only_organiser
from tests.people import post
from tests.reading import Mails

PAGE = "/en/account/factors"


def remove_path(app: Flask) -> str:
    with app.app_context():
        return f"{PAGE}/{db.session.scalars(sa.select(Factor.public_id)).one()}/remove"


def test_it_says_what_there_is(app: Flask, browser: FlaskClient) -> None:
    assert "You have none yet" in browser.get(PAGE).get_data(as_text=True)
    give_app(app)
    page = browser.get(PAGE).get_data(as_text=True)
    assert "<bdi>my phone</bdi>" in page
    assert "code app" in page
    give_recovery_codes(app)
    assert "You have 10 left" in browser.get(PAGE).get_data(as_text=True)


def test_one_is_removed_and_its_owner_told(app: Flask, browser: FlaskClient, mails: Mails) -> None:
    give_app(app)
    before = len(mails.to("alice@example.org"))
    answer = post(browser, remove_path(app))
    assert (answer.status_code, answer.location) == (303, f"{PAGE}?done=removed")
    assert len(mails.to("alice@example.org")) == before + 1
    assert log_in(app.test_client()).location == "/en/organise"


def test_the_last_way_in_stays(app: Flask, browser: FlaskClient) -> None:
    give_app(app)
    with app.app_context():
        db.open_for_writing()
        only_organiser().password_hash = None
        db.session.commit()
    answer = post(browser, remove_path(app))
    assert answer.status_code == 409
    assert "Set a password first" in answer.get_data(as_text=True)


@pytest.fixture
def demanded(app: Flask, browser: FlaskClient) -> None:
    """The site asks everybody for a second factor, from now on."""
    with app.app_context():
        db.open_for_writing()
        policy.decide("accounts.second_factor", "everybody")
        db.session.commit()


@pytest.mark.usefixtures("demanded")
def test_where_one_is_demanded_it_comes_first(app: Flask, browser: FlaskClient) -> None:
    answer = browser.get("/en/organise")
    assert (answer.status_code, answer.location) == (303, PAGE)
    assert "One thing before you start" in browser.get(PAGE).get_data(as_text=True)
    give_app(app)
    assert is_signed_in(browser)
