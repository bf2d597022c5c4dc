"""Alice has an account, owns the team of the fixture `petition`, and is not signed in yet."""

import pytest
from flask import Flask
from flask.testing import FlaskClient

from petition.extensions import db
from tests.accounts import log_in
from tests.people import join


@pytest.fixture
def alice(app: Flask, petition: str) -> None:
    with app.app_context():
        db.open_for_writing()
        join("alice")
        db.session.commit()


@pytest.fixture
def browser(client: FlaskClient, alice: None) -> FlaskClient:
    """Alice's, in which she has signed in a moment ago."""
    assert log_in(client).status_code == 303
    return client
