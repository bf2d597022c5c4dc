"""What the forms of the editor ask, mark and say."""

from collections.abc import Callable
from typing import Any

import pytest
from flask.testing import FlaskClient

from petition.web.organiser import editing
from tests.people import post
from tests.web.organiser.editor import PAGE, form_of, save, save_itself

pytestmark = pytest.mark.usefixtures("draft")
Held = Callable[[str], dict[str, Any]]


# --- Fields that come and go --------------------------------------------------------------------------------------


def test_a_last_line_that_is_needed_no_more_can_be_emptied(alice: FlaskClient, held: Held) -> None:
    save(alice, "kind", kind="letter")
    save(alice, "words-en", closing="Yours,")
    save(alice, "kind", kind="petition")
    shown = form_of(alice.get(PAGE), "words-en")
    headers = {"Accept": "application/json"}
    first = alice.post(f"{PAGE}/words-en", data=shown | {"closing": ""}, headers=headers)
    assert first.json
    later = shown | {"closing": "", "title": "Another", "seen": first.json["seen"]}
    second = alice.post(f"{PAGE}/words-en", data=later, headers=headers)
    assert second.status_code == 200
    assert second.json
    last = alice.post(f"{PAGE}/words-en", data=later | {"closing": "Ours", "seen": second.json["seen"]})
    assert (last.status_code, held("words-en")["closing"]) == (303, "Ours")


def test_hashtags_that_are_glued_together_are_several(alice: FlaskClient, held: Held) -> None:
    save(alice, "words-ar", hashtags="#غزة#مستشفى ＃ward")
    assert held("words-ar")["hashtags"] == ["غزة", "مستشفى", "ward"]


# --- Translations -------------------------------------------------------------------------------------------------


def is_outdated(browser: FlaskClient) -> bool:
    return "outdated: the original was changed" in " ".join(browser.get(PAGE).get_data(as_text=True).split())


def test_a_hashtag_that_saves_itself_is_no_looking_through(alice: FlaskClient) -> None:
    save(alice, "words-en", title="Keep both wards open")
    save_itself(alice, "words-ar", hashtags="#ward #night")
    assert is_outdated(alice)
    save_itself(alice, "words-ar", title="أبقوا الجناحين")
    assert not is_outdated(alice)


def test_a_translation_is_made_of_the_original_that_was_shown(alice: FlaskClient, bob: FlaskClient) -> None:
    mine = form_of(alice.get(PAGE), "words-ar") | {"title": "عنوان"}
    save(bob, "words-en", title="Keep both wards open")
    assert post(alice, f"{PAGE}/words-ar", **mine).status_code == 303
    assert is_outdated(alice)


def test_what_is_not_translated_yet_is_marked(alice: FlaskClient) -> None:
    assert "Not translated yet." not in alice.get(PAGE).get_data(as_text=True)
    save(alice, "links", **{"blocks-0-label_en": "Ours", "blocks-0-url": "example.org"})
    assert 'id="links-blocks-0-label_ar-hint">Not translated yet.' in alice.get(PAGE).get_data(as_text=True)
    save(alice, "words-ar", summary="")
    assert 'id="words-ar-summary-hint">Not translated yet.' in alice.get(PAGE).get_data(as_text=True)


# --- What is wrong ------------------------------------------------------------------------------------------------


def test_problems_are_told_with_row_and_label(alice: FlaskClient) -> None:
    again = save(alice, "events", again="more events")
    answer = post(alice, f"{PAGE}/events", **form_of(again, "events") | {"events-1-title_en": "Vigil"})
    assert "Entry 2 · Begins: " in answer.get_data(as_text=True)


@pytest.mark.parametrize(
    ("section", "typed"),
    [
        ("goal", {f"targets-{number}": str(number + 1) for number in range(21)}),
        (
            "events",
            {"events-0-title_en": "Vigil", "events-0-starts": "2026-12-11T16:00"}
            | {f"events-0-shown_zones-{n}": f"Etc/GMT+{n}" for n in range(1, 12)},
        ),
        (
            "actions",
            {"actions-0-title_en": "Write"} | {f"actions-0-messages-{n}-text": "Please" for n in range(51)},
        ),
    ],
)
def test_too_many_are_told_in_the_language_of_the_page(
    alice: FlaskClient, held: Held, section: str, typed: dict[str, str]
) -> None:
    before = held(section)
    answer = save(alice, section, **typed)
    assert answer.status_code == 422
    assert "have room here" in answer.get_data(as_text=True)
    assert held(section) == before


def test_fields_that_ask_the_same_are_numbered(alice: FlaskClient) -> None:
    page = alice.get(PAGE).get_data(as_text=True)
    assert '<label for="goal-targets-1">Goal 2</label>' in page
    assert '<label for="events-events-0-shown_zones-0">Its hour is also told in 1</label>' in page


@pytest.mark.parametrize(
    ("section", "wish"),
    [("actions", "more actions-0-messages"), ("events", "more events-0-shown_zones")],
)
def test_what_was_asked_for_is_not_folded_away(alice: FlaskClient, section: str, wish: str) -> None:
    page = save(alice, section, again=wish).get_data(as_text=True)
    part = page.partition(f'id="{section}" data-section')[2]
    assert '<details class="further" open>' in part.partition("</form>")[0]


def test_without_a_script_it_is_said_that_each_part_is_saved_by_itself(alice: FlaskClient) -> None:
    assert "<noscript><p" in alice.get(PAGE).get_data(as_text=True)


def test_return_takes_no_row_away(alice: FlaskClient) -> None:
    page = alice.get(PAGE).get_data(as_text=True)
    for form in page.split('<form class="part-form"')[1:]:
        assert form.partition("<button")[2].startswith(' class="unseen" tabindex="-1" aria-hidden="true">')


def test_the_marker_of_a_conflict_is_the_one_on_the_page() -> None:
    assert editing.CONFLICT == "conflict"
