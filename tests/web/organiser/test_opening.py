"""The check before opening, and the verbs that change a petition's state."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient

from petition.extensions import db
from petition.lib import clock
from petition.models.petition import PetitionState
from petition.services import circulating, opening
from petition.services.readiness import FindingCode
from petition.web.finding_line import SENTENCES
from tests.campaigns import letter, signed_by
from tests.conftest import FakeClock
from tests.making import at, make_petition
from tests.people import browser_of, post
from tests.reading import form_on
from tests.web.organiser.editor import DRAFT
from tests.web.organiser.opening import PAGE, Arrange, Load, change, later, press, text


def test_every_finding_has_its_words() -> None:
    assert {*SENTENCES} == {*FindingCode}


def test_the_check_says_what_is_missing_and_where_to_mend_it(alice: FlaskClient, arrange: Arrange) -> None:
    arrange(addressees=[])
    page = text(alice, f"{PAGE}/check")
    assert f'<a href="{PAGE}/edit#addressees">It is addressed to nobody yet.</a>' in page
    assert f'<a href="{PAGE}/edit#press">Nobody is named for the press to call.</a>' in page
    assert "Open it now" not in page


def test_the_check_says_that_it_can_open(alice: FlaskClient, arrange: Arrange) -> None:
    arrange()
    page = text(alice, f"{PAGE}/check")
    assert "Nothing. It can open." in page
    assert "is given for <bdi>The Minister of Health</bdi>." in page
    assert f'href="{PAGE}/open"' in page
    assert f"http://127.0.0.1:8000/en/petitions/{DRAFT}" in page


@pytest.mark.usefixtures("petition")
def test_the_check_of_an_open_one_says_what_can_still_be_done(alice: FlaskClient) -> None:
    page = text(alice, "/en/organise/keep-the-ward-open/check")
    assert 'href="/en/organise/keep-the-ward-open/close"' in page
    assert 'href="/en/organise/keep-the-ward-open/revise"' in page
    assert "What is missing" not in page


def test_before_it_opens_it_says_exactly_what_will_happen(app: Flask, arrange: Arrange, time: FakeClock) -> None:
    time.now = time.now.replace(year=2026, month=11, day=23, hour=5, minute=30)
    arrange(closes_local=at(2027, 1, 31, 18))
    page = text(browser_of(app, "alice"), f"{PAGE}/open")
    for words in (
        "(it is 23 November 2026, 08:30 (Damascus))",
        f"http://127.0.0.1:8000/en/petitions/{DRAFT}",
        "until 31 January 2027, 18:00 (Damascus)",
        "deleted after 31 December 2027",
    ):
        assert words in page


def test_it_opens(alice: FlaskClient, client: FlaskClient, arrange: Arrange, state: Callable[[], str]) -> None:
    arrange()
    answer = alice.post(f"{PAGE}/open", data=form_on(alice.get(f"{PAGE}/open"), "/open"))
    assert (answer.status_code, answer.location, state()) == (303, PAGE, PetitionState.OPEN)
    assert client.get(f"/en/petitions/{DRAFT}").status_code == 200


def test_what_is_not_ready_does_not_open(alice: FlaskClient, arrange: Arrange, state: Callable[[], str]) -> None:
    arrange(addressees=[])
    assert alice.get(f"{PAGE}/open").location == f"{PAGE}/check"
    answer = post(alice, f"{PAGE}/open")
    assert (answer.status_code, state()) == (409, PetitionState.DRAFT)
    assert "It is addressed to nobody yet." in answer.get_data(as_text=True)


def test_under_embargo_it_says_until_when(alice: FlaskClient, arrange: Arrange, state: Callable[[], str]) -> None:
    embargo = (clock.now() + timedelta(days=9)).replace(tzinfo=None)
    arrange(embargo_local=embargo)
    assert "It stays shut until its embargo is over:" in text(alice, f"{PAGE}/check")
    assert alice.get(f"{PAGE}/open").location == f"{PAGE}/check"
    assert (post(alice, f"{PAGE}/open").status_code, state()) == (409, PetitionState.DRAFT)


def test_a_second_press_says_how_it_stands(alice: FlaskClient, bob: FlaskClient, arrange: Arrange) -> None:
    arrange()
    for verb in ("open", "close"):
        assert press(alice, verb).status_code == 303
        answer = post(bob, f"{PAGE}/{verb}")
        assert answer.status_code == 409
        assert "A colleague was faster" in answer.get_data(as_text=True)


def test_it_opens_by_itself_at_its_hour(alice: FlaskClient, arrange: Arrange, app: Flask, load: Load) -> None:
    arrange(zone="UTC")
    opens = later(days=3)
    assert press(alice, "schedule", opens=opens).location == f"{PAGE}/check"
    with app.app_context():
        found = load(DRAFT)
        assert (found.opens_itself, found.opens_local and found.opens_local.isoformat()[:16]) == (True, opens)
    assert "opens by itself on" in text(alice, f"{PAGE}/check")
    assert post(alice, f"{PAGE}/unschedule").location == f"{PAGE}/check"
    assert "opens by itself on" not in text(alice, f"{PAGE}/check")


@pytest.mark.parametrize("opens", ["", "tomorrow", "2026-13-01T09:00", "2020-01-01T09:00", "2026-12-01T09:00Z"])
def test_a_time_that_cannot_be_is_told_and_kept(
    alice: FlaskClient, arrange: Arrange, app: Flask, load: Load, opens: str
) -> None:
    arrange()
    answer = post(alice, f"{PAGE}/schedule", opens=opens)
    assert answer.status_code == 422
    assert 'id="opens-error"' in answer.get_data(as_text=True)
    assert form_on(answer, "/schedule")["opens"] == opens
    with app.app_context():
        assert not load(DRAFT).opens_itself


@pytest.mark.parametrize(("days", "problem"), [(8, "still under embargo"), (61, "By then it would be closed")])
def test_it_opens_after_its_embargo_and_before_it_closes(
    alice: FlaskClient, arrange: Arrange, days: int, problem: str
) -> None:
    arrange(zone="UTC", embargo_local=(clock.now() + timedelta(days=9)).replace(tzinfo=None))
    answer = post(alice, f"{PAGE}/schedule", opens=later(days=days))
    assert answer.status_code == 422
    assert problem in answer.get_data(as_text=True)


def test_what_is_not_ready_is_not_planned(alice: FlaskClient, arrange: Arrange) -> None:
    arrange(addressees=[])
    answer = press(alice, "schedule", opens=later(days=3))
    assert answer.status_code == 409
    assert "It is addressed to nobody yet." in answer.get_data(as_text=True)


def test_an_hour_that_came_before_all_was_there_is_told_everywhere(
    app: Flask, alice: FlaskClient, arrange: Arrange
) -> None:
    arrange(opens_local=at(2026, 1, 1), opens_itself=True, zone="UTC", addressees=[])
    assert "Its hour has come" in text(alice, f"{PAGE}/check")
    change(app, opening.open_by_itself)
    for page in (f"{PAGE}/check", f"{PAGE}/edit", PAGE):
        assert "It was to open by itself on 1 January 2026, 12:00 (UTC), but" in text(alice, page)
    assert "was to open on 1 January 2026, 12:00 (UTC), but something was missing" in text(alice, "/en/organise")
    log = text(alice, "/en/organise/teams/ward-team/log")
    assert 'something was missing: <bdi lang="en">Keep the ward open</bdi>. It is addressed to nobody yet.' in log


def test_it_circulates_and_shows_the_private_link(app: Flask, alice: FlaskClient, arrange: Arrange, load: Load) -> None:
    arrange(letter)
    assert post(alice, f"{PAGE}/circulate").location == f"{PAGE}/check#circulating"
    with app.app_context():
        token = circulating.link_token(load(DRAFT))
    assert f'value="http://127.0.0.1:8000/en/circulating/{token}"' in text(alice, f"{PAGE}/check")
    assert post(alice, f"{PAGE}/circulate").status_code == 409


def test_it_counts_who_stands_under_it_already(app: Flask, alice: FlaskClient, arrange: Arrange) -> None:
    arrange(letter)
    change(app, lambda found: signed_by(found, "One", "Two"))
    assert "2 lines stand under it from the first moment." in text(alice, f"{PAGE}/open")


def test_before_it_closes_it_says_exactly_what_will_happen(app: Flask, time: FakeClock) -> None:
    time.now = time.now.replace(year=2026, month=11, day=23, hour=5, minute=30)
    with app.app_context():
        db.open_for_writing()
        make_petition(DRAFT)
    page = text(browser_of(app, "alice"), f"{PAGE}/close")
    assert "(it is 23 November 2026, 08:30 (Damascus))" in page
    assert "can still confirm until 30 November 2026, 08:30 (Damascus)" in page
    assert "It cannot be opened again." in page


def test_it_closes(alice: FlaskClient, arrange: Arrange, state: Callable[[], str]) -> None:
    arrange()
    press(alice, "open")
    answer = alice.post(f"{PAGE}/close", data=form_on(alice.get(f"{PAGE}/close"), "/close"))
    assert (answer.status_code, answer.location, state()) == (303, PAGE, PetitionState.CLOSED)
    assert alice.get(f"{PAGE}/close").location == f"{PAGE}/check"


def test_bob_may_all_of_it(bob: FlaskClient, arrange: Arrange) -> None:
    arrange()
    for verb in ("circulate", "unschedule", "open", "close"):
        assert press(bob, verb).status_code == 303


@pytest.mark.parametrize("page", ["check", "open", "close"])
def test_who_may_not_look(
    client: FlaskClient, vera: FlaskClient, charlie: FlaskClient, arrange: Arrange, page: str
) -> None:
    arrange()
    assert client.get(f"{PAGE}/{page}").location.startswith("/en/login?next=")
    assert [browser.get(f"{PAGE}/{page}").status_code for browser in (vera, charlie)] == [403, 404]
