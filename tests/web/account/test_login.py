import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient

from petition.extensions import db
from petition.models.organiser import LoginSession
from petition.web import sign_in
from tests.accounts import cookie, is_signed_in, log_in
from tests.people import PASSWORD
from tests.reading import Mails, form_on

WRONG = "do not belong together"
pytestmark = pytest.mark.usefixtures("alice")


def fail(client: FlaskClient, times: int, **at: str) -> None:
    for _ in range(times):
        assert log_in(client, password="not the password", **at).status_code == 422


def test_it_signs_in(client: FlaskClient) -> None:
    answer = log_in(client)
    assert (answer.status_code, answer.location) == (303, "/en/organise")
    assert client.get("/en/organise").status_code == 200


def test_its_cookies_are_for_us_alone(client: FlaskClient) -> None:
    for put in log_in(client).headers.getlist("Set-Cookie"):
        assert "SameSite=Lax" in put
        assert "HttpOnly" in put
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


@pytest.mark.parametrize("place", ["/organise/keep-the-ward-open", "/ar/organise?x=1", "/fr/account/factors"])
def test_it_goes_on_to_where_one_wanted_to_go(client: FlaskClient, place: str) -> None:
    first = client.get(place)
    assert first.status_code == 303
    assert log_in(client, place=first.location).location == place


@pytest.mark.parametrize(
    "place",
    [
        *("https://example.net", "//example.net", "/\\example.net", "///organise", "/organise\\..", "/petitions"),
        *("/accounts", "/account@example.net", "/en/account/\r\nx", "javascript:alert(1)"),
    ],
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
    # Nor does it look as if one were: that would be the sign-in page.
    assert client.post("/en/logout").location == "/en/organise"
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


def test_a_known_browser_gets_in_while_others_of_its_network_guess(app: Flask, client: FlaskClient) -> None:
    log_in(client)
    fail(app.test_client(), 5)
    assert log_in(app.test_client()).status_code == 429
    assert log_in(client).status_code == 303


def test_nor_do_all_the_tries_of_its_network_keep_it_out(app: Flask, client: FlaskClient) -> None:
    log_in(client)
    stranger = app.test_client()
    for number in range(30):
        log_in(stranger, mail=f"p{number}@example.org", password="")
    assert log_in(app.test_client()).status_code == 429
    assert log_in(client).status_code == 303


def test_a_known_browser_has_no_more_tries_than_others(client: FlaskClient) -> None:
    log_in(client)
    fail(client, 5)
    assert log_in(client).status_code == 429


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


def test_a_cookie_that_somebody_planted_is_worth_nothing(app: Flask, client: FlaskClient) -> None:
    client.set_cookie(sign_in.NAME, "planted", domain="127.0.0.1")
    log_in(client)
    assert cookie(client) not in ("", "planted")
    stranger = app.test_client()
    stranger.set_cookie(sign_in.NAME, "planted", domain="127.0.0.1")
    assert not is_signed_in(stranger)


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
