import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from petition.services import organisers
from tests.accounts import is_signed_in, log_in, only_organiser, send, sessions_kept
from tests.reading import Mails, form_on, link_in

PAGE = "/en/account"
ADDRESS = f"{PAGE}/address"
PASSWORD = f"{PAGE}/password"
NEW = "three random words"


def change(browser: FlaskClient, action: str, **typed: str) -> TestResponse:
    return send(browser, PAGE, action, **typed)


def test_it_shows_what_is_there(browser: FlaskClient) -> None:
    page = browser.get(PAGE).get_data(as_text=True)
    assert "alice@example.org" in page
    assert form_on(browser.get(PAGE), PAGE)["name"] == "Alice"


def test_name_and_language_are_changed(app: Flask, browser: FlaskClient) -> None:
    answer = change(browser, PAGE, name="أليس", language="ar")
    assert (answer.status_code, answer.location) == (303, f"{PAGE}?done=profile")
    with app.app_context():
        assert (only_organiser().name, only_organiser().language) == ("أليس", "ar")


@pytest.mark.parametrize(
    ("action", "typed"),
    [
        (PAGE, {"name": ""}),
        (PAGE, {"name": "x" * 201}),
        (PAGE, {"name": "Alice", "language": "xx"}),
        (ADDRESS, {"mail": ""}),
        (ADDRESS, {"mail": "nobody"}),
        (PASSWORD, {"password": ""}),
        (PASSWORD, {"password": "password1234"}),
    ],
)
def test_what_is_wrong_is_shown_again(app: Flask, browser: FlaskClient, action: str, typed: dict[str, str]) -> None:
    answer = change(browser, action, **typed)
    assert answer.status_code == 422
    assert "There is a problem" in answer.get_data(as_text=True)
    kept = {pair for pair in typed.items() if pair[0] in ("name", "mail")}
    assert form_on(answer, action).items() >= kept
    with app.app_context():
        assert only_organiser().name == "Alice"


def test_a_new_password_signs_out_the_others(app: Flask, browser: FlaskClient) -> None:
    other = app.test_client()
    log_in(other)
    answer = change(browser, PASSWORD, password=NEW)
    assert (answer.status_code, answer.location) == (303, f"{PAGE}?done=password")
    assert is_signed_in(browser)
    assert (is_signed_in(other), sessions_kept(app)) == (False, 1)
    assert log_in(app.test_client(), password=NEW).status_code == 303


def test_the_owner_hears_of_a_new_password(browser: FlaskClient, mails: Mails) -> None:
    before = len(mails.to("alice@example.org"))
    change(browser, PASSWORD, password=NEW)
    assert len(mails.to("alice@example.org")) == before + 1


def test_a_new_address_is_confirmed_by_its_mail(app: Flask, browser: FlaskClient, mails: Mails) -> None:
    assert change(browser, ADDRESS, mail="alice@example.net").location == f"{PAGE}?done=address"
    link = link_in(mails.to("alice@example.net")[0], "/account/address/")
    with app.app_context():
        assert organisers.address_of(only_organiser()) == "alice@example.org"
    assert "alice@example.net" in browser.get(link).get_data(as_text=True)
    assert send(browser, link).location == f"{PAGE}?done=confirmed"
    assert log_in(app.test_client(), mail="alice@example.net").status_code == 303
    assert log_in(app.test_client(), mail="alice@example.org").status_code == 422


def test_the_old_address_is_told(browser: FlaskClient, mails: Mails) -> None:
    change(browser, ADDRESS, mail="alice@example.net")
    before = len(mails.to("alice@example.org"))
    send(browser, link_in(mails.to("alice@example.net")[0], "/account/address/"))
    assert len(mails.to("alice@example.org")) == before + 1


def test_the_browser_is_known_under_the_new_address(browser: FlaskClient, mails: Mails) -> None:
    change(browser, ADDRESS, mail="alice@example.net")
    send(browser, link_in(mails.to("alice@example.net")[0], "/account/address/"))
    before = len(mails.to("alice@example.net"))
    assert log_in(browser, mail="alice@example.net").status_code == 303
    assert len(mails.to("alice@example.net")) == before


def test_the_link_to_an_address_asks_who_is_there(app: Flask, browser: FlaskClient, mails: Mails) -> None:
    change(browser, ADDRESS, mail="alice@example.net")
    link = link_in(mails.to("alice@example.net")[0], "/account/address/")
    assert app.test_client().get(link).location.startswith("/en/login?next=")


def test_the_link_to_an_address_is_good_once(browser: FlaskClient, mails: Mails) -> None:
    change(browser, ADDRESS, mail="alice@example.net")
    link = link_in(mails.to("alice@example.net")[0], "/account/address/")
    send(browser, link)
    assert browser.get(link).status_code == 410
    assert browser.get("/en/account/address/forged").status_code == 410


def test_addresses_are_asked_for_so_often(browser: FlaskClient) -> None:
    values = form_on(browser.get(PAGE), ADDRESS)
    answers = [browser.post(ADDRESS, data=values | {"mail": f"a{n}@example.net"}).status_code for n in range(21)]
    assert answers == [303] * 20 + [429]


@pytest.mark.parametrize("done", ["profile", "nonsense", "<b>"])
def test_it_says_only_what_it_knows(browser: FlaskClient, done: str) -> None:
    page = browser.get(f"{PAGE}?done={done}").get_data(as_text=True)
    assert ("are kept" in page) == (done == "profile")
    assert "<b>" not in page
