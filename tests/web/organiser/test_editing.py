"""The editor: each section is saved by itself, and nobody's work is lost."""

from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient

from petition.extensions import db
from petition.models.petition import Petition
from petition.models.record import Audit
from petition.services import petitions, sections
from tests.people import post
from tests.web.organiser.editor import DRAFT, PAGE, form_of, save, save_itself

pytestmark = pytest.mark.usefixtures("draft")
Held = Callable[[str], dict[str, Any]]
EDITED = {"title": "Keep every ward open", "text": "Nine beds.\r\n\r\n- one\r\n  - two"}
BAD = [
    ("words-en", "title", "x" * 201, "title"),
    ("words-en", "text", "x" * 60_001, "text"),
    ("words-en", "hashtags", "#" + "x" * 101, "hashtags"),
    ("addressees", "addressees-0-name_en", "x" * 201, "addressees-0-name_en"),
    ("addressees", "addressees-0-public_address", "nobody", "addressees-0-public_address"),
    ("addressees", "addressees-0-country", "Atlantis", "addressees-0-country"),
    ("addressees", "addressees-0-handle_x", "not a name", "addressees-0-handle_x"),
    ("goal", "targets-0", "many", "targets-0"),
    ("goal", "targets-0", "0", "targets-0"),
    ("goal", "targets-0", "9" * 30, "targets-0"),
    ("times", "closes", "tomorrow", "closes"),
    ("times", "retain_until", "9999-12-31", "retain_until"),
    ("kind", "slug", "Not A Slug", "slug"),
    ("kind", "slug", "", "slug"),
    ("kind", "slug", "keep-the-ward-open", "slug"),
    ("fields", "fields-0-label_ar", "س" * 201, "fields-0-label_ar"),
    ("events", "events-0-title_en", "Vigil", "events-0-starts"),
    ("events", "events-0-zone", "Nowhere", "events-0-zone"),
    ("links", "blocks-0-url", "javascript:alert(1)", "blocks-0-url"),
    ("links", "blocks-0-label_en", "Ours", "blocks-0-url"),
    ("press", "contacts-0-address", "nobody", "contacts-0-address"),
]


def test_it_shows_all_sections_and_what_is_needed(alice: FlaskClient) -> None:
    page = alice.get(PAGE).get_data(as_text=True)
    for name in ("words-en", "words-ar", "addressees", "goal", "names", "times", "picture", "events", "press", "kind"):
        assert f'id="{name}" data-section' in page
    assert page.count('class="met"') == 3


@pytest.mark.parametrize("who", ["alice", "bob"])
def test_a_section_is_saved(request: pytest.FixtureRequest, held: Held, who: str) -> None:
    answer = save(request.getfixturevalue(who), "words-en", **EDITED)
    assert (answer.status_code, answer.location) == (303, f"{PAGE}#words-en")
    assert (held("words-en")["title"], held("words-en")["text"]) == (EDITED["title"], "Nine beds.\n\n- one\n  - two")
    assert held("words-en")["demand"] == "Open the ward."


def test_the_log_says_who_worked_at_what(app: Flask, alice: FlaskClient) -> None:
    save(alice, "words-en", **EDITED)
    with app.app_context():
        lines = db.session.scalars(sa.select(Audit).where(Audit.verb == "change petition")).all()
        assert [line.details["section"] for line in lines] == ["words-en"]


def test_a_script_is_told_shortly(alice: FlaskClient, held: Held) -> None:
    answer = save_itself(alice, "goal", **{"targets-0": "٢٬٠٠٠"})
    assert answer.status_code == 200
    assert answer.json
    assert answer.json["saved"].startswith("Saved at ")
    assert (answer.json["told"], answer.json["needs"]["title"]) == ("2,000", True)
    again = save_itself(alice, "goal", **{"targets-0": "3000", "seen": answer.json["seen"]})
    assert again.status_code == 200
    assert held("goal") == {"targets": [3000]}


def test_a_script_is_told_what_is_wrong(alice: FlaskClient, held: Held) -> None:
    answer = save_itself(alice, "goal", **{"targets-0": "many"})
    assert (answer.status_code, answer.json) == (422, {"errors": {"goal-targets-0": ["Write a whole number"]}})
    assert held("goal") == {"targets": [1000]}


@pytest.mark.parametrize(
    ("section", "name", "value", "wrong"), BAD, ids=[f"{name}-{value[:20]}" for _, name, value, _ in BAD]
)
def test_bad_input_is_told_and_kept(
    alice: FlaskClient, held: Held, section: str, name: str, value: str, wrong: str
) -> None:
    before = held(section)
    answer = save(alice, section, **{name: value})
    assert answer.status_code == 422
    page = answer.get_data(as_text=True)
    assert f'id="{section}-{wrong}-error"' in page
    assert f'href="#{section}-{wrong}"' in page
    assert form_of(answer, section)[name] == value
    assert held(section) == before


def test_what_is_wrong_in_one_leaves_the_others_as_they_are(alice: FlaskClient) -> None:
    answer = save(alice, "goal", **{"targets-0": "many"})
    assert form_of(answer, "words-en")["title"] == "Keep the ward open"
    assert "<title>Problem: Keep the ward open" in answer.get_data(as_text=True)


