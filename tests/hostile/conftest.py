"""Whom attackers are after: Alice, who has an account and owns the team of the fixture `petition`."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

import config
from petition import create_app
from petition.extensions import db
from tests.accounts import add_passkey, give_app, log_in, sign_up
from tests.authenticator import Authenticator
from tests.people import post

Twin = Callable[..., Flask]


@pytest.fixture
def alice(app: Flask, petition: str) -> None:
    sign_up(app, "alice")


@pytest.fixture
def browser(client: FlaskClient, alice: None) -> FlaskClient:
    """Hers, in which she has signed in with her password a moment ago."""
    assert log_in(client).status_code == 303
    return client


@pytest.fixture
def device(browser: FlaskClient) -> Authenticator:
    """Holds a passkey of hers; her browser is signed out again."""
    made = Authenticator()
    assert add_passkey(browser, made).status_code == 303
    post(browser, "/en/logout")
    return made


@pytest.fixture
def secret(app: Flask, alice: None) -> str:
    """What her code app has taken in; its first code is used."""
    return give_app(app)


@pytest.fixture
def twin(app: Flask) -> Iterator[Twin]:
    """Makes the same site under other settings, on the same database and with the same mails."""
    made: list[Flask] = []

    def make(**changed: Any) -> Flask:
        settings: config.Settings = app.extensions["petition.settings"]
        made.append(create_app(replace(settings, redis_url="", **changed)))
        made[-1].testing = True
        return made[-1]

    yield make
    for one in made:
        with one.app_context():
            db.engine.dispose()
            db.write_engine.dispose()
