"""Looking at a draft's pages of opening and closing, and pressing their buttons."""

from collections.abc import Callable
from datetime import timedelta

from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from petition.extensions import db
from petition.lib import clock
from petition.models.petition import Petition
from petition.services import petitions
from tests.people import post
from tests.reading import form_on
from tests.web.organiser.editor import DRAFT

PAGE = f"/en/organise/{DRAFT}"
Arrange = Callable[..., None]
Load = Callable[[str], Petition]


def text(browser: FlaskClient, path: str) -> str:
    answer = browser.get(path)
    assert answer.status_code == 200
    return " ".join(answer.get_data(as_text=True).split())


def change(app: Flask, act: Callable[[Petition], object]) -> None:
    with app.app_context():
        db.open_for_writing()
        found = petitions.by_slug(DRAFT)
        assert found
        act(found)
        db.session.commit()


def press(browser: FlaskClient, verb: str, **typed: str) -> TestResponse:
    """Look at the page with the button, then press it."""
    page = verb if verb in ("open", "close") else "check"
    shown = browser.get(f"{PAGE}/{page}", follow_redirects=True)
    return post(browser, f"{PAGE}/{verb}", **form_on(shown, f"/{verb}") | typed)


def later(**by: float) -> str:
    """A time by the clocks of UTC, as a browser sends it."""
    return (clock.now() + timedelta(**by)).strftime("%Y-%m-%dT%H:%M")
