"""Nothing that somebody typed is lost in the editor: long texts, many rows, and what colleagues do meanwhile."""

from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from petition.extensions import db
from petition.models.petition import Petition
from petition.models.team import TeamMember
from petition.services import petitions
from tests.people import post
from tests.web.organiser.editor import DRAFT, PAGE, form_of, save

pytestmark = pytest.mark.usefixtures("draft")
Held = Callable[[str], dict[str, Any]]
MANY = {
    f"addressees-{number}-{name}": value
    for number in range(1, 250)
    for name, value in (("name_en", f"Minister {number}"), ("role", "to"))
}


def send(browser: FlaskClient, section: str, **typed: str) -> TestResponse:
    """As browsers send the editor's forms: in parts."""
    values = form_of(browser.get(PAGE), section) | typed
    parts = [f'--x-x\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{values[name]}\r\n' for name in values]
    body = f"{''.join(parts)}--x-x--\r\n".encode()
    return browser.post(f"{PAGE}/{section}", data=body, content_type="multipart/form-data; boundary=x-x")


def open_it(app: Flask, load: Callable[[str], Petition]) -> None:
    with app.app_context():
        db.open_for_writing()
        found = load(DRAFT)
        petitions.open_now(found, languages=found.languages)
        db.session.commit()


def add_committee(browser: FlaskClient) -> None:
    assert (
        save(
            browser, "addressees", **{"addressees-1-name_en": "The Committee", "addressees-1-role": "copy"}
        ).status_code
        == 303
    )


def move_committee_up(browser: FlaskClient) -> None:
    moved = save(browser, "addressees", again="up addressees-1")
    assert post(browser, f"{PAGE}/addressees", **form_of(moved, "addressees")).status_code == 303


# --- Large forms --------------------------------------------------------------------------------------------------


def test_as_many_addressees_as_there_may_be(alice: FlaskClient, held: Held) -> None:
    assert send(alice, "addressees", **MANY).status_code == 303
    assert len(form_of(alice.get(PAGE), "addressees")) > 4000
    answer = send(alice, "addressees", **{"addressees-7-phone": "+961 1 000"})
    assert answer.status_code == 303
    assert held("addressees")["addressees"][7]["phone"] == "+961 1 000"


def test_a_text_that_is_too_long_in_letters_of_several_bytes_is_told_and_kept(alice: FlaskClient) -> None:
    text = "س" * 100_000
    answer = send(alice, "words-ar", text=text)
    assert answer.status_code == 422
    assert form_of(answer, "words-ar")["text"] == text


def test_strangers_send_no_large_forms(client: FlaskClient, alice: FlaskClient) -> None:
    assert client.post(f"{PAGE}/goal", data={"targets-0": "x" * 300_000}).location == "/en/login"


# --- At risk ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("other", [{"default_audience": "nobody"}, {"publish": "batched"}])
def test_each_answer_that_was_not_chosen_otherwise_is_the_careful_one(
    alice: FlaskClient, held: Held, other: dict[str, str]
) -> None:
    save(alice, "names", protection="discreet", **other)
    careful = {"default_audience": "nobody", "publish": "batched", "comments": "after_review"}
    assert held("names") == {"protection": "discreet", **careful}


def test_once_it_is_open_too(app: Flask, alice: FlaskClient, held: Held, load: Callable[[str], Petition]) -> None:
    save(alice, "names", default_audience="nobody")
    open_it(app, load)
    assert save(alice, "names", protection="discreet").status_code == 303
    assert held("names")["publish"] == "batched"


# --- Colleagues ---------------------------------------------------------------------------------------------------


def test_words_go_to_whom_they_were_meant_for_though_a_colleague_moved_them(
    alice: FlaskClient, bob: FlaskClient, held: Held
) -> None:
    add_committee(bob)
    mine = form_of(alice.get(PAGE), "actions") | {
        "actions-0-title_en": "Write",
        "actions-0-messages-0-to": "The Minister of Health",
        "actions-0-messages-0-text": "Please",
    }
    move_committee_up(bob)
    assert post(alice, f"{PAGE}/actions", **mine).status_code == 303
    assert held("actions")["actions"][0]["messages"][0]["to"] == 2


