"""Who is in a team and who is invited: what each verb needs, and who may use it."""

from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient
from limits import parse

from petition.extensions import db
from petition.models.invitation import Invitation
from petition.models.organiser import LoginSession, Organiser
from petition.models.team import Team, TeamMember
from petition.services import invitations
from petition.web.organiser import team_members
from tests.people import PASSWORD, post
from tests.reading import Mails, form_on, link_in

TEAM = "/en/organise/teams/ward-team"
INVITED = {"mail": "nadia@example.org", "role": "editor", "language": "ar"}
# Where each verb is sent to, and with what.
VERBS: dict[str, tuple[str, dict[str, str]]] = {
    "change a role": ("members/{bob}/role", {"role": "moderator"}),
    "remove": ("members/{bob}/remove", {}),
    "invite": ("invitations", INVITED),
    "revoke": ("invitations/{invitation}/revoke", {}),
}
THEN: dict[str, tuple[dict[str, str], list[str]]] = {
    "change a role": ({"Alice": "owner", "Bob": "moderator"}, ["sami@example.org"]),
    "remove": ({"Alice": "owner"}, ["sami@example.org"]),
    "invite": ({"Alice": "owner", "Bob": "editor"}, ["nadia@example.org", "sami@example.org"]),
    "revoke": ({"Alice": "owner", "Bob": "editor"}, []),
}
BAD = [
    ("change a role", {"role": "king"}),
    ("change a role", {}),
    ("invite", {**INVITED, "mail": "nobody"}),
    ("invite", {**INVITED, "mail": ""}),
    ("invite", {**INVITED, "mail": "x" * 300}),
    ("invite", {**INVITED, "role": "king"}),
    ("invite", {**INVITED, "language": "xx"}),
    ("invite", {"mail": "nadia@example.org"}),
]
Address = Callable[[str], str]
each_verb = pytest.mark.parametrize("verb", VERBS)


@pytest.fixture
def address(app: Flask, alice: FlaskClient, bob: FlaskClient) -> Address:
    """Where a verb is sent to, in a team of Alice and Bob to which Sami is invited."""
    post(alice, f"{TEAM}/invitations", **INVITED | {"mail": "sami@example.org"})
    with app.app_context():
        named: dict[str, Any] = {
            "bob": db.session.scalar(sa.select(Organiser.public_id).where(Organiser.name == "Bob")),
            "invitation": db.session.scalar(sa.select(Invitation.public_id)),
        }
    return lambda verb: f"{TEAM}/{VERBS[verb][0].format(**named)}"


def read(app: Flask) -> tuple[dict[str, str], list[str]]:
    """Who is in the team in which role, and who is invited."""
    with app.app_context():
        query = sa.select(Organiser.name, TeamMember.role).select_from(TeamMember)
        query = query.join(TeamMember.organiser).join(TeamMember.team)
        members = db.session.execute(query.where(Team.slug == "ward-team").order_by(Organiser.name))
        team = db.session.scalars(sa.select(Team).where(Team.slug == "ward-team")).one()
        return (
            {one.name: str(one.role) for one in members},
            sorted(invitations.address_of(one) for one in invitations.of(team)),
        )


def text_at(browser: FlaskClient, place: str = TEAM) -> str:
    answer = browser.get(place)
    assert answer.status_code == 200
    return answer.get_data(as_text=True)


@each_verb
def test_an_owner_may(app: Flask, alice: FlaskClient, address: Address, verb: str) -> None:
    answer = post(alice, address(verb), **VERBS[verb][1])
    assert answer.status_code == 303
    assert answer.location.partition("#")[0] == TEAM
    assert read(app) == THEN[verb]


@pytest.mark.parametrize(("verb", "typed"), BAD, ids=[f"{verb}-{str(typed)[:40]}" for verb, typed in BAD])
def test_bad_input_is_told_and_kept(
    app: Flask, alice: FlaskClient, address: Address, verb: str, typed: dict[str, str]
) -> None:
    before = read(app)
    answer = post(alice, address(verb), **typed)
    assert answer.status_code == 422
    assert "There is a problem" in answer.get_data(as_text=True)
    assert typed.get("mail", "") in answer.get_data(as_text=True)
    assert read(app) == before


