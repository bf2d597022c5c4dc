"""Sam runs the site; Alice owns a team and runs nothing."""

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.people import browser_of, staff_browser


@pytest.fixture
def sam(app: Flask) -> FlaskClient:
    return staff_browser(app)


@pytest.fixture
def alice(app: Flask, petition: str) -> FlaskClient:
    return browser_of(app, "alice")