def test_words_for_somebody_who_is_gone_are_for_somebody_else_only_by_choice(
    alice: FlaskClient, bob: FlaskClient, held: Held
) -> None:
    add_committee(bob)
    typed = {"title_en": "Write", "messages-0-to": "The Committee", "messages-0-text": "Please"}
    mine = form_of(alice.get(PAGE), "actions") | {f"actions-0-{name}": value for name, value in typed.items()}
    save(bob, "addressees", **{"addressees-1-name_en": ""})
    answer = post(alice, f"{PAGE}/actions", **mine)
    assert (answer.status_code, held("actions")) == (422, {"actions": []})
    assert "changed or taken away meanwhile" in answer.get_data(as_text=True)
    assert form_of(answer, "actions")["actions-0-messages-0-text"] == "Please"


def test_what_was_typed_finds_a_draft_whose_address_was_changed(
    alice: FlaskClient, bob: FlaskClient, app: Flask, load: Callable[[str], Petition]
) -> None:
    mine = form_of(alice.get(PAGE), "words-en") | {"title": "Mine"}
    save(bob, "kind", slug="another-address")
    answer = post(alice, f"{PAGE}/words-en", **mine)
    assert answer.location == "/en/organise/another-address/edit#words-en"
    with app.app_context():
        assert load("another-address").words_in("en").title == "Mine"


def test_what_was_typed_in_a_language_that_is_gone_is_shown(alice: FlaskClient, bob: FlaskClient) -> None:
    mine = form_of(alice.get(PAGE), "words-ar") | {"title": "كلامي"}
    taken = {name: value for name, value in form_of(bob.get(PAGE), "languages").items() if name != "in_ar"}
    assert post(bob, f"{PAGE}/languages", **taken).status_code == 303
    answer = post(alice, f"{PAGE}/words-ar", **mine)
    page = answer.get_data(as_text=True)
    assert answer.status_code == 409
    assert "taken away meanwhile" in page
    assert "كلامي" in page
    told = alice.post(f"{PAGE}/words-ar", data=mine, headers={"Accept": "application/json"})
    assert (told.status_code, [*(told.json or {})]) == (409, ["problem"])


@pytest.mark.parametrize("section", ["goal", "fields", "addressees"])
def test_what_was_typed_for_another_kind_is_shown(alice: FlaskClient, bob: FlaskClient, section: str) -> None:
    names = {"goal": "targets-0", "fields": "fields-0-label_en", "addressees": "addressees-0-name_en"}
    mine = form_of(alice.get(PAGE), section) | {names[section]: "4711"}
    save(bob, "kind", kind="statement")
    answer = post(alice, f"{PAGE}/{section}", **mine)
    assert answer.status_code == 409
    assert "4711" in answer.get_data(as_text=True)


def test_a_language_is_taken_away_only_with_the_words_that_were_seen(
    alice: FlaskClient, bob: FlaskClient, held: Held
) -> None:
    without = {name: value for name, value in form_of(alice.get(PAGE), "languages").items() if name != "in_ar"}
    save(bob, "words-ar", title="عنوان بوب")
    answer = post(alice, f"{PAGE}/languages", **without)
    assert (answer.status_code, held("languages")) == (409, {"languages": ["en", "ar"]})
    assert 'its text is deleted: <bdi lang="ar">عنوان بوب' in " ".join(answer.get_data(as_text=True).split())
    again = {name: value for name, value in form_of(answer, "languages").items() if name != "in_ar"}
    assert post(alice, f"{PAGE}/languages", **again).status_code == 303
    assert held("languages") == {"languages": ["en"]}


def test_one_is_added_whatever_was_written_meanwhile(alice: FlaskClient, bob: FlaskClient, held: Held) -> None:
    mine = form_of(alice.get(PAGE), "languages") | {"in_fr": "y"}
    save(bob, "words-ar", title="عنوان بوب")
    assert post(alice, f"{PAGE}/languages", **mine).status_code == 303
    assert held("languages") == {"languages": ["en", "ar", "fr"]}


def test_a_row_in_a_language_that_is_gone_is_shown_and_stays(alice: FlaskClient, held: Held) -> None:
    said = {"blocks-0-words_ar": "انتظرنا", "blocks-0-speaker_ar": "ممرضة"}
    save(alice, "quotations", **said)
    taken = {name: value for name, value in form_of(alice.get(PAGE), "languages").items() if name != "in_ar"}
    post(alice, f"{PAGE}/languages", **taken)
    assert form_of(alice.get(PAGE), "quotations")["blocks-0-words_ar"] == "انتظرنا"
    added = {"blocks-1-words_en": "We waited", "blocks-1-speaker_en": "A nurse"}
    assert save(alice, "quotations", **added).status_code == 303
    assert [row["words"]["speaker"] for row in held("quotations")["blocks"]] == [{"ar": "ممرضة"}, {"en": "A nurse"}]


