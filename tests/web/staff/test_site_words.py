from collections.abc import Callable

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient

from petition.extensions import db
from petition.models.record import Audit
from petition.services import policy
from tests.conftest import FakeClock
from tests.people import post
from tests.reading import form_on

PLACE = "/en/staff/words"
WORDS = "Mails are <b>late</b> tonight."


@pytest.fixture
def decide(app: Flask) -> Callable[[str, str], None]:
    def keep(name: str, typed: str) -> None:
        with app.app_context():
            db.open_for_writing()
            policy.decide(name, typed)
            db.session.commit()

    return keep


def read(client: FlaskClient, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200
    return answer.get_data(as_text=True)


def test_a_sentence_stands_on_every_page(app: Flask, sam: FlaskClient, client: FlaskClient) -> None:
    path = "/en/staff/settings/banner.en"
    done = sam.post(path, data=form_on(sam.get(PLACE), path) | {"value": WORDS})
    assert (done.status_code, done.location) == (303, f"{PLACE}?done=banner.en#banner-en")
    assert "Mails are &lt;b&gt;late&lt;/b&gt; tonight." in read(client, "/en/privacy")
    with app.app_context():
        assert db.session.scalars(sa.select(Audit.details)).one() == {}


def test_in_another_language_it_says_so(client: FlaskClient, decide: Callable[[str, str], None]) -> None:
    decide("banner.en", WORDS)
    assert '<p class="sheet" lang="en" dir="ltr">' in read(client, "/ar/privacy")
    decide("banner.ar", "تتأخر الرسائل الليلة")
    assert "تتأخر الرسائل الليلة" in read(client, "/ar/privacy")


def test_it_ends_by_itself(client: FlaskClient, decide: Callable[[str, str], None], time: FakeClock) -> None:
    decide("banner.en", WORDS)
    decide("banner.until", time.move(hours=1).strftime("%Y-%m-%d %H:%M"))
    time.move(hours=-1)
    assert "tonight" in read(client, "/en/privacy")
    time.move(hours=2)
    assert "tonight" not in read(client, "/en/privacy")


def test_what_is_too_long_is_shown_again(sam: FlaskClient) -> None:
    answer = post(sam, "/en/staff/settings/banner.en", value="long " * 100)
    assert (answer.status_code, "This is too long" in answer.get_data(as_text=True)) == (422, True)


def test_a_page_is_there_and_linked_once_it_has_words(client: FlaskClient, decide: Callable[[str, str], None]) -> None:
    assert client.get("/en/imprint").status_code == 404
    assert "/en/imprint" not in read(client, "/en/privacy")
    decide("legal.imprint.fr", "## Éditeur\n\nAn *association*.<script>")
    assert "/en/imprint" in read(client, "/en/privacy")
    page = read(client, "/en/imprint")
    assert '<div class="text" lang="fr" dir="ltr"><h2 dir="auto">Éditeur</h2>' in page
    assert "<script>" not in page.partition("<main")[2].partition("</main>")[0]


def test_how_accessible_it_is_is_said_in_any_case(client: FlaskClient, decide: Callable[[str, str], None]) -> None:
    assert "WCAG" in read(client, "/en/accessibility")
    decide("legal.accessibility.en", "Our own words.")
    assert "Our own words." in read(client, "/en/accessibility")


def test_a_long_text_is_taken(sam: FlaskClient, client: FlaskClient) -> None:
    path, words = "/en/staff/settings/legal.terms.ar", "شروط " * 3900
    done = sam.post(path, data=form_on(sam.get(PLACE), path) | {"value": words})
    assert done.status_code == 303
    assert words[:100].strip() in read(client, "/ar/terms")