def test_who_invites_very_many_waits(
    app: Flask, alice: FlaskClient, address: Address, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(team_members, "MOST_INVITED", parse("1 per hour"))
    before = read(app)
    answers = [post(alice, address("invite"), **INVITED | {"mail": f"{name}@example.org"}) for name in ("one", "two")]
    assert answers[-1].status_code == 429
    assert form_on(answers[-1], "/invitations")["mail"] == "two@example.org"
    assert len(read(app)[1]) <= len(before[1]) + 1


def test_where_very_many_wait_for_an_answer_it_says_so(
    app: Flask, alice: FlaskClient, address: Address, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(invitations, "MOST_WAITING", 1)
    before = read(app)
    answer = post(alice, address("invite"), **INVITED)
    assert answer.status_code == 409
    assert "Take some back" in answer.get_data(as_text=True)
    assert form_on(answer, "/invitations")["mail"] == INVITED["mail"]
    assert read(app) == before


def test_what_was_chosen_is_kept_too(alice: FlaskClient, address: Address) -> None:
    answer = post(alice, address("invite"), mail="nobody", role="viewer", language="fr")
    kept = form_on(answer, "/invitations")
    assert (kept["mail"], kept["role"], kept["language"]) == ("nobody", "viewer", "fr")


@pytest.mark.parametrize("verb", ["change a role", "remove", "revoke"])
def test_who_is_not_there_is_not_found(alice: FlaskClient, address: Address, verb: str) -> None:
    place = f"{TEAM}/{VERBS[verb][0].format(bob='unknown', invitation='unknown')}"
    assert post(alice, place, **VERBS[verb][1]).status_code == 404


@pytest.mark.parametrize("verb", ["change a role", "remove"])
def test_a_member_of_another_team_is_not_found(
    app: Flask, alice: FlaskClient, charlie: FlaskClient, address: Address, verb: str
) -> None:
    with app.app_context():
        stranger = db.session.scalar(sa.select(Organiser.public_id).where(Organiser.name == "Charlie"))
    place = f"{TEAM}/{VERBS[verb][0].format(bob=stranger)}"
    assert post(alice, place, **VERBS[verb][1]).status_code == 404


@pytest.mark.parametrize("verb", ["change a role", "remove", "invite"])
def test_after_a_while_it_asks_who_is_there_and_then_does_it(
    app: Flask, alice: FlaskClient, address: Address, verb: str
) -> None:
    with app.app_context():
        db.open_for_writing()
        db.session.execute(sa.update(LoginSession).values(step_up_at=None))
        db.session.commit()
    before = read(app)
    asked = post(alice, address(verb), **VERBS[verb][1])
    assert (asked.status_code, read(app)) == (200, before)
    kept = form_on(asked, address(verb))
    assert VERBS[verb][1].items() <= kept.items()
    assert alice.post(address(verb), data=kept | {"step_up_password": PASSWORD}).status_code == 303
    assert read(app) == THEN[verb]


# --- The page ----------------------------------------------------------------------------------------------------


def test_an_owner_sees_members_and_invitations(alice: FlaskClient, address: Address) -> None:
    page = text_at(alice)
    assert "<bdi>Bob</bdi>" in page
    assert "bob@example.org" in page
    assert "sami@example.org" in page


def test_others_see_names_and_roles_alone(vera: FlaskClient, address: Address) -> None:
    page = text_at(vera)
    assert "<bdi>Bob</bdi>" in page
    for hidden in ("bob@example.org", "sami@example.org", "/invitations", "/role", "/settings", "ward-team/log"):
        assert hidden not in page


def test_it_tells_what_new_petitions_begin_with(vera: FlaskClient) -> None:
    page = text_at(vera)
    assert "Ward Team e.V." in page
    assert "365 days after closing" in page


def test_strangers_find_no_team(client: FlaskClient, charlie: FlaskClient, alice: FlaskClient) -> None:
    assert client.get(TEAM).location.startswith("/en/login?next=")
    assert charlie.get(TEAM).status_code == 404
    assert alice.get("/en/organise/teams/unknown").status_code == 404


def test_names_are_escaped(app: Flask, alice: FlaskClient) -> None:
    with app.app_context():
        db.open_for_writing()
        db.session.execute(sa.update(Organiser).values(name="<b>Alice</b>"))
        db.session.commit()
    assert "<bdi>&lt;b&gt;Alice&lt;/b&gt;</bdi>" in text_at(alice)


def test_whoever_is_invited_gets_a_mail_in_that_language(address: Address, mails: Mails) -> None:
    [mail] = mails.to("sami@example.org")
    assert "/ar/" in link_in(mail, "/invitation/")


# --- Leaving -----------------------------------------------------------------------------------------------------


def test_a_member_leaves(app: Flask, vera: FlaskClient) -> None:
    answer = post(vera, f"{TEAM}/leave")
    assert (answer.status_code, answer.location) == (303, "/en/organise/teams")
    assert vera.get(TEAM).status_code == 404
    assert read(app)[0] == {}


def test_the_last_owner_stays(app: Flask, alice: FlaskClient, bob: FlaskClient) -> None:
    with app.app_context():
        me = db.session.scalar(sa.select(Organiser.public_id).where(Organiser.name == "Alice"))
    places: dict[str, dict[str, str]] = {
        f"{TEAM}/leave": {},
        f"{TEAM}/members/{me}/role": {"role": "viewer"},
        f"{TEAM}/members/{me}/remove": {},
    }
    for place, typed in places.items():
        answer = post(alice, place, **typed)
        assert answer.status_code == 409
        assert "A team needs an owner" in answer.get_data(as_text=True)
    assert read(app)[0] == {"Alice": "owner", "Bob": "editor"}


def test_with_another_owner_an_owner_leaves(app: Flask, alice: FlaskClient, address: Address) -> None:
    post(alice, address("change a role"), role="owner")
    assert post(alice, f"{TEAM}/leave").status_code == 303
    assert read(app)[0] == {"Bob": "owner"}
