"""The five shapes of campaign, made from their files: every element of each stands on its page in each language.

The lists of elements, in checklists/, were written by hand beside the files, not made from them.
"""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import yaml
from flask import Flask
from flask.testing import FlaskClient

from petition.extensions import db
from petition.models.ledger import Checkpoint
from petition.services import counting, petitions, verifying
from tests.campaigns import opened_from_file
from tests.conftest import FakeClock
from tests.visible import Visible

CHECKLISTS = {path.stem: yaml.safe_load(path.read_text()) for path in Path(__file__).parent.glob("checklists/*.yaml")}
LANGUAGES = ("en", "fr", "ar")
ONE_OF_EACH = [(campaign, language) for campaign in sorted(CHECKLISTS) for language in LANGUAGES]
# What stands under each of them: lines, not whom they represent.
SIGNATORIES = {"painted-roofs": 19, "no-ward-without-water": 18}


@pytest.fixture
def page(app: Flask, client: FlaskClient, time: FakeClock, campaign: str, language: str) -> Visible:
    """The campaign's page as a reader of that language sees it, while its next event is still to come."""
    time.now = datetime(2026, 11, 22, 12, tzinfo=UTC)
    with app.app_context():
        db.open_for_writing()
        slug = petitions.current_slug(opened_from_file(campaign))
        db.session.commit()
    return seen(client, f"/{language}/petitions/{slug}")


def seen(client: FlaskClient, path: str) -> Visible:
    answer = client.get(path)
    assert answer.status_code == 200
    return Visible(answer.get_data(as_text=True))


def missing(wanted: list[str], page: Visible) -> list[str]:
    return [words for words in wanted if " ".join(words.split()) not in page.text]


def test_there_are_five() -> None:
    assert len(CHECKLISTS) == 5
    assert all(set(checklist) == {*LANGUAGES} for checklist in CHECKLISTS.values())


@pytest.mark.parametrize(("campaign", "language"), ONE_OF_EACH)
def test_every_element_is_there(page: Visible, campaign: str, language: str) -> None:
    wanted = CHECKLISTS[campaign][language]["anywhere"]
    assert len(wanted) > 10
    assert missing(wanted, page) == []


@pytest.mark.parametrize(("campaign", "language"), ONE_OF_EACH)
def test_signatories_stand_in_their_order(page: Visible, campaign: str, language: str) -> None:
    wanted = CHECKLISTS[campaign][language]["in_order"]
    assert len(wanted) == SIGNATORIES.get(campaign, len(wanted))
    rest = page.text
    for name in wanted:
        _before, found, rest = rest.partition(name)
        assert found, f"{name} is not there, or not after the ones before it"


@pytest.mark.parametrize(("campaign", "language"), ONE_OF_EACH)
def test_links_lead_where_they_should(page: Visible, campaign: str, language: str) -> None:
    wanted = CHECKLISTS[campaign][language]["links"]
    assert wanted
    assert [link for link in wanted if not any(there.startswith(link) for there in page.links)] == []


@pytest.mark.parametrize(("campaign", "language"), [pair for pair in ONE_OF_EACH if pair[0] == "painted-roofs"])
def test_who_is_withheld_stands_nowhere_and_all_news_stand_with_the_updates(
    client: FlaskClient, page: Visible, campaign: str, language: str
) -> None:
    checklist = CHECKLISTS[campaign][language]
    news = seen(client, f"/{language}/petitions/{campaign}/updates")
    assert missing(checklist["updates"], news) == []
    assert [words for words in checklist["nowhere"] if words in page.text + news.text] == []


@pytest.mark.usefixtures("database")
@pytest.mark.parametrize(("campaign", "number"), SIGNATORIES.items())
def test_whom_signatories_represent_is_not_counted(campaign: str, number: int) -> None:
    made = opened_from_file(campaign)
    assert counting.count_of(made).number == number
    assert list(verifying.problems_of(made)) == []


@pytest.mark.parametrize(("language", "number"), [("en", "78,240"), ("fr", "78\u202f240"), ("ar", "78,240")])
def test_the_coalition_shows_its_number(app: Flask, client: FlaskClient, language: str, number: str) -> None:
    with app.app_context():
        db.open_for_writing()
        made = opened_from_file("ouvrez-le-passage")
        figures: dict[str, Any] = dict.fromkeys(("signatories", "paper", "withdrawn", "removed", "held"), 0)
        db.session.add(Checkpoint(petition_id=made.id, size=90_000, root="", note="", online=78_240, **figures))
        db.session.commit()
    page = seen(client, f"/{language}/petitions/ouvrez-le-passage")
    assert number.replace("\u202f", " ") in page.text
