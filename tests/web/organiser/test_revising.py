"""Correcting, translating, and adding a copy, once people sign."""

from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient

from petition.extensions import db
from petition.models.petition import Petition
from petition.services import petitions, revisions
from tests.making import TITLES, make_petition
from tests.people import post
from tests.reading import form_on

PLACE = "/en/organise/keep-the-ward-open"
PAGE, ENGLISH, FRENCH, COPIES = f"{PLACE}/revise", f"{PLACE}/revise/en", f"{PLACE}/translate/fr", f"{PLACE}/copies"
PUBLIC = "/en/petitions/keep-the-ward-open/revisions"
# So long that one word of it is less than 2 %.
TEXT = " ".join(f"Ward {number} has two nurses and one doctor." for number in range(20))
WORDS = {
    "title": TITLES["fr"],
    "summary": "Cette nuit.",
    "text": "Deux infirmières, un médecin.",
    "demand": "Ouvrez le service.",
    "hashtags": "#service",
}
COPY = {"name_en": "The Mayor", "institution_en": "City of the Ridge", "note_en": "For the archive.", "name_ar": "عمدة"}
Load = Callable[[str], Petition]


@pytest.fixture
def petition(app: Flask) -> str:
    """Open, with a text that is long enough to be corrected."""
    with app.app_context():
        db.open_for_writing()
        slug = make_petition(opened=False)
        found = petitions.by_slug(slug)
        assert found
        revisions.write(found, "en", {"text": TEXT})
        petitions.open_now(found, languages=found.languages)
        db.session.commit()
        return slug


@pytest.fixture
def change(app: Flask, petition: str, load: Load) -> Callable[[Callable[[Petition], object]], None]:
    def do(act: Callable[[Petition], object]) -> None:
        with app.app_context():
            db.open_for_writing()
            act(load(petition))
            db.session.commit()

    return do


def typed(browser: FlaskClient, **words: str) -> dict[str, str]:
    """The form as it stands, with a word corrected, and why."""
    text = TEXT.replace("Ward 7 has two", "Ward 7 has three")
    return form_on(browser.get(ENGLISH), "/revise/en") | {"text": text, "reason": "A number was wrong"} | words


def texts(app: Flask, load: Load) -> list[str]:
    with app.app_context():
        return [one.text for one in load("keep-the-ward-open").revisions if one.language == "en"]


def page_of(browser: FlaskClient, path: str) -> str:
    answer = browser.get(path)
    assert answer.status_code == 200
    return " ".join(answer.get_data(as_text=True).split())


def test_a_correction_is_published(app: Flask, alice: FlaskClient, client: FlaskClient, load: Load) -> None:
    answer = post(alice, ENGLISH, **typed(alice))
    assert (answer.status_code, answer.location) == (303, PAGE)
    assert texts(app, load) == [TEXT, TEXT.replace("Ward 7 has two", "Ward 7 has three")]
    assert "three nurses" in page_of(client, "/en/petitions/keep-the-ward-open")
    assert "A number was wrong" in page_of(client, PUBLIC)
    assert "A number was wrong" in page_of(alice, PAGE)


def test_it_is_shown_before_it_is_published(app: Flask, alice: FlaskClient, load: Load) -> None:
    answer = post(alice, ENGLISH, **typed(alice, again="show", reason=""))
    page = " ".join(answer.get_data(as_text=True).split())
    assert (answer.status_code, texts(app, load)) == (200, [TEXT])
    assert "What everyone would see" in page
    assert "two</del>" in page
    assert "three</ins>" in page
    assert form_on(answer, "/revise/en")["text"] == typed(alice)["text"]


@pytest.mark.parametrize(
    ("words", "problem"),
    [
        ({"reason": " "}, "Write why"),
        ({"text": "Other words."}, "of the characters would be others; 2% is the most"),
        ({"text": ""}, "can be corrected, not emptied"),
        ({"text": f"{TEXT} And a sentence more."}, "of the characters would be others"),
        ({"text": TEXT}, "the words that stand there already"),
        ({"summary": "x" * 10_001}, "Use at most 10000 characters"),
    ],
)
def test_bad_input_is_told_and_kept(
    app: Flask, alice: FlaskClient, load: Load, words: dict[str, str], problem: str
) -> None:
    sent = typed(alice) | words
    answer = post(alice, ENGLISH, **sent)
    assert answer.status_code == 422
    assert problem in " ".join(answer.get_data(as_text=True).split())
    kept = form_on(answer, "/revise/en")
    assert {name: kept[name] for name in ("text", "summary")} == {name: sent[name] for name in ("text", "summary")}
    assert texts(app, load) == [TEXT]


def test_title_and_demand_are_shown_and_not_asked(alice: FlaskClient) -> None:
    asked = form_on(alice.get(ENGLISH), "/revise/en")
    assert {*asked} == {"csrf_token", "seen", "summary", "text", "reason"}
    assert "Open the ward." in page_of(alice, ENGLISH)


def test_a_colleagues_correction_is_shown_beside_ones_own(
    app: Flask, alice: FlaskClient, bob: FlaskClient, load: Load
) -> None:
    mine = typed(alice)
    post(bob, ENGLISH, **typed(bob, text=TEXT.replace("Ward 3 has two", "Ward 3 has four")))
    answer = post(alice, ENGLISH, **mine)
    page = " ".join(answer.get_data(as_text=True).split())
    assert answer.status_code == 409
    assert "What a colleague changed meanwhile" in page
    assert "four</ins>" in page
    kept = form_on(answer, "/revise/en")
    assert (kept["text"], kept["reason"]) == (mine["text"], mine["reason"])
    assert (post(alice, ENGLISH, **kept).status_code, len(texts(app, load))) == (303, 3)


