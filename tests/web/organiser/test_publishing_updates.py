"""The last look before everyone reads it, the plan, and taking news down."""

from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from petition.extensions import db
from petition.models.news import Update, UpdateState
from petition.models.petition import Protection
from petition.services import petitions, publishing_updates
from tests.making import at
from tests.news import ARABIC, WORDS, write
from tests.people import post
from tests.reading import form_on
from tests.web.organiser.news import NEWS, Change
from tests.web.organiser.opening import text

PUBLIC = "/en/petitions/keep-the-ward-open/updates"


def publish(browser: FlaskClient, news: str, *, reach: str = "page", when: str = "now", at: str = "") -> TestResponse:
    form = form_on(browser.get(f"{news}/publish"), "/publish")
    return browser.post(f"{news}/publish", data=form | {"reach": reach, "when": when, "at": at})


def state(change: Change) -> UpdateState:
    found = []
    change(lambda update: found.append(update.state))
    return found[0]


def test_the_last_look_says_what_it_does(alice: FlaskClient, news: str) -> None:
    page = text(alice, f"{news}/publish")
    for words in (
        "It is not translated into Arabic.",
        f'href="{news}#words-ar"',
        "Each gets it once, in the language they signed in; where that is missing, in English.",
        "A mail that went cannot be called back or corrected.",
        "She answers <strong>on Friday</strong>.",
    ):
        assert words in page


def test_it_is_published_by_an_editor(bob: FlaskClient, client: FlaskClient, news: str, change: Change) -> None:
    answer = publish(bob, news)
    assert (answer.status_code, answer.location, state(change)) == (303, news, UpdateState.PUBLISHED)
    assert WORDS["title"] in text(client, PUBLIC)
    assert bob.get(f"{news}/publish").location == news


def test_it_is_published_with_mail(alice: FlaskClient, news: str, change: Change) -> None:
    assert publish(alice, news, reach="mail").status_code == 303
    wishes: list[bool] = []
    change(lambda update: wishes.append(update.wants_mail))
    assert wishes == [True]


def test_nobody_chooses_the_mail_for_them(alice: FlaskClient, news: str, change: Change) -> None:
    answer = publish(alice, news, reach="")
    assert (answer.status_code, state(change)) == (422, UpdateState.DRAFT)
    assert "Choose one of these" in answer.get_data(as_text=True)


def test_a_plan_needs_a_time_that_lies_ahead(alice: FlaskClient, news: str, change: Change) -> None:
    assert "Write the day and the time" in publish(alice, news, when="later").get_data(as_text=True)
    answer = publish(alice, news, when="later", at="2020-01-01T09:00")
    assert (answer.status_code, state(change)) == (422, UpdateState.DRAFT)
    assert form_on(answer, "/publish")["at"] == "2020-01-01T09:00"


def test_it_is_planned_and_the_plan_is_taken_back(
    alice: FlaskClient, bob: FlaskClient, news: str, change: Change
) -> None:
    assert publish(alice, news, when="later", at="2199-01-01T09:00").status_code == 303
    assert "on 1 January 2199, 09:00 (Damascus)" in text(bob, news)
    assert (post(bob, f"{news}/unplan").location, state(change)) == (news, UpdateState.DRAFT)
    assert form_on(bob.get(f"{news}/publish"), "/publish")["at"] == "2199-01-01T09:00"


def test_only_what_was_looked_at_is_published(alice: FlaskClient, news: str, change: Change) -> None:
    form = form_on(alice.get(f"{news}/publish"), "/publish")
    change(lambda update: write(update, "ar", by="bob", **ARABIC))
    answer = alice.post(f"{news}/publish", data=form | {"reach": "page", "when": "now", "at": ""})
    assert (answer.status_code, state(change)) == (409, UpdateState.DRAFT)
    again = form_on(answer, "/publish")
    assert alice.post(f"{news}/publish", data=again).status_code == 303


def test_what_lacks_its_words_cannot_be_published(alice: FlaskClient, news: str, change: Change) -> None:
    form = form_on(alice.get(f"{news}/publish"), "/publish")
    change(lambda update: write(update, title=""))
    page = text(alice, f"{news}/publish")
    assert "A title is missing in English" in page
    assert 'action="' + news + '/publish"' not in page
    seen: list[str] = []
    change(lambda update: seen.append(publishing_updates.seen(update)))
    late = alice.post(f"{news}/publish", data=form | {"seen": seen[0], "reach": "page", "when": "now", "at": ""})
    assert late.status_code == 409


def test_where_signers_are_at_risk_there_is_no_mail_to_choose(alice: FlaskClient, news: str, change: Change) -> None:
    form = form_on(alice.get(f"{news}/publish"), "/publish")
    change(be_discreet)
    assert "It is not mailed: signers of this petition may be at risk" in text(alice, f"{news}/publish")
    # A form of before is no way round it.
    assert alice.post(f"{news}/publish", data=form | {"reach": "mail", "when": "now", "at": ""}).status_code == 303
    wishes: list[bool] = []
    change(lambda update: wishes.append(update.wants_mail))
    assert wishes == [False]


def test_what_nobody_can_read_has_no_news(alice: FlaskClient, news: str, change: Change) -> None:
    form = form_on(alice.get(f"{news}/publish"), "/publish")
    change(hide)
    assert "so nothing can be published on it" in text(alice, f"{news}/publish")
    assert alice.post(f"{news}/publish", data=form | {"reach": "page", "when": "now", "at": ""}).status_code == 409


def test_it_is_taken_down(alice: FlaskClient, client: FlaskClient, news: str, change: Change) -> None:
    assert alice.get(f"{news}/take-down").location == news
    publish(alice, news)
    assert "Take it down?" in text(alice, f"{news}/take-down")
    assert post(alice, f"{news}/take-down", reason=" ").status_code == 422
    answer = post(alice, f"{news}/take-down", reason="A name was in it")
    assert (answer.location, state(change)) == (news, UpdateState.TAKEN_DOWN)
    assert WORDS["title"] not in text(client, PUBLIC)
    assert WORDS["title"] not in text(client, f"{PUBLIC}.atom")
    assert "A name was in it" in text(alice, news)


def test_two_who_take_it_down_do_it_once(alice: FlaskClient, news: str, change: Change) -> None:
    change(lambda update: publishing_updates.publish_now(update, wants_mail=False, by="bob"))
    for _ in range(2):
        assert post(alice, f"{news}/take-down", reason="A name was in it").status_code == 303


def test_a_deed_that_comes_too_late_shows_how_it_stands(alice: FlaskClient, news: str, change: Change) -> None:
    form = form_on(alice.get(f"{news}/publish"), "/publish")
    change(lambda update: publishing_updates.plan(update, at(2199, 1, 1), wants_mail=False, by="bob"))
    late = alice.post(f"{news}/publish", data=form | {"reach": "page", "when": "now", "at": ""})
    assert (late.status_code, late.location, state(change)) == (303, news, UpdateState.PLANNED)


def test_the_door(app: Flask, client: FlaskClient, mona: FlaskClient, charlie: FlaskClient, news: str) -> None:
    for page in ("publish", "take-down", "preview", "mail/en"):
        path = f"{news}/{page}"
        answers = [browser.get(path).status_code for browser in (client, mona, charlie)]
        assert answers == [303, 403, 404], page
    assert charlie.get(NEWS).status_code == 404


def be_discreet(update: Update) -> None:
    update.petition.protection = Protection.DISCREET


def hide(update: Update) -> None:
    petitions.hide(update.petition, reason="a test entry")
    db.session.flush()
