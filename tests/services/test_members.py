from collections.abc import Callable

import pytest
import sqlalchemy as sa
from flask import Flask

from petition.extensions import db
from petition.models.organiser import Organiser, OrganiserState
from petition.models.record import Audit
from petition.models.team import Team, TeamMember, TeamRole
from petition.services import members, teams
from petition.services.errors import LastOwner, NotAMember
from tests.guarantees import at_once
from tests.making import make_team
from tests.people import join

BY = "somebody"


@pytest.fixture
def team(database: None) -> Team:
    return make_team()


def member(name: str) -> TeamMember:
    """One of the people, in the team."""
    organiser = join(name)
    return db.session.scalars(sa.select(TeamMember).where(TeamMember.organiser_id == organiser.id)).one()


def roles(team: Team) -> dict[str, str]:
    return {one.organiser.name: str(one.role) for one in members.of(team)}


def noted() -> list[tuple[str, str, dict[str, str]]]:
    rows = db.session.scalars(sa.select(Audit).order_by(Audit.id))
    return [(row.verb, row.actor, row.details) for row in rows]


def test_owners_come_first_then_names(team: Team) -> None:
    for name in ("vera", "mona", "bob", "alice"):
        join(name)
    assert list(roles(team)) == ["Alice", "Bob", "Mona", "Vera"]


def test_somebody_joins(team: Team) -> None:
    charlie = join("charlie")
    members.join(team, charlie, TeamRole.EDITOR, by=BY)
    assert roles(team) == {"Charlie": "editor"}
    assert noted() == [("join team", BY, {"role": "editor"})]


@pytest.mark.parametrize(("role", "then"), [(TeamRole.VIEWER, "editor"), (TeamRole.OWNER, "owner")])
def test_joining_again_makes_nobody_less(team: Team, role: TeamRole, then: str) -> None:
    bob = join("bob")
    members.join(team, bob, role, by=BY)
    assert roles(team) == {"Bob": then}


def test_a_role_is_changed(team: Team) -> None:
    members.set_role(member("bob"), TeamRole.MODERATOR, by=BY)
    assert roles(team) == {"Bob": "moderator"}
    assert noted() == [("change role", BY, {"role": "moderator", "was": "editor"})]


def test_the_same_role_leaves_no_line(team: Team) -> None:
    members.set_role(member("alice"), TeamRole.OWNER, by=BY)
    assert noted() == []


def test_a_member_is_removed(team: Team) -> None:
    join("alice")
    members.remove(member("bob"), by=BY)
    assert roles(team) == {"Alice": "owner"}
    assert noted() == [("remove member", BY, {"was": "editor"})]


def test_a_member_leaves(team: Team) -> None:
    bob = member("bob")
    actor = bob.organiser.public_id
    members.leave(bob)
    assert roles(team) == {}
    assert noted() == [("leave team", actor, {"was": "editor"})]


DEEDS: dict[str, Callable[[TeamMember], None]] = {
    "leaves": members.leave,
    "is removed": lambda one: members.remove(one, by=BY),
    "is made less": lambda one: members.set_role(one, TeamRole.EDITOR, by=BY),
}
each_deed = pytest.mark.parametrize("deed", DEEDS)


@each_deed
def test_the_last_owner_stays(team: Team, deed: str) -> None:
    join("bob")
    alice = member("alice")
    with pytest.raises(LastOwner):
        DEEDS[deed](alice)
    assert roles(team) == {"Alice": "owner", "Bob": "editor"}


@each_deed
def test_with_another_owner_an_owner_may_go(team: Team, deed: str) -> None:
    alice, bob = member("alice"), member("bob")
    members.set_role(bob, TeamRole.OWNER, by=BY)
    DEEDS[deed](alice)
    assert roles(team)["Bob"] == "owner"
    assert roles(team).get("Alice") in (None, "editor")


@each_deed
def test_an_owner_whose_account_is_suspended_is_no_other_owner(team: Team, deed: str) -> None:
    alice, bob = member("alice"), member("bob")
    members.set_role(bob, TeamRole.OWNER, by=BY)
    bob.organiser.state = OrganiserState.SUSPENDED
    with pytest.raises(LastOwner):
        DEEDS[deed](alice)


def test_an_owner_of_another_team_is_no_other_owner(team: Team) -> None:
    alice, charlie = member("alice"), member("charlie")
    assert charlie.team_id != alice.team_id
    with pytest.raises(LastOwner):
        members.leave(alice)


@each_deed
def test_who_has_gone_meanwhile_is_no_member(team: Team, deed: str) -> None:
    bob = member("bob")
    db.session.execute(sa.delete(TeamMember).execution_options(synchronize_session=False))
    with pytest.raises(NotAMember):
        DEEDS[deed](bob)


@each_deed
def test_nor_is_who_was_read_before_another_transaction(team: Team, deed: str) -> None:
    bob = member("bob")
    db.session.execute(sa.delete(TeamMember).execution_options(synchronize_session=False))
    db.session.commit()
    with pytest.raises(NotAMember):
        DEEDS[deed](bob)


@each_deed
def test_two_owners_at_once_leave_one(app: Flask, deed: str) -> None:
    names = ["alice", "bob"]
    with app.app_context():
        db.open_for_writing()
        make_team()
        for name in names:
            members.set_role(member(name), TeamRole.OWNER, by=BY)
        db.session.commit()
    done = at_once(2, lambda number: go(app, names[number], deed))
    with app.app_context():
        team = teams.by_slug("ward-team")
        assert team
        assert sorted(done) == [False, True]
        assert list(roles(team).values()).count("owner") == 1


def go(app: Flask, name: str, deed: str) -> bool:
    """In a transaction of its own; whether it was allowed."""
    with app.app_context():
        db.open_for_writing()
        query = sa.select(TeamMember).join(Organiser).where(Organiser.name == name.title())
        try:
            DEEDS[deed](db.session.scalars(query).one())
        except LastOwner:
            return False
        db.session.commit()
        return True
