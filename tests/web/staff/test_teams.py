import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient

from petition.extensions import db
from petition.models.organiser import Organiser, OrganiserState
from petition.models.team import TeamMember, TeamRole
from tests.accounts import grow_stale
from tests.people import browser_of, post
from tests.reading import form_on, sign

PLACE, WHY = "/en/staff/teams", "it collects for somebody else"
TEAM = f"{PLACE}/ward-team"
PETITION = "/en/petitions/keep-the-ward-open"


def test_one_is_found_by_a_part_of_its_names_or_address(sam: FlaskClient, petition: str) -> None:
    lists = [sam.get(f"{PLACE}?q={part}").get_data(as_text=True) for part in ("E.V", "ward-t", "_", "")]
    assert [TEAM in page for page in lists] == [True, True, False, True]


def test_its_page_says_who_is_in_it_and_what_it_has(alice: FlaskClient, sam: FlaskClient) -> None:
    page = sam.get(TEAM).get_data(as_text=True)
    assert all(words in page for words in ("Ward Team e.V.", "Alice", "Owner", "Keep the ward open"))
    assert "alice@example.org" not in page


def test_a_suspended_team_stays_readable_and_takes_nothing(
    alice: FlaskClient, sam: FlaskClient, client: FlaskClient, petition: str
) -> None:
    done = post(sam, f"{TEAM}/suspend", reason=WHY)
    assert (done.status_code, done.location) == (303, TEAM)
    assert alice.get("/en/organise/teams/ward-team").status_code == 404
    page = client.get(PETITION)
    assert page.status_code == 200
    assert "No signatures are taken at the moment." in page.get_data(as_text=True)
    assert [client.get(f"/en/teams/ward-team{end}").status_code for end in ("", "/colours.css")] == [200, 200]
    assert PETITION not in client.get("/en/").get_data(as_text=True)
    post(sam, f"{TEAM}/restore", reason="a mistake")
    assert sign(client, petition).status_code == 303


def test_a_form_that_was_open_is_answered_kindly(sam: FlaskClient, client: FlaskClient, petition: str) -> None:
    typed = form_on(client.get(PETITION), "/sign") | {"name": "Rima", "mail": "rima@example.org"}
    post(sam, f"{TEAM}/suspend", reason=WHY)
    answer = client.post(f"{PETITION}/sign", data=typed)
    assert answer.status_code == 409
    assert "No signatures are taken at the moment." in answer.get_data(as_text=True)


@pytest.mark.parametrize("verb", ["suspend", "restore"])
def test_it_needs_a_reason_and_asks_who_is_there(app: Flask, sam: FlaskClient, petition: str, verb: str) -> None:
    assert post(sam, f"{TEAM}/{verb}").status_code == 422
    grow_stale(app)
    assert "Is it still you?" in post(sam, f"{TEAM}/{verb}", reason=WHY).get_data(as_text=True)


def test_somebody_decided_meanwhile(sam: FlaskClient, petition: str) -> None:
    post(sam, f"{TEAM}/suspend", reason="the first")
    answer = post(sam, f"{TEAM}/suspend", reason=WHY)
    assert answer.status_code == 409
    assert WHY in answer.get_data(as_text=True)


def test_a_team_without_an_owner_gets_one(app: Flask, sam: FlaskClient, petition: str) -> None:
    for name in ("alice", "bob"):
        browser_of(app, name)
    with app.app_context():
        db.open_for_writing()
        people = {one.name: one for one in db.session.scalars(sa.select(Organiser))}
        bob = f"{TEAM}/owners/{people['Bob'].public_id}"
        people["Alice"].state = OrganiserState.SUSPENDED
        db.session.commit()
    assert "Nobody who owns this team can sign in" in sam.get(TEAM).get_data(as_text=True)
    assert [post(sam, bob, reason=reason).status_code for reason in ("", WHY, WHY)] == [422, 303, 409]
    with app.app_context():
        owners = sa.select(Organiser.name).join(TeamMember).where(TeamMember.role == TeamRole.OWNER)
        assert set(db.session.scalars(owners)) == {"Alice", "Bob"}
