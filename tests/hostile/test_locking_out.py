"""Passwords that are tried by the hundred, from one network or from very many: nobody keeps somebody else out."""

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.accounts import enter_with, is_signed_in, log_in, send
from tests.authenticator import Authenticator
from tests.people import PASSWORD
from tests.reading import Mails, form_on, link_in

WRONG, NEW = "not the password", "three random words"
HOME, FAR = "192.0.2.1", "203.0.113.9"
TRIES = 200


def fail(client: FlaskClient, times: int, **at: str) -> None:
    for _ in range(times):
        assert log_in(client, password=WRONG, **at).status_code == 422


@pytest.fixture
def siege(app: Flask) -> None:
    """Somebody has tried passwords for Alice's account from two hundred networks."""
    stranger = app.test_client()
    typed = form_on(stranger.get("/en/login"), "/login") | {"mail": "alice@example.org", "password": WRONG}
    answers = [
        stranger.post("/en/login", data=typed, environ_base={"REMOTE_ADDR": f"198.51.100.{number}"}).status_code
        for number in range(TRIES)
    ]
    assert answers == [422] * 100 + [429] * 100


# --- From very many networks -------------------------------------------------------------------------------------


def test_the_browser_she_uses_gets_in(browser: FlaskClient, siege: None) -> None:
    assert [log_in(browser, network=network).status_code for network in (HOME, FAR)] == [303, 303]


def test_another_browser_is_told_how_to_get_in(app: Flask, alice: None, siege: None, mails: Mails) -> None:
    other = app.test_client()
    refused = log_in(other, network=FAR)
    assert refused.status_code == 429
    assert "set a new password by mail" in refused.get_data(as_text=True)
    assert form_on(refused, "/login")["mail"] == "alice@example.org"
    send(other, "/en/account/forgotten", mail="alice@example.org")
    send(other, link_in(mails.newest(), "/reset/"), password=NEW)
    assert log_in(other, password=NEW, network=FAR).status_code == 303


def test_a_passkey_opens_at_once(app: Flask, device: Authenticator, siege: None) -> None:
    other = app.test_client()
    assert enter_with(other, device).status_code == 303
    assert is_signed_in(other)


# --- From one network --------------------------------------------------------------------------------------------


@pytest.mark.usefixtures("alice")
def test_a_few_wrong_ones_and_it_waits_ten_minutes(client: FlaskClient) -> None:
    fail(client, 5)
    answer = log_in(client)
    assert (answer.status_code, int(answer.headers["Retry-After"]) > 0) == (429, True)


@pytest.mark.usefixtures("alice")
def test_other_networks_go_on(app: Flask, client: FlaskClient) -> None:
    fail(client, 5, network="198.51.100.1")
    assert log_in(app.test_client(), network=HOME).status_code == 303


def test_so_does_her_own_browser_in_the_same_network(app: Flask, browser: FlaskClient) -> None:
    fail(app.test_client(), 5)
    assert log_in(app.test_client()).status_code == 429
    assert log_in(browser).status_code == 303


def test_even_if_the_network_has_used_up_all_its_tries(app: Flask, browser: FlaskClient) -> None:
    stranger = app.test_client()
    for number in range(30):
        log_in(stranger, mail=f"p{number}@example.org", password="")
    assert log_in(app.test_client()).status_code == 429
    assert log_in(browser).status_code == 303


def test_her_own_browser_has_no_more_tries_than_others(browser: FlaskClient) -> None:
    fail(browser, 5)
    assert log_in(browser).status_code == 429


@pytest.mark.usefixtures("alice")
def test_what_another_browser_knows_is_of_no_use_here(app: Flask, client: FlaskClient) -> None:
    """Whoever has an account of their own has a known browser too: known to that account."""
    log_in(client)
    fail(client, 5, mail="bobby@example.org")
    assert log_in(client, mail="bobby@example.org", password=PASSWORD).status_code == 429


@pytest.mark.usefixtures("alice")
def test_limits_do_not_tell_which_accounts_exist(app: Flask) -> None:
    for mail in ("alice@example.org", "nobody@example.org"):
        client = app.test_client()
        fail(client, 5, mail=mail)
        assert log_in(client, mail=mail).status_code == 429