def test_words_typed_into_a_row_in_a_language_that_went_are_kept(
    alice: FlaskClient, bob: FlaskClient, held: Held
) -> None:
    mine = form_of(alice.get(PAGE), "links") | {"blocks-0-label_ar": "لنا", "blocks-0-url": "example.org"}
    taken = {name: value for name, value in form_of(bob.get(PAGE), "languages").items() if name != "in_ar"}
    post(bob, f"{PAGE}/languages", **taken)
    assert post(alice, f"{PAGE}/links", **mine).status_code == 303
    assert held("links")["blocks"][0]["words"] == {"label": {"ar": "لنا"}}


def test_whoever_left_the_team_meanwhile_saves_nothing_more(
    app: Flask, alice: FlaskClient, held: Held, monkeypatch: pytest.MonkeyPatch
) -> None:
    mine, wait_for = form_of(alice.get(PAGE), "goal") | {"targets-0": "5"}, petitions.wait_for

    def wait_while_it_is_handed_over(petition: Petition) -> None:
        wait_for(petition)
        db.session.execute(sa.delete(TeamMember))

    monkeypatch.setattr(petitions, "wait_for", wait_while_it_is_handed_over)
    assert alice.post(f"{PAGE}/goal", data=mine).status_code == 404
    monkeypatch.undo()
    assert held("goal") == {"targets": [1000]}


def test_a_form_in_conflict_is_saved_by_its_button_alone(alice: FlaskClient, bob: FlaskClient) -> None:
    mine = form_of(alice.get(PAGE), "links") | {"blocks-0-label_en": "Mine", "blocks-0-url": "example.org"}
    save(bob, "links", **{"blocks-0-label_en": "Theirs", "blocks-0-url": "example.org"})
    answer = post(alice, f"{PAGE}/links", **mine)
    for shown in (answer, post(alice, f"{PAGE}/links", **form_of(answer, "links"), again="more blocks")):
        form = shown.get_data(as_text=True).partition(f'action="{PAGE}/links#links"')[2].partition(">")[0]
        assert "data-saves" not in form
        assert "data-keep" in shown.get_data(as_text=True)
        assert "Theirs" in shown.get_data(as_text=True)
    wrong = post(alice, f"{PAGE}/links", **form_of(answer, "links") | {"blocks-0-url": "nowhere"})
    assert (wrong.status_code, form_of(wrong, "links")["conflict"]) == (422, "y")
    assert post(alice, f"{PAGE}/links", **form_of(answer, "links")).status_code == 303


# --- Once it is open ----------------------------------------------------------------------------------------------


def test_a_row_more_after_it_opened_shows_what_was_typed(
    app: Flask, alice: FlaskClient, load: Callable[[str], Petition]
) -> None:
    mine = form_of(alice.get(PAGE), "fields") | {"fields-0-label_en": "Your ward"}
    open_it(app, load)
    answer = post(alice, f"{PAGE}/fields", **mine, again="more fields")
    assert answer.status_code == 409
    assert "Your ward" in answer.get_data(as_text=True)


def test_what_is_read_before_the_text_stays(
    app: Flask, alice: FlaskClient, held: Held, load: Callable[[str], Petition]
) -> None:
    large = {"blocks-0-words_en": "We waited", "blocks-0-speaker_en": "A nurse", "blocks-0-is_opening": "y"}
    save(alice, "quotations", **large)
    open_it(app, load)
    other = {"blocks-1-words_en": "So did we", "blocks-1-speaker_en": "A doctor"}
    assert "people signed below it" in alice.get(PAGE).get_data(as_text=True)
    assert save(alice, "quotations", **{"blocks-0-words_en": "Nobody waited"}).status_code == 409
    assert save(alice, "quotations", **other, **{"blocks-1-is_opening": "y"}).status_code == 409
    assert save(alice, "quotations", **other).status_code == 303
    assert len(held("quotations")["blocks"]) == 2
