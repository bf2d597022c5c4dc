"""Sending a petition to those who look at it before it opens, and what its team sees meanwhile and afterwards."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient

from petition.extensions import db
from petition.lib import clock
from petition.models.petition import Petition, PetitionState
from petition.services import circulating, petition_reviews, policy
from petition.services.petition_reviews import seen
from tests.campaigns import letter
from tests.people import browser_of, post
from tests.reading import form_on
from tests.web.organiser.editor import DRAFT
from tests.web.organiser.opening import PAGE, Arrange, Load, change, later, text

REVIEW, BACK = f"{PAGE}/review", f"{PAGE}/review/take-back"


@pytest.fixture(autouse=True)
def is_looked_at(app: Flask) -> None:
    with app.app_context():
        db.open_for_writing()
        policy.PETITION_REVIEW.decide("on")
        db.session.commit()


def send(browser: FlaskClient, **typed: str) -> int:
    form = form_on(browser.get(f"{PAGE}/check"), "/review")
    return post(browser, REVIEW, **form | typed).status_code


def approve(petition: Petition) -> None:
    petition_reviews.approve(petition, by="sam", was_seen=seen(petition))


def give_back(petition: Petition) -> None:
    petition_reviews.give_back(petition, by="sam", words="Whose <ward>?\n\nSay so.")


def test_it_is_sent_and_taken_back(alice: FlaskClient, arrange: Arrange, state: Callable[[], str]) -> None:
    arrange()
    page = text(alice, f"{PAGE}/check")
    assert "Nothing. It can be sent for review." in page
    assert f'href="{PAGE}/open"' not in page
    assert alice.get(f"{PAGE}/open").location == f"{PAGE}/check"
    assert (send(alice), state()) == (303, PetitionState.IN_REVIEW)
    for path in (PAGE, f"{PAGE}/check"):
        assert "It waits since" in text(alice, path)
    assert "Nothing can be changed while" in text(alice, f"{PAGE}/edit")
    assert post(alice, BACK).location == f"{PAGE}/check"
    assert state() == PetitionState.DRAFT


@pytest.mark.parametrize("verb", ["open", "schedule"])
def test_what_was_not_approved_is_offered_to_be_sent(
    alice: FlaskClient, arrange: Arrange, state: Callable[[], str], verb: str
) -> None:
    arrange(zone="UTC")
    form = form_on(alice.get(f"{PAGE}/check"), "/review")
    opens = later(days=3)
    answer = post(alice, f"{PAGE}/{verb}", seen=form["seen"], opens=opens)
    assert (answer.status_code, state()) == (409, PetitionState.DRAFT)
    assert "Send it to them." in answer.get_data(as_text=True)
    assert form_on(answer, "/review")["opens"] == (opens if verb == "schedule" else "")


def test_a_time_that_cannot_be_is_told_and_kept(alice: FlaskClient, arrange: Arrange, state: Callable[[], str]) -> None:
    arrange()
    form = form_on(alice.get(f"{PAGE}/check"), "/review")
    answer = post(alice, REVIEW, **form | {"opens": "2020-01-01T09:00"})
    assert (answer.status_code, state()) == (422, PetitionState.DRAFT)
    assert form_on(answer, "/review")["opens"] == "2020-01-01T09:00"


def test_of_two_who_send_it_one_does(alice: FlaskClient, bob: FlaskClient, arrange: Arrange) -> None:
    arrange()
    form = form_on(bob.get(f"{PAGE}/check"), "/review")
    assert send(alice) == 303
    answer = post(bob, REVIEW, **form)
    assert answer.status_code == 409
    assert "It waits since" in answer.get_data(as_text=True)


@pytest.mark.parametrize("path", [REVIEW, BACK])
def test_only_who_may_open_it_sends_it(
    app: Flask, mona: FlaskClient, charlie: FlaskClient, arrange: Arrange, path: str
) -> None:
    arrange()
    assert (post(mona, path).status_code, post(charlie, path).status_code) == (403, 404)


def test_what_was_taken_back_too_late_says_how_it_stands(app: Flask, alice: FlaskClient, arrange: Arrange) -> None:
    arrange()
    send(alice)
    change(app, approve)
    answer = post(alice, BACK)
    assert answer.status_code == 409
    assert "What you can still do" in answer.get_data(as_text=True)


def test_given_back_the_team_reads_why(app: Flask, alice: FlaskClient, vera: FlaskClient, arrange: Arrange) -> None:
    arrange()
    send(alice)
    change(app, give_back)
    for browser, path in ((alice, PAGE), (alice, f"{PAGE}/check"), (alice, f"{PAGE}/edit"), (vera, PAGE)):
        assert "Whose &lt;ward&gt;? Say so." in text(browser, path)
    assert "gave it back" in text(alice, "/en/organise/teams/ward-team/log")
    send(alice)
    assert "Whose" not in text(alice, PAGE)


def test_what_changed_after_it_was_approved_is_sent_again(app: Flask, alice: FlaskClient, arrange: Arrange) -> None:
    arrange(zone="UTC")
    send(alice, opens=later(days=3))
    change(app, approve)
    assert "opens by itself on" in text(alice, f"{PAGE}/check")
    page = text(alice, PAGE)
    assert "approved it on" in page
    assert "it stays shut until they have looked at it again" in page
    change(app, lambda petition: setattr(petition, "edited_at", clock.now() + timedelta(seconds=1)))
    assert "have not approved it as it is written now" in text(alice, PAGE)
    assert form_on(alice.get(f"{PAGE}/check"), "/review")["opens"]


def test_those_with_the_private_link_go_on_reading(
    app: Flask, client: FlaskClient, arrange: Arrange, load: Load
) -> None:
    arrange(letter)
    change(app, circulating.start)
    with app.app_context():
        link = f"/en/circulating/{circulating.link_token(load(DRAFT))}"
    alice = browser_of(app, "alice")
    send(alice)
    assert f'href="{link}/join' in text(client, link)
    assert "Those who have the private link go on reading it." in text(alice, PAGE)
    assert f"http://127.0.0.1:8000{link}" in text(alice, f"{PAGE}/signatories")
