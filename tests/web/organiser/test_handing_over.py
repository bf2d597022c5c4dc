from collections.abc import Callable

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient

from petition.extensions import db
from petition.models.organiser import LoginSession, Organiser
from petition.models.petition import Petition
from petition.models.team import TeamRole
from petition.services import organisers, petitions
from tests.making import make_team
from tests.people import PASSWORD, post
from tests.reading import form_on

PETITION = "/en/organise/keep-the-ward-open"
PAGE = f"{PETITION}/hand-over"

Load = Callable[[str], Petition]


@pytest.fixture
def ridge(app: Flask, alice: FlaskClient) -> str:
    """Another team, in which Alice makes petitions."""
    with app.app_context():
        db.open_for_writing()
        team = make_team("ridge", name="Ridge", legal_name="Ridge e.V.")
        person = db.session.scalars(sa.select(Organiser).where(Organiser.name == "Alice")).one()
        organisers.add_to_team(person, team, TeamRole.EDITOR)
        db.session.commit()
        return team.slug


def owner(app: Flask, load: Load) -> str:
    with app.app_context():
        return load("keep-the-ward-open").team.slug


def test_an_owner_hands_it_over(app: Flask, alice: FlaskClient, bob: FlaskClient, ridge: str, load: Load) -> None:
    assert f'href="{PAGE}"' in alice.get(PETITION).get_data(as_text=True)
    answer = post(alice, PAGE, team=ridge)
    assert (answer.status_code, answer.location) == (303, PETITION)
    assert owner(app, load) == ridge
    assert (alice.get(PETITION).status_code, bob.get(PETITION).status_code) == (200, 404)
    assert "handed a petition over to <bdi>Ridge</bdi>" in alice.get("/en/organise/teams/ward-team/log").get_data(
        as_text=True
    )


def test_readers_see_the_new_team(alice: FlaskClient, client: FlaskClient, ridge: str) -> None:
    post(alice, PAGE, team=ridge)
    assert "Ridge e.V." in client.get("/en/petitions/keep-the-ward-open").get_data(as_text=True)


def test_it_says_what_becomes_of_the_news_list(alice: FlaskClient, ridge: str) -> None:
    page = alice.get(PAGE).get_data(as_text=True)
    assert "other work of <bdi>Ward Team</bdi> asked that team alone" in page
    assert f'href="{PETITION}/exports"' in page


def test_without_another_team_it_says_what_to_do(alice: FlaskClient) -> None:
    page = alice.get(PAGE).get_data(as_text=True)
    assert "there is no other one yet" in page
    assert f'action="{PAGE}"' not in page


@pytest.mark.parametrize("typed", [{}, {"team": ""}, {"team": "ward-team"}, {"team": "strangers"}, {"team": "x"}])
def test_bad_input_is_told(
    app: Flask, alice: FlaskClient, charlie: FlaskClient, ridge: str, load: Load, typed: dict[str, str]
) -> None:
    answer = post(alice, PAGE, **typed)
    assert answer.status_code == 422
    assert 'id="team-error"' in answer.get_data(as_text=True)
    assert owner(app, load) == "ward-team"


def test_what_staff_took_from_view_stays(app: Flask, alice: FlaskClient, ridge: str, load: Load) -> None:
    with app.app_context():
        db.open_for_writing()
        petitions.hide(load("keep-the-ward-open"), reason="Names were put here.")
        db.session.commit()
    answer = post(alice, PAGE, team=ridge)
    assert answer.status_code == 409
    assert "cannot be handed over now" in answer.get_data(as_text=True)
    assert owner(app, load) == "ward-team"


def test_after_a_while_it_asks_who_is_there(app: Flask, alice: FlaskClient, ridge: str, load: Load) -> None:
    with app.app_context():
        db.open_for_writing()
        db.session.execute(sa.update(LoginSession).values(step_up_at=None))
        db.session.commit()
    kept = form_on(post(alice, PAGE, team=ridge), "/hand-over")
    assert owner(app, load) == "ward-team"
    assert alice.post(PAGE, data=kept | {"step_up_password": PASSWORD}).status_code == 303
    assert owner(app, load) == ridge
