"""How a mailing goes, on the page of its update: numbers, stopping it, going on; and who may."""

import time as real_time
from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient

from petition.extensions import db
from petition.models.petition import Petition
from petition.models.update_mail import MailingState, UpdateMailing
from petition.services import update_mailings
from tests.conftest import FakeClock
from tests.mailings import asked, choose_all, mailed
from tests.news import draft_of_news
from tests.people import post
from tests.reading import form_on


@pytest.fixture
def place(app: Flask, petition: str, load: Callable[[str], Petition]) -> str:
    """The page of an update whose mails wait in the outbox."""
    with app.app_context():
        db.open_for_writing()
        asked(load(petition), "rima", "omar")
        update = mailed(load(petition)).update
        choose_all()
        db.session.commit()
        return f"/en/organise/{petition}/updates/{update.public_id}"


def state(app: Flask) -> MailingState:
    with app.app_context():
        return db.session.query(UpdateMailing).one().state


def test_the_page_tells_how_it_goes(bob: FlaskClient, place: str) -> None:
    for path in (place, f"{place}/mailing"):
        page = bob.get(path).get_data(as_text=True)
        assert "mails are going out" in page
        assert "<dt>Chosen so far</dt><dd>2</dd>" in page


def test_the_list_tells_it_too(bob: FlaskClient, place: str) -> None:
    assert "mails are going out · 0 sent" in bob.get(place.rpartition("/")[0]).get_data(as_text=True)


def test_what_has_not_changed_is_not_sent_again(time: FakeClock, bob: FlaskClient, place: str) -> None:
    tag = bob.get(f"{place}/mailing").headers["ETag"]
    real_time.sleep(1.1)
    assert bob.get(f"{place}/mailing", headers={"If-None-Match": tag}).status_code == 304


def test_it_is_stopped_and_gone_on_with(app: Flask, bob: FlaskClient, place: str) -> None:
    answer = post(bob, f"{place}/mailing/stop")
    assert (answer.status_code, answer.location, state(app)) == (303, place, MailingState.STOPPED)
    assert form_on(bob.get(place), "/mailing/go-on")
    assert post(bob, f"{place}/mailing/go-on").status_code == 303
    assert state(app) is MailingState.GOING


def test_what_a_colleague_did_before_changes_nothing(app: Flask, alice: FlaskClient, place: str) -> None:
    assert [post(alice, f"{place}/mailing/stop").status_code for _ in range(2)] == [303, 303]
    assert state(app) is MailingState.STOPPED


def test_to_strangers_it_does_not_exist(charlie: FlaskClient, place: str) -> None:
    assert charlie.get(f"{place}/mailing").status_code == 404


def test_one_that_is_not_mailed_tells_nothing_of_mails(
    app: Flask, alice: FlaskClient, petition: str, load: Callable[[str], Petition]
) -> None:
    with app.app_context():
        db.open_for_writing()
        public_id = draft_of_news(load(petition)).public_id
        db.session.commit()
    assert alice.get(f"/en/organise/{petition}/updates/{public_id}/mailing").status_code == 404


def test_a_second_one_within_three_days_is_refused_with_its_time(
    app: Flask, alice: FlaskClient, petition: str, place: str, load: Callable[[str], Petition]
) -> None:
    with app.app_context():
        db.open_for_writing()
        there = f"{place.rpartition('/')[0]}/{draft_of_news(load(petition)).public_id}/publish"
        db.session.commit()
        assert update_mailings.next_at(load(petition))
    assert "The next one can be mailed from" in alice.get(there).get_data(as_text=True)
    answer = alice.post(there, data=form_on(alice.get(there), "/publish") | {"reach": "mail", "when": "now"})
    assert answer.status_code == 409
    assert "The next one can be mailed from" in answer.get_data(as_text=True)
