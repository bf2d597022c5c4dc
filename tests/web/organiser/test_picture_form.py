"""The editor's section for the picture: what it takes, what it refuses and in which words."""

import logging
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from petition.extensions import db
from petition.lib import pictures
from petition.models.petition import Petition
from petition.services import sections
from tests.guarantees import rows_of
from tests.joining import picture
from tests.lib.test_pictures import NO_PICTURES
from tests.making import make_petition
from tests.people import post
from tests.picturing import ALT, CREDIT, illustrate, nobody_waits, photograph, send_form, send_picture
from tests.reading import form_on

WARD = "a-new-ward"
EDITOR, PATH = f"/en/organise/{WARD}/edit", f"/en/organise/{WARD}/edit/picture"
SAID = {"alt_en": ALT["en"], "alt_ar": ALT["ar"], "credit": CREDIT}
MEGABYTE = 1024 * 1024
# What is no picture at all: tests/hostile/test_pictures.py.
REFUSED = {
    "more than 8 MB": (picture(form="JPEG") + b"\0" * 8 * MEGABYTE, "more than 8 MB"),
    "15 MB": (picture(form="JPEG") + b"\0" * 15 * MEGABYTE, "more than 8 MB"),
}
Held = Callable[[], dict[str, object]]


@pytest.fixture(autouse=True)
def _ward(app: Flask, petition: str) -> None:
    with app.app_context():
        db.open_for_writing()
        make_petition(WARD, opened=False)


@pytest.fixture
def held(app: Flask, load: Callable[[str], Petition]) -> Held:
    """What the section holds."""

    def find() -> dict[str, object]:
        with app.app_context():
            return sections.read(load(WARD), "picture")

    return find


@pytest.fixture
def illustrated(app: Flask, load: Callable[[str], Petition]) -> None:
    with app.app_context():
        db.open_for_writing()
        illustrate(load(WARD))
        db.session.commit()


@pytest.mark.parametrize("who", ["alice", "bob"])
def test_a_picture_is_taken(held: Held, request: pytest.FixtureRequest, who: str) -> None:
    browser = request.getfixturevalue(who)
    answer = send_picture(browser, WARD, picture(2000, 1000, "JPEG"), **SAID)
    assert (answer.status_code, answer.location) == (303, f"{EDITOR}#picture")
    assert (held()["alt"], held()["credit"]) == (ALT, CREDIT)
    page = browser.get(EDITOR).get_data(as_text=True)
    assert f"/picture/{held()['sha256']}-640.jpg" in page


def test_one_as_large_as_telephones_make_them_has_room(alice: FlaskClient, held: Held) -> None:
    file = picture(form="JPEG") + b"\0" * (8 * MEGABYTE - 10_000)
    assert send_picture(alice, WARD, file).status_code == 303
    assert held()["sha256"]


@pytest.mark.parametrize(("file", "words"), REFUSED.values(), ids=REFUSED)
def test_what_cannot_be_taken_is_told_beside_the_field(alice: FlaskClient, held: Held, file: bytes, words: str) -> None:
    answer = send_picture(alice, WARD, file, **SAID)
    page = answer.get_data(as_text=True)
    assert (answer.status_code, held()["sha256"]) == (422, "")
    assert 'id="picture-photograph-error"' in page
    assert words in page
    assert f'value="{ALT["en"]}"' in page


def test_far_too_much_is_not_read(alice: FlaskClient) -> None:
    assert send_picture(alice, WARD, b"\0" * 17 * MEGABYTE).status_code == 413


def test_everywhere_else_forms_stay_small(alice: FlaskClient) -> None:
    assert post(alice, f"{EDITOR}/goal", **{"targets-0": "x" * 3_000_000}).status_code == 413
    assert post(alice, "/en/organise/new", title="x" * 300_000).status_code == 413


