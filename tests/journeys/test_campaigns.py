"""The five shapes of campaign, made from their files: every element of each stands on its page in each language.

The lists of elements, in checklists/, were written by hand beside the files, not made from them.
"""

from pathlib import Path
from typing import Any

import pytest
import yaml
from flask import Flask
from flask.testing import FlaskClient

from petition.extensions import db
from petition.models.ledger import Checkpoint
from petition.models.petition import Petition
from petition.services import counting, demo, petition_files, petitions, sequencing, teams, verifying
from tests.visible import Visible

CHECKLISTS = {path.stem: yaml.safe_load(path.read_text()) for path in Path(__file__).parent.glob("checklists/*.yaml")}
LANGUAGES = ("en", "fr", "ar")
ONE_OF_EACH = [(campaign, language) for campaign in sorted(CHECKLISTS) for language in LANGUAGES]
# What stands under each of them: lines, not whom they represent.
SIGNATORIES = {"painted-roofs": 19, "no-ward-without-water": 18}


def opened(campaign: str) -> Petition:
    """The campaign of a file, open and in the ledger; not committed."""
    for team in yaml.safe_load((demo.FOLDER / "teams.yaml").read_text())["teams"]:
        teams.create(**team)
    made = petition_files.create((demo.FOLDER / f"{campaign}.md").read_text())
    petitions.open_now(made, languages=made.languages)
    db.session.flush()
    sequencing.sequence(made.id)
    return made


@pytest.fixture
def page(app: Flask, client: FlaskClient, campaign: str, language: str) -> Visible:
    """The campaign's page as a reader of that language sees it."""
    with app.app_context():
        db.open_for_writing()
        slug = petitions.current_slug(opened(campaign))
        db.session.commit()
    answer = client.get(f"/{language}/petitions/{slug}")
    assert answer.status_code == 200
    return Visible(answer.get_data(as_text=True))


def test_there_are_five() -> None:
    assert len(CHECKLISTS) == 5
    assert all(set(checklist) == {*LANGUAGES} for checklist in CHECKLISTS.values())


@pytest.mark.parametrize(("campaign", "language"), ONE_OF_EACH)
def test_every_element_is_there(page: Visible, campaign: str, language: str) -> None:
    wanted = CHECKLISTS[campaign][language]["anywhere"]
    assert len(wanted) > 15
    assert [words for words in wanted if " ".join(words.split()) not in page.text] == []


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


@pytest.mark.usefixtures("database")
@pytest.mark.parametrize(("campaign", "number"), SIGNATORIES.items())
def test_whom_signatories_represent_is_not_counted(campaign: str, number: int) -> None:
    made = opened(campaign)
    assert counting.count_of(made).number == number
    assert list(verifying.problems_of(made)) == []


@pytest.mark.parametrize(("language", "number"), [("en", "78,240"), ("fr", "78\u202f240"), ("ar", "78,240")])
def test_the_coalition_shows_its_number(app: Flask, client: FlaskClient, language: str, number: str) -> None:
    with app.app_context():
        db.open_for_writing()
        made = opened("ouvrez-le-passage")
        figures: dict[str, Any] = dict.fromkeys(("signatories", "paper", "withdrawn", "removed", "held"), 0)
        db.session.add(Checkpoint(petition_id=made.id, size=90_000, root="", note="", online=78_240, **figures))
        db.session.commit()
    page = Visible(client.get(f"/{language}/petitions/ouvrez-le-passage").get_data(as_text=True))
    assert number.replace("\u202f", " ") in page.text
