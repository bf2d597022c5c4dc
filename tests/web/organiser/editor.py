"""Reading and sending the forms of the editor."""

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests.people import post
from tests.reading import form_on

DRAFT = "a-new-ward"
PAGE = f"/en/organise/{DRAFT}/edit"


def form_of(answer: TestResponse, section: str) -> dict[str, str]:
    """What a browser would send of one section."""
    return form_on(answer, f"/edit/{section}#{section}")


def save(browser: FlaskClient, section: str, **typed: str) -> TestResponse:
    """Open the page, type into one section, press its button."""
    return post(browser, f"{PAGE}/{section}", **form_of(browser.get(PAGE), section) | typed)


def save_itself(browser: FlaskClient, section: str, **typed: str) -> TestResponse:
    """The same as the script does it."""
    values = form_of(browser.get(PAGE), section) | typed
    return browser.post(f"{PAGE}/{section}", data=values, headers={"Accept": "application/json"})
