"""Wherever a password is thought up, no transaction is open while it is hashed: on SQLite every signer would wait."""

import pytest
from flask import Flask
from flask.testing import FlaskClient

from petition.extensions import db
from petition.lib import passwords
from petition.services import policy
from tests.accounts import send
from tests.reading import Mails, link_in

NEW = "three random words"


@pytest.fixture
def held(monkeypatch: pytest.MonkeyPatch) -> list[bool]:
    """For each password that was hashed, whether a transaction was open."""
    found: list[bool] = []
    hashed = passwords.hashed

    def watched(password: str) -> str:
        found.append(db.session().in_transaction())
        return hashed(password)

    monkeypatch.setattr(passwords, "hashed", watched)
    return found


def test_when_it_is_changed(browser: FlaskClient, held: list[bool]) -> None:
    assert send(browser, "/en/account", "/en/account/password", password=NEW).status_code == 303
    assert held == [False]


@pytest.mark.usefixtures("alice")
def test_when_it_was_forgotten(client: FlaskClient, mails: Mails, held: list[bool]) -> None:
    send(client, "/en/account/forgotten", mail="alice@example.org")
    assert send(client, link_in(mails.newest(), "/reset/"), password=NEW).status_code == 303
    assert held == [False]


def test_when_an_account_is_made(app: Flask, client: FlaskClient, mails: Mails, held: list[bool]) -> None:
    with app.app_context():
        db.open_for_writing()
        policy.decide("accounts.registration", "open")
        db.session.commit()
    send(client, "/en/account/register", mail="nadia@example.org")
    link = link_in(mails.newest(), "/invitation/")
    assert send(client, link, name="Nadia Aziz", password=NEW).status_code == 303
    assert held == [False]
