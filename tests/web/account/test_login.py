import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from petition.extensions import db
from petition.models.team import LoginSession
from petition.web import sign_in
from tests.people import PASSWORD, join
from tests.reading import form_on

WRONG = "do not belong together"


@pytest.fixture(autouse=True)
def alice(app: Flask, petition: str) -> None:
    with app.app_context():
        db.open_for_writing()
        join("alice")
        db.session.commit()


def log_in(
    client: FlaskClient,
    mail: str = "alice@example.org",
    password: str = PASSWORD,
    network: str = "192.0.2.1",
    place: str = "/en/login",
) -> TestResponse:
    values = form_on(client.get(place), "/login") | {"mail": mail, "password": password}
    return client.post("/en/login", data=values, environ_base={"REMOTE_ADDR": network})


def fail(client: FlaskClient, times: int, **at: str) -> None:
    for _ in range(times):
        assert log_in(client, password="not the password", **at).status_code == 422


def test_it_signs_in(client: FlaskClient) -> None:
    answer = log_in(client)
    assert (answer.status_code, answer.location) == (303, "/en/organise")
    assert client.get("/en/organise").status_code == 200


def test_its_cookies_are_for_us_alone(client: FlaskClient) -> None:
    for cookie in log_in(client).headers.getlist("Set-Cookie"):
        assert "SameSite=Lax" in cookie
        assert "HttpOnly" in cookie
    assert client.get("/en/login").headers["Cache-Control"] == "no-store"


def test_an_unknown_address_and_a_wrong_password_look_alike(app: Flask) -> None:
    pages = []
    for mail in ("alice@example.org", "bobby@example.org"):
        answer = log_in(app.test_client(), mail=mail, password="not the password")
        assert (answer.status_code, WRONG in answer.get_data(as_text=True)) == (422, True)
        pages.append(len(answer.data))
    assert pages[0] == pages[1]


def test_it_keeps_what_was_typed_but_the_password(client: FlaskClient) -> None:
    answer = log_in(client, mail="alice@example", password="not the password")
    assert form_on(answer, "/login")["mail"] == "alice@example"
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


def test_it_refuses_a_form_that_is_not_ours(client: FlaskClient) -> None:
    answer = client.post("/en/login", data={"mail": "alice@example.org", "password": PASSWORD})
    assert answer.status_code == 422
    assert client.get_cookie(sign_in.NAME, "127.0.0.1") is None


@pytest.mark.parametrize("place", ["/organise/keep-the-ward-open", "/ar/organise?x=1"])
def test_it_goes_on_to_where_one_wanted_to_go(client: FlaskClient, place: str) -> None:
    first = client.get(place)
    assert first.status_code == 303
    assert log_in(client, place=first.location).location == place


@pytest.mark.parametrize(
    "place", ["https://example.net", "//example.net", "/\\example.net", "///organise", "/organise\\..", "/petitions"]
)
def test_it_goes_nowhere_else(client: FlaskClient, place: str) -> None:
    client.get("/en/login")
    values = form_on(client.get("/en/login"), "/login") | {"mail": "alice@example.org", "password": PASSWORD}
    assert client.post("/en/login", data={**values, "next": place}).location == "/en/organise"


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


def test_nobody_else_can_sign_one_out(client: FlaskClient) -> None:
    log_in(client)
    client.post("/en/logout")
    assert client.get("/en/organise").status_code == 200
    assert client.get("/en/logout").status_code == 405


def test_failed_tries_are_few_for_one_account_and_network(client: FlaskClient) -> None:
    fail(client, 5)
    answer = log_in(client)
    assert (answer.status_code, answer.headers["Retry-After"]) == (429, answer.headers["Retry-After"])
    assert form_on(answer, "/login")["mail"] == "alice@example.org"


def test_nobody_locks_somebody_else_out(app: Flask, client: FlaskClient) -> None:
    fail(client, 5, network="198.51.100.1")
    assert log_in(app.test_client(), network="192.0.2.1").status_code == 303


def test_limits_do_not_tell_which_accounts_exist(client: FlaskClient) -> None:
    fail(client, 5, mail="nobody@example.org")
    assert log_in(client, mail="nobody@example.org").status_code == 429


def test_a_known_browser_gets_in_while_others_guess(app: Flask, client: FlaskClient) -> None:
    log_in(client)
    stranger = app.test_client()
    values = form_on(stranger.get("/en/login"), "/login") | {"mail": "alice@example.org"}
    for number in range(100):
        stranger.post("/en/login", data=values, environ_base={"REMOTE_ADDR": f"198.51.100.{number}"})
    assert log_in(app.test_client(), network="203.0.113.9").status_code == 429
    assert log_in(client).status_code == 303