@pytest.mark.parametrize("section", ["nothing", "words-fr", "words-", "seen"])
def test_there_is_no_such_section(alice: FlaskClient, section: str) -> None:
    assert post(alice, f"{PAGE}/{section}").status_code == 404


def test_a_letter_has_no_goal(alice: FlaskClient) -> None:
    save(alice, "kind", kind="letter")
    assert 'id="goal"' not in alice.get(PAGE).get_data(as_text=True)
    assert post(alice, f"{PAGE}/goal", **{"targets-0": "5"}).status_code == 404


# --- Two at once --------------------------------------------------------------------------------------------------


def test_the_second_of_two_sees_both_versions(alice: FlaskClient, bob: FlaskClient, held: Held) -> None:
    mine = form_of(alice.get(PAGE), "words-en") | {"title": "Mine"}
    save(bob, "words-en", title="Theirs", summary="Also theirs")
    answer = post(alice, f"{PAGE}/words-en", **mine)
    page = answer.get_data(as_text=True)
    assert (answer.status_code, held("words-en")["title"]) == (409, "Theirs")
    assert "changed meanwhile" in page
    assert page.index("Also theirs") < page.index('value="Mine"')
    assert post(alice, f"{PAGE}/words-en", **form_of(answer, "words-en")).status_code == 303
    assert held("words-en")["title"] == "Mine"


def test_two_at_different_sections_do_not_meet(alice: FlaskClient, bob: FlaskClient, held: Held) -> None:
    mine = form_of(alice.get(PAGE), "words-en") | {"title": "Mine"}
    save(bob, "goal", **{"targets-0": "500"})
    assert post(alice, f"{PAGE}/words-en", **mine).status_code == 303
    assert (held("words-en")["title"], held("goal")["targets"]) == ("Mine", [500])


def test_saving_what_is_there_already_is_no_conflict(alice: FlaskClient, bob: FlaskClient) -> None:
    mine = form_of(alice.get(PAGE), "goal") | {"targets-0": "500"}
    save(bob, "goal", **{"targets-0": "500"})
    assert post(alice, f"{PAGE}/goal", **mine).status_code == 303


def test_a_script_is_told_of_both_versions(alice: FlaskClient, bob: FlaskClient) -> None:
    seen = form_of(alice.get(PAGE), "goal")["seen"]
    save(bob, "goal", **{"targets-0": "500"})
    answer = save_itself(alice, "goal", **{"targets-0": "700", "seen": seen})
    assert answer.status_code == 409
    assert answer.json
    assert "changed meanwhile" in answer.json["problem"]


# --- Once it is open ----------------------------------------------------------------------------------------------


@pytest.fixture
def opened(app: Flask, draft: str, load: Callable[[str], Petition]) -> Callable[[], None]:
    def act() -> None:
        with app.app_context():
            db.open_for_writing()
            found = load(DRAFT)
            petitions.open_now(found, languages=found.languages)
            db.session.commit()

    return act


def test_what_is_signed_can_only_be_read(alice: FlaskClient, opened: Callable[[], None]) -> None:
    opened()
    page = alice.get(PAGE).get_data(as_text=True)
    words = form_of(alice.get(PAGE), "words-en")
    assert {"title", "text", "demand"} & words.keys() == set()
    assert {"share_text", "hashtags"} <= words.keys()
    assert "people put their names to it" in page
    assert f'href="/en/organise/{DRAFT}/revise/en"' in page


def test_what_is_not_signed_is_still_saved(alice: FlaskClient, opened: Callable[[], None], held: Held) -> None:
    opened()
    assert save(alice, "words-en", share_text="The ward must stay").status_code == 303
    assert save(alice, "addressees", **{"reached-0-phone": "+961 1 000000"}).status_code == 303
    assert (held("words-en")["title"], held("words-en")["share_text"]) == ("Keep the ward open", "The ward must stay")
    assert held("addressees")["addressees"][0]["phone"] == "+961 1 000000"


@pytest.mark.parametrize(
    ("section", "name"), [("words-en", "title"), ("addressees", "addressees-0-name_en"), ("times", "zone")]
)
def test_what_was_typed_while_it_opened_is_shown(
    alice: FlaskClient, opened: Callable[[], None], held: Held, section: str, name: str
) -> None:
    before, mine = held(section), form_of(alice.get(PAGE), section)
    opened()
    answer = post(alice, f"{PAGE}/{section}", **mine | {name: "Asia/Tokyo"})
    page = answer.get_data(as_text=True)
    assert answer.status_code == 409
    assert "cannot be changed any more" in page
    assert "Asia/Tokyo" in page
    assert held(section) == before


def test_one_cannot_become_less_careful(alice: FlaskClient, opened: Callable[[], None], held: Held) -> None:
    save(alice, "names", protection="discreet")
    mine = form_of(alice.get(PAGE), "names")
    opened()
    assert post(alice, f"{PAGE}/names", **mine | {"protection": "normal"}).status_code == 409
    assert held("names")["protection"] == "discreet"


def test_sections_read_alike_from_services_and_page(app: Flask, alice: FlaskClient, held: Held) -> None:
    alice.get(PAGE)
    with app.app_context():
        found = petitions.by_slug(DRAFT)
        assert found
        names = sections.names_for(found)
    before = {name: held(name) for name in names}
    assert [name for name in names if save(alice, name).status_code != 303] == []
    assert {name: held(name) for name in names} == before
