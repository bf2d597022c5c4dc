"""The editor of news: nothing that was typed is lost, whoever else is at it."""

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from petition.models.news import Update
from petition.services import publishing_updates, writing_updates
from tests.making import at
from tests.news import ARABIC, WORDS
from tests.people import post
from tests.reading import form_on
from tests.web.organiser.news import NEWS, Change
from tests.web.organiser.opening import text

JSON = {"Accept": "application/json"}
TYPED = {"title": "She answers", "text": "On **Friday**."}


def form_of(browser: FlaskClient, news: str, language: str = "en") -> dict[str, str]:
    return form_in(browser.get(news), language)


def form_in(answer: TestResponse, language: str = "en") -> dict[str, str]:
    return form_on(answer, f"/words/{language}#words-{language}")


def send(browser: FlaskClient, news: str, typed: dict[str, str], language: str = "en", **more: str) -> TestResponse:
    return browser.post(f"{news}/words/{language}", data={**typed, **more})


def held(app: Flask, change: Change, language: str = "en") -> dict[str, str]:
    found: dict[str, str] = {}
    change(lambda update: found.update(writing_updates.read(update, language)))
    return found


def test_it_saves_a_language(app: Flask, bob: FlaskClient, news: str, change: Change) -> None:
    answer = send(bob, news, form_of(bob, news, "ar") | ARABIC, "ar")
    assert (answer.status_code, answer.location) == (303, f"{news}#words-ar")
    assert held(app, change, "ar") == ARABIC


def test_a_script_learns_what_it_goes_on_from(alice: FlaskClient, news: str) -> None:
    first = alice.post(f"{news}/words/en", data=form_of(alice, news) | TYPED, headers=JSON)
    assert first.json is not None
    assert {*first.json} == {"seen", "saved", "told", "needs"}
    typed = form_of(alice, news) | {"title": "Again", "seen": first.json["seen"]}
    assert alice.post(f"{news}/words/en", data=typed, headers=JSON).status_code == 200


def test_the_second_saver_sees_both_versions_and_may_save_over(
    app: Flask, alice: FlaskClient, bob: FlaskClient, news: str, change: Change
) -> None:
    typed = form_of(alice, news) | TYPED
    send(bob, news, form_of(bob, news) | {"title": "Bob’s"})
    answer = send(alice, news, typed)
    page = answer.get_data(as_text=True)
    assert (answer.status_code, held(app, change)["title"]) == (409, "Bob’s")
    assert all(words in page for words in ("Bob’s", TYPED["title"], "Nothing is lost."))
    again = form_in(answer)
    assert {name: again[name] for name in TYPED} == TYPED
    assert send(alice, news, again).status_code == 303


def test_a_script_is_told_of_the_conflict(alice: FlaskClient, news: str) -> None:
    typed = form_of(alice, news) | TYPED | {"seen": "draft:another"}
    assert alice.post(f"{news}/words/en", data=typed, headers=JSON).status_code == 409


def test_what_is_too_long_is_shown_again(alice: FlaskClient, news: str) -> None:
    answer = send(alice, news, form_of(alice, news) | {"title": "x" * 201, "text": "Kept."})
    assert answer.status_code == 422
    assert form_in(answer)["text"] == "Kept."


def test_a_long_text_fits_through_the_door(app: Flask, alice: FlaskClient, news: str, change: Change) -> None:
    assert send(alice, news, form_of(alice, news, "ar") | {"title": "ع", "text": "ع" * 60_000}, "ar").status_code == 303
    assert len(held(app, change, "ar")["text"]) == 60_000


def test_without_a_script_it_shows_how_it_reads(app: Flask, alice: FlaskClient, news: str, change: Change) -> None:
    answer = send(alice, news, form_of(alice, news) | TYPED, again="read")
    assert "On <strong>Friday</strong>." in answer.get_data(as_text=True)
    assert held(app, change) == WORDS


def test_what_waits_is_not_changed_and_what_was_typed_is_shown(alice: FlaskClient, news: str, change: Change) -> None:
    typed = form_of(alice, news) | TYPED
    change(lambda update: publishing_updates.plan(update, at(2199, 1, 1), wants_mail=False, by="bob"))
    answer = send(alice, news, typed)
    assert answer.status_code == 409
    assert TYPED["title"] in answer.get_data(as_text=True)
    assert "Take the plan back" in text(alice, news)


def test_what_was_published_meanwhile_is_corrected_only_on_purpose(
    app: Flask, alice: FlaskClient, news: str, change: Change
) -> None:
    typed = form_of(alice, news) | TYPED
    change(publish)
    answer = send(alice, news, typed)
    assert (answer.status_code, held(app, change)) == (409, WORDS)
    assert "Correct it, for everyone to see" in answer.get_data(as_text=True)
    assert send(alice, news, form_in(answer)).status_code == 303
    assert held(app, change) == TYPED


def test_what_everyone_reads_saves_itself_nowhere_and_is_not_emptied(
    alice: FlaskClient, news: str, change: Change
) -> None:
    change(publish)
    assert "data-saves" not in text(alice, news)
    answer = send(alice, news, form_of(alice, news) | {"text": ""})
    assert answer.status_code == 422
    assert "What everyone reads can be corrected, not emptied." in answer.get_data(as_text=True)


def test_a_draft_is_deleted_and_what_was_typed_elsewhere_is_shown(
    alice: FlaskClient, bob: FlaskClient, news: str
) -> None:
    typed = form_of(alice, news) | TYPED
    answer = post(bob, f"{news}/discard")
    assert (answer.status_code, answer.location) == (303, NEWS)
    late = send(alice, news, typed)
    assert late.status_code == 409
    assert TYPED["title"] in late.get_data(as_text=True)
    assert post(alice, f"{news}/discard").status_code == 404


def test_what_is_published_is_not_deleted(alice: FlaskClient, news: str, change: Change) -> None:
    change(publish)
    answer = post(alice, f"{news}/discard")
    assert answer.status_code == 409
    assert "It is no draft any more" in answer.get_data(as_text=True)


@pytest.mark.parametrize("language", ["fr", "xx"])
def test_a_language_that_its_petition_does_not_speak_is_no_address(
    alice: FlaskClient, news: str, language: str
) -> None:
    assert send(alice, news, form_of(alice, news) | TYPED, language).status_code == 404


def test_another_petitions_news_is_not_here(alice: FlaskClient, news: str, draft: str) -> None:
    assert alice.get(news.replace("keep-the-ward-open", draft)).status_code == 404


def test_what_the_session_lost_is_kept(client: FlaskClient, alice: FlaskClient, news: str) -> None:
    typed = form_of(alice, news) | TYPED
    late = client.post(f"{news}/words/en", data=typed, headers={"Origin": "http://127.0.0.1:8000"})
    assert late.status_code == 401
    assert TYPED["title"] in late.get_data(as_text=True)


def publish(update: Update) -> None:
    publishing_updates.publish_now(update, wants_mail=False, by="bob")