def test_a_good_picture_must_be_chosen_once_more_after_a_mistake(alice: FlaskClient) -> None:
    answer = send_picture(alice, WARD, picture(), credit="x" * 201)
    assert answer.status_code == 422
    assert "choose it once more" in answer.get_data(as_text=True)


def test_words_need_a_picture(alice: FlaskClient) -> None:
    answer = send_picture(alice, WARD, b"", **SAID)
    assert answer.status_code == 422
    assert "Choose the file of the picture too" in answer.get_data(as_text=True)


def test_a_draft_s_may_be_described_later(alice: FlaskClient, held: Held) -> None:
    assert send_picture(alice, WARD, picture()).status_code == 303
    assert (held()["alt"], held()["sha256"]) == ({}, pictures.photograph(picture()).sha256)


def test_on_a_public_page_it_is_described_at_once(
    app: Flask, alice: FlaskClient, petition: str, load: Callable[[str], Petition]
) -> None:
    answer = send_picture(alice, petition, picture(), alt_ar=ALT["ar"])
    assert answer.status_code == 422
    assert 'href="#picture-alt_en"' in answer.get_data(as_text=True)
    assert send_picture(alice, petition, picture(), **SAID).status_code == 303
    with app.app_context():
        assert sections.read(load(petition), "picture")["sha256"] == pictures.photograph(picture()).sha256


@pytest.mark.usefixtures("illustrated")
def test_its_words_are_changed_without_a_file(alice: FlaskClient, held: Held) -> None:
    assert send_picture(alice, WARD, b"", alt_en="A gate").status_code == 303
    assert held() == {"alt": {**ALT, "en": "A gate"}, "credit": CREDIT, "sha256": photograph().sha256}


@pytest.mark.usefixtures("illustrated")
def test_it_is_taken_away(alice: FlaskClient, held: Held) -> None:
    assert send_picture(alice, WARD, b"", removes="y").status_code == 303
    assert held()["sha256"] == ""


