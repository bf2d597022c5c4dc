"""Those who run the site let one update be mailed sooner."""

from collections.abc import Callable

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient

from petition.extensions import db
from petition.models.petition import Petition, Protection
from petition.models.update_mail import UpdateMailing
from tests.mailings import mailed, published
from tests.making import make_petition
from tests.news import draft_of_news
from tests.people import post

PLACE = "/en/staff/petitions/keep-the-ward-open/updates"


@pytest.fixture
def news(app: Flask, petition: str, load: Callable[[str], Petition]) -> str:
    """The address of an update that was published a moment after another one was mailed."""
    with app.app_context():
        db.open_for_writing()
        mailed(load(petition))
        made = published(load(petition)).public_id
        db.session.commit()
        return f"{PLACE}/{made}"


def mailings(app: Flask) -> int:
    with app.app_context():
        return db.session.scalar(sa.select(sa.func.count(UpdateMailing.id))) or 0


def test_it_is_mailed_now(app: Flask, sam: FlaskClient, news: str) -> None:
    page = sam.get(PLACE).get_data(as_text=True)
    assert news in page
    assert "can have the next update mailed from" in page
    answer = post(sam, f"{news}/mail", reason="The vote is tomorrow")
    assert (answer.status_code, answer.location, mailings(app)) == (303, news, 2)
    assert "It is mailed" in sam.get(news).get_data(as_text=True)
    assert news not in sam.get(PLACE).get_data(as_text=True)


def test_a_reason_is_needed(app: Flask, sam: FlaskClient, news: str) -> None:
    answer = post(sam, f"{news}/mail", reason=" ")
    assert (answer.status_code, mailings(app)) == (422, 1)
    assert 'id="reason-error"' in answer.get_data(as_text=True)


def test_it_is_mailed_once(app: Flask, sam: FlaskClient, news: str) -> None:
    answers = [post(sam, f"{news}/mail", reason="The vote is tomorrow") for _ in range(2)]
    assert ([answer.status_code for answer in answers], mailings(app)) == ([303, 409], 2)
    assert "Nothing was done" in answers[1].get_data(as_text=True)


def test_never_where_signers_are_at_risk(
    app: Flask, sam: FlaskClient, news: str, load: Callable[[str], Petition]
) -> None:
    with app.app_context():
        db.open_for_writing()
        load("keep-the-ward-open").protection = Protection.DISCREET
        db.session.commit()
    assert "is never mailed" in sam.get(PLACE).get_data(as_text=True)
    assert (post(sam, f"{news}/mail", reason="x").status_code, mailings(app)) == (409, 1)


def test_what_a_team_writes_is_its_own_business(
    app: Flask, sam: FlaskClient, petition: str, load: Callable[[str], Petition]
) -> None:
    with app.app_context():
        db.open_for_writing()
        public_id = draft_of_news(load(petition)).public_id
        make_petition("a-draft", opened=False)
        db.session.commit()
    assert sam.get(f"{PLACE}/{public_id}").status_code == 404
    assert public_id not in sam.get(PLACE).get_data(as_text=True)
    assert sam.get("/en/staff/petitions/a-draft/updates").status_code == 404
