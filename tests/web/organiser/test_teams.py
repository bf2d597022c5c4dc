"""The teams one is in, and a new one."""

import re

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient
from limits import parse

from petition.extensions import db
from petition.models.team import Team
from petition.services import policy
from petition.web.organiser import teams
from tests.people import browser_of, post
from tests.reading import form_on

LIST, NEW = "/en/organise/teams", "/en/organise/teams/new"
TYPED = {
    "name": "Médecins du Pont",
    "legal_name": "Médecins du Pont, association loi 1901",
    "postal_address": "14 rue du Pont\r\n75999 Paris",
    "privacy_contact": "donnees@example.org",
    "slug": "",
    "zone": "Africa/Abidjan",
}
BAD = [
    ({"name": ""}, "name"),
    ({"name": " \u200e "}, "name"),
    ({"name": "x" * 201}, "name"),
    ({"legal_name": ""}, "legal_name"),
    ({"postal_address": ""}, "postal_address"),
    ({"privacy_contact": "nobody"}, "privacy_contact"),
    ({"zone": ""}, "zone"),
    ({"slug": "Du Pont"}, "slug"),
    ({"slug": "ward-team"}, "slug"),
    ({"slug": "new"}, "slug"),
]


def slugs(app: Flask) -> list[str]:
    with app.app_context():
        return sorted(db.session.scalars(sa.select(Team.slug)))


def text_at(browser: FlaskClient, address: str) -> str:
    answer = browser.get(address)
    assert answer.status_code == 200
    return answer.get_data(as_text=True)


def decide(app: Flask, slug: str) -> None:
    with app.app_context():
        db.open_for_writing()
        policy.decide("teams.single", slug)
        db.session.commit()


@pytest.fixture
def nobody(app: Flask, petition: str) -> FlaskClient:
    """The browser of somebody who has an account, and is in no team."""
    return browser_of(app, "nadia")


def test_it_lists_ones_own_teams(alice: FlaskClient, charlie: FlaskClient) -> None:
    page = text_at(alice, LIST)
    assert 'href="/en/organise/teams/ward-team"' in page
    assert "Owner" in page
    assert "/teams/strangers" not in page
    assert "/teams/ward-team" not in text_at(charlie, LIST)


def test_whoever_is_in_no_team_is_told_what_to_do(nobody: FlaskClient) -> None:
    page = text_at(nobody, LIST)
    assert "You are in no team yet" in page
    assert f'href="{NEW}"' in page


def test_the_workspace_leads_there(alice: FlaskClient) -> None:
    assert f'href="{LIST}"' in text_at(alice, "/en/organise")


def test_whoever_makes_a_team_owns_it(app: Flask, nobody: FlaskClient) -> None:
    answer = post(nobody, NEW, **TYPED)
    assert (answer.status_code, answer.location) == (303, f"{LIST}/medecins-du-pont")
    page = text_at(nobody, answer.location)
    assert "Médecins du Pont, association loi 1901" in page
    assert "You are alone here" in page
    assert "Abidjan" in page
    assert slugs(app) == ["medecins-du-pont", "ward-team"]


def test_the_address_can_be_chosen(app: Flask, alice: FlaskClient) -> None:
    assert post(alice, NEW, **TYPED | {"name": "جسر", "slug": "jisr"}).location == f"{LIST}/jisr"


def test_a_name_in_another_script_needs_no_address(alice: FlaskClient) -> None:
    answer = post(alice, NEW, **TYPED | {"name": "مسعفون وراء الجبل"})
    assert answer.status_code == 303
    assert re.fullmatch(f"{LIST}/team-[a-z2-9]{{6}}", answer.location)


@pytest.mark.parametrize(("typed", "field"), BAD, ids=[f"{field}-{str(typed)[:30]}" for typed, field in BAD])
def test_bad_input_is_told_and_kept(app: Flask, alice: FlaskClient, typed: dict[str, str], field: str) -> None:
    before = slugs(app)
    answer = post(alice, NEW, **TYPED | typed)
    assert answer.status_code == 422
    assert f'id="{field}-error"' in answer.get_data(as_text=True)
    kept = form_on(answer, "/teams/new")
    for name, value in (TYPED | typed).items():
        assert kept[name] == value.replace("\r\n", "\n").strip(" \u200e") or name == "slug"
    assert slugs(app) == before


def test_who_makes_very_many_waits(app: Flask, alice: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(teams, "MOST_MADE", parse("1 per day"))
    answers = [post(alice, NEW, **TYPED | {"slug": slug}) for slug in ("one", "two")]
    assert [answer.status_code for answer in answers] == [303, 429]
    assert form_on(answers[-1], "/teams/new")["slug"] == "two"
    assert slugs(app) == ["one", "ward-team"]


def test_strangers_are_led_to_the_sign_in_page(client: FlaskClient, petition: str) -> None:
    assert [client.get(page).location.partition("?")[0] for page in (LIST, NEW)] == ["/en/login"] * 2


# --- A site for one team -----------------------------------------------------------------------------------------


def test_on_a_site_for_one_team_nobody_makes_another(app: Flask, alice: FlaskClient) -> None:
    decide(app, "ward-team")
    assert f'href="{NEW}"' not in text_at(alice, LIST)
    assert [alice.get(NEW).status_code, post(alice, NEW, **TYPED).status_code] == [403, 403]
    assert post(alice, NEW).status_code == 403
    assert slugs(app) == ["ward-team"]


def test_there_whoever_is_not_in_it_is_told_whom_to_ask(app: Flask, nobody: FlaskClient) -> None:
    decide(app, "ward-team")
    assert "ask one of its owners" in text_at(nobody, LIST)
