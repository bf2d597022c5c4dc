"""One browser for each of the people, all on the petition that the fixture `petition` made."""

from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient

from petition.extensions import db
from petition.models.petition import Petition
from petition.models.signature import Signature
from tests.people import browser_of, signed


@pytest.fixture
def alice(app: Flask, petition: str) -> FlaskClient:
    return browser_of(app, "alice")


@pytest.fixture
def bob(app: Flask, petition: str) -> FlaskClient:
    return browser_of(app, "bob")


@pytest.fixture
def mona(app: Flask, petition: str) -> FlaskClient:
    return browser_of(app, "mona")


@pytest.fixture
def vera(app: Flask, petition: str) -> FlaskClient:
    return browser_of(app, "vera")


@pytest.fixture
def charlie(app: Flask, petition: str) -> FlaskClient:
    return browser_of(app, "charlie")


@pytest.fixture
def sign_as(app: Flask, petition: str, load: Callable[[str], Petition]) -> Callable[..., str]:
    """Make a confirmed signature; its public id."""

    def make(**values: object) -> str:
        with app.app_context():
            db.open_for_writing()
            made: Signature = signed(load(petition), **values)  # type: ignore[arg-type]
            return made.public_id

    return make
