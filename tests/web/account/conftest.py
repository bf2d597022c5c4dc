"""Alice has an account, owns the team of the fixture `petition`, and is not signed in yet."""

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.accounts import log_in, sign_up


@pytest.fixture
def alice(app: Flask, petition: str) -> None:
    sign_up(app, "alice")


@pytest.fixture
def browser(client: FlaskClient, alice: None) -> FlaskClient:
    """Alice's, in which she has signed in a moment ago."""
    assert log_in(client).status_code == 303
    return client