def test_what_is_closed_stays_as_it_is(
    app: Flask, alice: FlaskClient, load: Load, change: Callable[[Callable[[Petition], object]], None]
) -> None:
    correction = typed(alice)
    change(petitions.close)
    assert alice.get(ENGLISH).location == alice.get(FRENCH).location == f"{PLACE}/check"
    answer = post(alice, ENGLISH, **correction)
    assert (answer.status_code, texts(app, load)) == (409, [TEXT])
    assert form_on(answer, "/revise/en")["text"] == correction["text"]
    assert post(alice, FRENCH, **WORDS).status_code == 409
    assert "its words stay as they are" in page_of(alice, PAGE)


def test_a_translation_is_looked_through(alice: FlaskClient) -> None:
    post(alice, ENGLISH, **typed(alice))
    assert "the original was corrected since" in page_of(alice, PAGE)
    fits = form_on(alice.get(f"{PAGE}/ar"), "/fits")
    assert alice.post(f"{PAGE}/ar/fits", data=fits).location == PAGE
    assert "the original was corrected since" not in page_of(alice, PAGE)


def test_a_translation_is_added(alice: FlaskClient, client: FlaskClient) -> None:
    answer = post(alice, FRENCH, **form_on(alice.get(FRENCH), "/translate/fr") | WORDS)
    assert (answer.status_code, answer.location) == (303, PAGE)
    assert TITLES["fr"] in page_of(client, "/fr/petitions/keep-the-ward-open")
    assert "Translation added: French" in page_of(client, PUBLIC)
    assert alice.get(FRENCH).location == f"{PAGE}/fr"


def test_it_stands_beside_the_original(alice: FlaskClient) -> None:
    asked = form_on(alice.get(FRENCH), "/translate/fr")
    assert {*asked} == {"csrf_token", "source", *WORDS}
    assert "Ward 7 has two nurses" in page_of(alice, FRENCH)


@pytest.mark.parametrize("name", ["title", "text", "summary", "demand"])
def test_a_translation_that_lacks_something_is_told_and_kept(alice: FlaskClient, name: str) -> None:
    answer = post(alice, FRENCH, **WORDS | {name: " "})
    assert answer.status_code == 422
    assert f'id="{name}-error"' in answer.get_data(as_text=True)
    kept, other = form_on(answer, "/translate/fr"), "demand" if name != "demand" else "title"
    assert kept[other] == WORDS[other]


def test_a_copy_is_added_and_gets_figures_only(alice: FlaskClient, client: FlaskClient) -> None:
    answer = post(alice, COPIES, **form_on(alice.get(COPIES), "/copies") | COPY)
    assert (answer.status_code, answer.location) == (303, PAGE)
    for path in ("/en/petitions/keep-the-ward-open", PUBLIC):
        page = page_of(client, path)
        assert "The Mayor" in page
        assert "gets figures only, and no names" in page


@pytest.mark.parametrize(
    ("words", "name"), [({"name_en": ""}, "name_en"), ({"name_ar": "", "note_ar": "x"}, "name_ar")]
)
def test_a_copy_without_a_name_is_told_and_kept(alice: FlaskClient, words: dict[str, str], name: str) -> None:
    answer = post(alice, COPIES, **COPY | words)
    assert answer.status_code == 422
    assert f'id="{name}-error"' in answer.get_data(as_text=True)
    assert form_on(answer, "/copies")["institution_en"] == COPY["institution_en"]


def test_bob_may(bob: FlaskClient) -> None:
    assert post(bob, ENGLISH, **typed(bob)).status_code == 303
    assert post(bob, f"{PAGE}/ar/fits").status_code == 303
    assert post(bob, FRENCH, **WORDS).status_code == 303
    assert post(bob, COPIES, **COPY).status_code == 303


@pytest.mark.parametrize("path", [PAGE, ENGLISH, FRENCH, COPIES])
def test_who_may_not_look(
    client: FlaskClient, mona: FlaskClient, vera: FlaskClient, charlie: FlaskClient, path: str
) -> None:
    assert client.get(path).location.startswith("/en/login?next=")
    assert [browser.get(path).status_code for browser in (mona, vera, charlie)] == [403, 403, 404]


@pytest.mark.parametrize("path", [f"{PAGE}/fr", f"{PAGE}/xx", f"{PLACE}/translate/xx"])
def test_a_language_that_is_not_there_is_not_found(alice: FlaskClient, path: str) -> None:
    assert alice.get(path).status_code == 404
    assert post(alice, path, reason="Why").status_code == 404


def test_the_second_of_two_translators_sees_the_first_ones_work(alice: FlaskClient, bob: FlaskClient) -> None:
    post(alice, FRENCH, **WORDS)
    answer = post(bob, FRENCH, **WORDS | {"summary": "Demain soir."})
    page = answer.get_data(as_text=True)
    assert answer.status_code == 409
    assert "Published meanwhile" in page
    assert f'href="{PAGE}/fr"' in page
    assert form_on(answer, "/translate/fr")["summary"] == "Demain soir."
    assert WORDS["summary"] in page
    assert "Publish the translation" not in page