def test_nothing_of_the_file_is_kept_or_told(app: Flask, alice: FlaskClient, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    file = picture(900, 600, "JPEG", comment=b"taken at the hidden clinic")
    send_picture(alice, WARD, file, name="zahra-at-the-clinic.jpg")
    assert "zahra" not in str(rows_of(app)) + caplog.text
    assert "hidden clinic" not in str(rows_of(app))


def again(client: FlaskClient, shown: TestResponse, file: bytes = b"", **typed: str) -> TestResponse:
    """Send the form that was shown again."""
    return send_form(client, PATH, form_on(shown, "/edit/picture#picture") | typed, file)


def test_a_file_that_was_lost_is_asked_for(alice: FlaskClient, held: Held) -> None:
    shown = send_picture(alice, WARD, picture(), alt_en="A gate", credit="x" * 201)
    forgotten = again(alice, shown, credit="")
    assert forgotten.status_code == 422
    assert "Choose the file of the picture too" in forgotten.get_data(as_text=True)
    assert again(alice, forgotten, picture(), credit="").status_code == 303
    assert (held()["alt"], held()["sha256"]) == ({"en": "A gate"}, pictures.photograph(picture()).sha256)


@pytest.mark.usefixtures("illustrated")
def test_new_words_do_not_come_under_the_old_picture(alice: FlaskClient, held: Held) -> None:
    before = held()
    shown = send_picture(alice, WARD, NO_PICTURES["svg"], alt_en="A wall")
    assert again(alice, shown).status_code == 422
    assert held() == before
    assert again(alice, shown, keeps="y").status_code == 303
    assert (held()["sha256"], held()["alt"]) == (before["sha256"], {**ALT, "en": "A wall"})


@pytest.mark.usefixtures("illustrated")
def test_it_can_be_taken_away_instead_of_chosen_again(alice: FlaskClient, held: Held) -> None:
    shown = send_picture(alice, WARD, NO_PICTURES["svg"])
    assert again(alice, shown, removes="y").status_code == 303
    assert held()["sha256"] == ""


def test_of_two_savers_the_second_sees_both_and_puts_no_words_under_the_other_s(
    alice: FlaskClient, bob: FlaskClient, held: Held
) -> None:
    opened = bob.get(EDITOR)
    send_picture(alice, WARD, picture(900, 600, "JPEG"), alt_en="What Alice shows")
    before = held()
    shown = again(bob, opened, picture(), alt_en="What Bob shows")
    saved, typed = shown.get_data(as_text=True).partition('<div class="versions">')[2].split("<form", 1)
    assert shown.status_code == 409
    assert (str(before["sha256"]) in saved, "What Alice shows" in saved) == (True, True)
    assert (str(before["sha256"]) in typed.split("</form>")[0], "What Bob shows" in typed) == (False, True)
    assert (again(bob, shown).status_code, held()) == (422, before)
    assert again(bob, shown, picture()).status_code == 303
    assert (held()["alt"], held()["sha256"]) == ({"en": "What Bob shows"}, pictures.photograph(picture()).sha256)


def test_one_that_was_taken_away_meanwhile_is_no_failure(alice: FlaskClient, bob: FlaskClient) -> None:
    send_picture(alice, WARD, picture(), alt_en="A gate")
    opened = bob.get(EDITOR)
    send_picture(alice, WARD, b"", removes="y")
    shown = again(bob, opened, alt_en="A wall")
    assert (shown.status_code, "A wall" in shown.get_data(as_text=True)) == (422, True)
    shown = again(bob, opened, picture(900, 600, "JPEG"), alt_en="A wall")
    assert (shown.status_code, "A wall" in shown.get_data(as_text=True)) == (409, True)


@pytest.mark.usefixtures("illustrated")
def test_words_for_the_old_picture_go_with_it(alice: FlaskClient, held: Held) -> None:
    assert send_picture(alice, WARD, picture(), alt_en="A wall").status_code == 303
    assert held()["alt"] == {"en": "A wall"}
    assert send_picture(alice, WARD, picture(), alt_ar=ALT["ar"]).status_code == 303
    assert held()["alt"] == {"en": "A wall", "ar": ALT["ar"]}


def test_on_a_public_page_the_old_words_are_meant_when_they_are_sent_again(alice: FlaskClient, petition: str) -> None:
    send_picture(alice, petition, photograph().large.file, **SAID)
    shown = send_picture(alice, petition, picture())
    assert shown.status_code == 422
    assert "This was written for the former picture" in shown.get_data(as_text=True)
    form = form_on(shown, "/edit/picture#picture")
    assert send_form(alice, PATH.replace(WARD, petition), form, picture()).status_code == 303
    assert 'value="Two nurses at a gate"' in alice.get(f"/en/organise/{petition}/edit").get_data(as_text=True)


def test_while_a_picture_is_unfolded_others_may_write(app: Flask, alice: FlaskClient, held: Held) -> None:
    form = form_on(alice.get(EDITOR), "/edit/picture#picture")
    with pictures.one_at_a_time, ThreadPoolExecutor(1) as threads:
        sending = threads.submit(send_form, alice, PATH, form, picture())
        assert nobody_waits(app, sending)
        pictures.one_at_a_time.release()
        answer = sending.result(timeout=30)
        pictures.one_at_a_time.acquire()
    assert (answer.status_code, bool(held()["sha256"])) == (303, True)


def test_charlie_finds_nothing(charlie: FlaskClient) -> None:
    assert post(charlie, PATH).status_code == 404


@pytest.mark.parametrize("who", ["mona", "vera"])
def test_whoever_does_not_write_may_not(request: pytest.FixtureRequest, who: str) -> None:
    assert post(request.getfixturevalue(who), PATH).status_code == 403


def test_strangers_are_turned_away(client: FlaskClient) -> None:
    answer = client.post(PATH, data={"credit": "x" * 300_000})
    assert (answer.status_code, answer.location.partition("?")[0]) == (303, "/en/login")
