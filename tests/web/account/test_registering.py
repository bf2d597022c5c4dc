import pytest
from flask import Flask
from flask.testing import FlaskClient

from petition.extensions import db
from petition.services import policy
from tests.accounts import is_signed_in, log_in, send
from tests.people import post
from tests.reading import Mails, form_on, link_in

PAGE = "/en/account/register"
NEW = {"name": "نادية عزيز", "password": "three random words"}


@pytest.fixture
def is_open(app: Flask) -> None:
    """Whoever asks gets an account."""
    with app.app_context():
        db.open_for_writing()
        policy.decide("accounts.registration", "open")
        db.session.commit()


def test_where_accounts_are_given_by_invitation_it_says_so(client: FlaskClient, mails: Mails) -> None:
    page = client.get(PAGE).get_data(as_text=True)
    assert "by invitation" in page
    assert "<form" not in page.partition("<main")[2]
    assert client.post(PAGE, data={"mail": "nadia@example.org"}).status_code == 403
    assert mails.all() == []


@pytest.mark.usefixtures("is_open", "alice")
def test_one_asks_and_makes_the_account_by_mail(app: Flask, client: FlaskClient, mails: Mails) -> None:
    answer = send(client, PAGE, mail="nadia@example.org")
    assert (answer.status_code, answer.location) == (303, "/en/account/mail-sent")
    link = link_in(mails.newest(), "/invitation/")
    assert send(client, link, **NEW).status_code == 303
    assert is_signed_in(client)
    assert log_in(app.test_client(), mail="nadia@example.org", password=NEW["password"]).status_code == 303


@pytest.mark.usefixtures("is_open")
def test_who_is_signed_in_does_not_use_the_link_up(app: Flask, browser: FlaskClient, mails: Mails) -> None:
    send(browser, PAGE, mail="nadia@example.org")
    link = link_in(mails.to("nadia@example.org")[0], "/invitation/")
    page = browser.get(link).get_data(as_text=True)
    assert "Accept the invitation" not in page
    assert "sign out" in page
    assert post(browser, link).status_code == 409
    assert send(app.test_client(), link, **NEW).status_code == 303


@pytest.mark.usefixtures("is_open")
@pytest.mark.parametrize("mail", ["", "nadia", "a b@example.org"])
def test_what_is_no_address_is_shown_again(client: FlaskClient, mail: str) -> None:
    answer = send(client, PAGE, mail=mail)
    assert answer.status_code == 422
    assert form_on(answer, PAGE)["mail"] == mail


@pytest.mark.usefixtures("is_open")
def test_a_form_that_is_not_ours_is_refused(client: FlaskClient, mails: Mails) -> None:
    assert client.post(PAGE, data={"mail": "nadia@example.org"}).status_code == 422
    assert mails.all() == []


@pytest.mark.usefixtures("is_open")
def test_one_network_asks_so_often(client: FlaskClient) -> None:
    values = form_on(client.get(PAGE), PAGE)
    answers = [client.post(PAGE, data=values | {"mail": f"p{n}@example.org"}).status_code for n in range(21)]
    assert answers == [303] * 20 + [429]
