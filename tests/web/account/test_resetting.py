import pytest
from flask import Flask
from flask.testing import FlaskClient

from petition.web.account import known_browser
from tests.accounts import cookie, is_signed_in, log_in, send, sessions_kept
from tests.conftest import FakeClock
from tests.people import PASSWORD
from tests.reading import Mails, form_on, link_in

FORGOTTEN = "/en/account/forgotten"
SENT = "/en/account/mail-sent"
NEW = "three random words"
pytestmark = pytest.mark.usefixtures("alice")


@pytest.fixture
def link(client: FlaskClient, mails: Mails) -> str:
    """The path of the link that Alice was mailed."""
    send(client, FORGOTTEN, mail="alice@example.org")
    return link_in(mails.newest(), "/reset/")


def test_a_mail_brings_the_link(client: FlaskClient, link: str) -> None:
    assert client.get(link).status_code == 200


def test_the_browser_keeps_the_address_with_the_password(client: FlaskClient, link: str) -> None:
    page = client.get(link).get_data(as_text=True)
    assert 'value="alice@example.org" autocomplete="username" hidden' in page


def test_the_new_password_is_the_only_one(app: Flask, client: FlaskClient, link: str) -> None:
    answer = send(client, link, password=NEW)
    assert (answer.status_code, answer.location) == (303, "/en/login?new=password")
    assert "Your new password is set" in client.get(answer.location).get_data(as_text=True)
    assert log_in(client, password=PASSWORD).status_code == 422
    assert log_in(client, password=NEW).status_code == 303


def test_it_signs_nobody_in(client: FlaskClient, link: str) -> None:
    send(client, link, password=NEW)
    assert cookie(client) == ""


def test_it_signs_out_every_browser(app: Flask, client: FlaskClient, link: str) -> None:
    other = app.test_client()
    log_in(other)
    send(client, link, password=NEW)
    assert sessions_kept(app) == 0
    assert not is_signed_in(other)


def test_the_page_after_it_is_there(client: FlaskClient) -> None:
    assert "Look into your mail" in client.get(SENT).get_data(as_text=True)


@pytest.mark.parametrize("mail", ["", "alice", "a b@example.org", "@", "x" * 5000])
def test_what_is_no_address_is_shown_again(client: FlaskClient, mail: str) -> None:
    answer = send(client, FORGOTTEN, mail=mail)
    assert answer.status_code == 422
    assert 'id="mail-error"' in answer.get_data(as_text=True)
    assert form_on(answer, FORGOTTEN)["mail"] == mail


def test_forms_that_are_not_ours_are_refused(client: FlaskClient, link: str) -> None:
    answer = client.post(FORGOTTEN, data={"mail": "alice@example.org"})
    assert answer.status_code == 422
    assert "This page was open for a long time" in answer.get_data(as_text=True)
    assert "CSRF" not in answer.get_data(as_text=True)
    assert client.post(link, data={"password": NEW}).status_code == 422
    assert log_in(client).status_code == 303


@pytest.mark.parametrize("password", ["", "short", "password1234", "x" * 201, "aaaaaaaaaaaaaa"])
def test_a_password_that_others_would_guess_is_refused(client: FlaskClient, link: str, password: str) -> None:
    answer = send(client, link, password=password)
    assert answer.status_code == 422
    assert 'id="password-error"' in answer.get_data(as_text=True)
    assert send(client, link, password=NEW).status_code == 303


def test_a_link_is_good_once(client: FlaskClient, link: str) -> None:
    values = form_on(client.get(link), link) | {"password": NEW}
    assert [client.post(link, data=values).status_code for _ in range(2)] == [303, 410]
    assert client.get(link).status_code == 410


def test_a_link_is_good_for_two_hours(client: FlaskClient, link: str, time: FakeClock) -> None:
    time.move(hours=2, seconds=2)
    assert client.get(link).status_code == 410


def test_a_forged_link_opens_nothing(client: FlaskClient) -> None:
    answer = client.get("/en/account/reset/forged")
    assert answer.status_code == 410
    assert "Send me another link" in answer.get_data(as_text=True)


def test_one_network_asks_so_often(app: Flask, client: FlaskClient, mails: Mails) -> None:
    values = form_on(client.get(FORGOTTEN), FORGOTTEN)
    for number in range(20):
        client.post(FORGOTTEN, data=values | {"mail": f"p{number}@example.org"})
    answer = client.post(FORGOTTEN, data=values | {"mail": "alice@example.org"})
    assert answer.status_code == 429
    assert form_on(answer, FORGOTTEN)["mail"] == "alice@example.org"
    sent, elsewhere = values | {"mail": "alice@example.org"}, {"REMOTE_ADDR": "198.51.100.1"}
    assert client.post(FORGOTTEN, data=sent, environ_base=elsewhere).status_code == 303


def test_whoever_set_it_is_not_kept_waiting_by_those_who_guess(client: FlaskClient, link: str) -> None:
    assert cookie(client, known_browser.NAME) == ""
    send(client, link, password=NEW)
    assert cookie(client, known_browser.NAME)
