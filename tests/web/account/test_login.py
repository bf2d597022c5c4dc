import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient

from petition.extensions import db
from petition.models.organiser import LoginSession
from petition.web import sign_in
from tests.accounts import log_in
from tests.people import PASSWORD
from tests.reading import Mails, form_on

WRONG = "do not belong together"
pytestmark = pytest.mark.usefixtures("alice")


def test_it_signs_in(client: FlaskClient) -> None:
    answer = log_in(client)
    assert (answer.status_code, answer.location) == (303, "/en/organise")
    assert client.get("/en/organise").status_code == 200


def test_its_cookies_are_for_us_alone(client: FlaskClient) -> None:
    for put in log_in(client).headers.getlist("Set-Cookie"):
        assert "SameSite=Lax" in put
        assert "HttpOnly" in put
    assert client.get("/en/login").headers["Cache-Control"] == "no-store"


def test_it_keeps_what_was_typed_but_the_password(client: FlaskClient) -> None:
    answer = log_in(client, mail="alice@example", password="not the password")
    assert (answer.status_code, form_on(answer, "/login")["mail"]) == (422, "alice@example")
    assert WRONG in answer.get_data(as_text=True)
    assert b"not the password" not in answer.data


@pytest.mark.parametrize(("field", "words"), [("mail", "Write your mail address"), ("password", "Write your password")])
def test_it_says_beside_the_field_what_is_missing(client: FlaskClient, field: str, words: str) -> None:
    answer = log_in(client, **{field: ""})
    assert answer.status_code == 422
    assert f'id="{field}-error"' in answer.get_data(as_text=True)
    assert words in answer.get_data(as_text=True)


@pytest.mark.parametrize("mail", ["a\0b@example.org", "\ud83d\ude00@x", "@", "x" * 5000])
def test_it_answers_every_mail_address(client: FlaskClient, mail: str) -> None:
    assert log_in(client, mail=mail.encode("utf-8", "replace").decode()).status_code == 422


@pytest.mark.parametrize("place", ["/organise/keep-the-ward-open", "/ar/organise?x=1", "/fr/account/factors"])
def test_it_goes_on_to_where_one_wanted_to_go(client: FlaskClient, place: str) -> None:
    first = client.get(place)
    assert first.status_code == 303
    assert log_in(client, place=first.location).location == place


def test_signing_in_makes_a_new_session(app: Flask, client: FlaskClient) -> None:
    log_in(client)
    before = client.get_cookie(sign_in.NAME, "127.0.0.1")
    log_in(client)
    after = client.get_cookie(sign_in.NAME, "127.0.0.1")
    assert before
    assert after
    assert before.value != after.value
    with app.app_context():
        assert len(db.session.scalars(sa.select(LoginSession)).all()) == 1


def test_it_signs_out(app: Flask, client: FlaskClient) -> None:
    log_in(client)
    kept = client.get_cookie(sign_in.NAME, "127.0.0.1")
    assert kept
    assert client.post("/en/logout", data=form_on(client.get("/en/organise"), "/logout")).status_code == 303
    client.set_cookie(sign_in.NAME, kept.value, domain="127.0.0.1")
    assert client.get("/en/organise").status_code == 303


def test_its_owner_hears_of_a_browser_that_was_never_here(client: FlaskClient, mails: Mails) -> None:
    log_in(client)
    assert len(mails.to("alice@example.org")) == 1
    log_in(client)
    assert len(mails.to("alice@example.org")) == 1


def test_a_browser_is_kept_by_its_two_words_alone(app: Flask, client: FlaskClient) -> None:
    values = form_on(client.get("/en/login"), "/login") | {"mail": "alice@example.org", "password": PASSWORD}
    agent = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
    client.post("/en/login", data=values, headers={"User-Agent": agent})
    with app.app_context():
        assert db.session.scalars(sa.select(LoginSession.device)).all() == ["Firefox · Linux"]


def test_it_leads_to_the_forgotten_password_and_to_an_account(client: FlaskClient) -> None:
    page = client.get("/en/login").get_data(as_text=True)
    assert '"/en/account/forgotten"' in page
    assert '"/en/account/register"' in page
