"""What was changed since a petition opened, for everyone to read."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from flask import Flask
from flask.testing import FlaskClient

from petition.extensions import db
from petition.models.petition import Petition
from petition.services import petitions, revising, revisions
from tests.conftest import FakeClock
from tests.guarantees import keep_what_is_read, statements
from tests.making import TITLES, make_petition

PAGE = "/en/petitions/keep-the-ward-open"
LIST = f"{PAGE}/revisions"
TEXT = " ".join(f"Ward {number} has two nurses and one doctor." for number in range(40))
ARABIC = " ".join(f"في الجناح {number} ممرضتان وطبيب واحد." for number in range(40))
FRENCH = {"title": TITLES["fr"], "summary": "Cette nuit.", "text": "Deux infirmières.", "demand": "Ouvrez le service."}
Change = Callable[[Callable[[Petition], object]], None]


@pytest.fixture
def change(app: Flask) -> Change:
    def do(act: Callable[[Petition], object]) -> None:
        with app.app_context():
            db.open_for_writing()
            found = petitions.by_slug("keep-the-ward-open")
            assert found
            act(found)
            db.session.commit()

    return do


@pytest.fixture(autouse=True)
def _opened(app: Flask, change: Change) -> None:
    with app.app_context():
        db.open_for_writing()
        make_petition(opened=False)
    change(lambda ward: revisions.write(ward, "en", {"text": TEXT}))
    change(lambda ward: revisions.write(ward, "ar", {"text": ARABIC}))
    change(lambda ward: petitions.open_now(ward, languages=ward.languages))


def correct(petition: Petition, number: int = 30, reason: str = "A <number> was wrong") -> None:
    before = petition.words_in("en").text
    text = before.replace(f"Ward {number} has two", f"Ward {number} has three")
    revising.revise(petition, "en", {"text": text}, reason=reason, by="alice")


def text_of(client: FlaskClient, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200
    return " ".join(answer.get_data(as_text=True).split())


def test_nothing_was_changed(client: FlaskClient) -> None:
    assert "Nothing was changed since it opened." in text_of(client, LIST)
    assert "/revisions" not in text_of(client, PAGE)


def test_a_correction_is_shown_with_its_day_reason_and_surroundings(
    client: FlaskClient, change: Change, time: FakeClock
) -> None:
    time.now = datetime(2026, 12, 2, 22, 30, tzinfo=UTC)
    change(correct)
    page = text_of(client, LIST)
    # Half past ten in the evening is the next morning in Damascus.
    assert "3 December 2026</time>" in page
    for words in ("Correction: English", "A &lt;number&gt; was wrong", "… doctor. Ward 29 has"):
        assert words in page
    assert "Taken out: </span>two</del>" in page
    assert "Put in: </span>three</ins>" in page
    assert "Ward 1 has" not in page


def test_the_petition_says_when_it_was_changed(client: FlaskClient, change: Change, time: FakeClock) -> None:
    time.now = datetime(2026, 12, 2, 22, 30, tzinfo=UTC)
    change(correct)
    assert f'Changed on 3 December 2026: <a href="{LIST}">what was changed</a>' in text_of(client, PAGE)


def test_the_newest_stand_first(client: FlaskClient, change: Change) -> None:
    change(correct)
    change(lambda ward: correct(ward, 20, "Another one"))
    page = text_of(client, LIST)
    assert page.index("Another one") < page.index("A &lt;number&gt;")


def test_words_of_another_language_say_so(client: FlaskClient, change: Change) -> None:
    text = ARABIC.replace("في الجناح 9 ممرضتان", "في الجناح 9 قابلتان")
    change(lambda ward: revising.revise(ward, "ar", {"text": text}, reason="رقم خاطئ", by="alice"))
    page = text_of(client, LIST)
    assert '<p class="difference" lang="ar" dir="rtl">' in page
    assert '<span class="unseen" lang="en" dir="ltr"> Put in: </span>قابلتان</ins>' in page


def test_a_translation_that_was_added_leads_to_it(client: FlaskClient, change: Change) -> None:
    change(lambda ward: revising.add_translation(ward, "fr", FRENCH, by="alice"))
    page = text_of(client, LIST)
    assert "Translation added: French" in page
    assert '<a href="/fr/petitions/keep-the-ward-open">' in page
    # There is nothing to compare it with, and nobody had to say why.
    assert '<p dir="auto">' not in page


def test_it_names_the_fingerprint_that_signatures_name(client: FlaskClient, change: Change, app: Flask) -> None:
    change(correct)
    with app.app_context():
        found = petitions.by_slug("keep-the-ward-open")
        assert found
        assert found.words_in("en").sha256 in text_of(client, LIST)


def test_readers_of_a_kept_page_pay_nothing_for_it(
    app: Flask, client: FlaskClient, change: Change, monkeypatch: pytest.MonkeyPatch
) -> None:
    keep_what_is_read(app, monkeypatch)
    client.get(PAGE)
    change(correct)
    assert "what was changed" in text_of(client, PAGE)
    with statements(app) as sent:
        client.get(PAGE)
    assert len(sent) <= 2


def test_a_draft_has_no_such_page(client: FlaskClient, app: Flask) -> None:
    with app.app_context():
        db.open_for_writing()
        make_petition("a-draft", opened=False)
    assert client.get("/en/petitions/a-draft/revisions").status_code == 404


def test_a_copy_that_was_added_has_its_day_and_a_link_to_it(
    client: FlaskClient, change: Change, time: FakeClock
) -> None:
    time.now = datetime(2026, 12, 2, 12, tzinfo=UTC)
    change(lambda ward: revising.add_copy(ward, {"en": {"name": "The Mayor"}}, by="alice"))
    assert "Changed on 2 December 2026" in text_of(client, PAGE)
    assert "2 December 2026" in text_of(client, LIST).split("Copies added since")[1]


def test_a_change_of_line_breaks_alone_says_so(client: FlaskClient, change: Change) -> None:
    text = TEXT.replace(" Ward 30 ", "\n\nWard 30 ")
    change(lambda ward: revising.revise(ward, "en", {"text": text}, reason="A paragraph", by="alice"))
    page = text_of(client, LIST)
    assert "only spaces or line breaks changed here" in page
    assert "Taken out:" not in page
