import pytest
import sqlalchemy as sa
from argon2 import PasswordHasher

from petition.extensions import db
from petition.models.team import Organiser, OrganiserState, TeamMember, TeamRole
from petition.services import organisers
from petition.services.errors import InvalidOrganiser
from tests.making import make_team
from tests.people import PASSWORD, make_organiser

pytestmark = pytest.mark.usefixtures("database")


def is_right(address: str, password: str) -> bool:
    return organisers.check_password(organisers.credentials_of(address), password)


def test_it_seals_the_address() -> None:
    alice = make_organiser("alice")
    assert b"alice" not in alice.address
    assert organisers.address_of(alice) == "alice@example.org"


def test_it_knows_the_password_however_the_address_is_written() -> None:
    make_organiser("alice")
    assert is_right("Alice@Example.ORG", PASSWORD)
    assert not is_right("alice@example.org", "another password")
    assert not is_right("bob@example.org", PASSWORD)


def test_a_suspended_account_is_like_none() -> None:
    make_organiser("alice").state = OrganiserState.SUSPENDED
    db.session.flush()
    assert organisers.credentials_of("alice@example.org") == organisers.Credentials()


def test_a_mailbox_has_one_account() -> None:
    make_organiser("alice")
    with pytest.raises(InvalidOrganiser, match="there is an account"):
        make_organiser("alice", address="ALICE@example.org")


@pytest.mark.parametrize(
    "wrong", [{"address": "nobody"}, {"password": "short"}, {"password": "passwordpassword"}, {"name": " \u200e "}]
)
def test_it_says_what_cannot_stand(wrong: dict[str, str]) -> None:
    with pytest.raises(InvalidOrganiser, match=next(iter(wrong))):
        make_organiser("alice", **wrong)


def test_a_place_in_a_team_can_change() -> None:
    alice, team = make_organiser("alice"), make_team()
    organisers.add_to_team(alice, team, TeamRole.VIEWER)
    organisers.add_to_team(alice, team, TeamRole.OWNER)
    assert db.session.scalars(sa.select(TeamMember.role)).all() == [TeamRole.OWNER]


def test_it_hashes_anew_when_the_parameters_changed() -> None:
    alice = make_organiser("alice")
    alice.password_hash = PasswordHasher(time_cost=1, memory_cost=1024, parallelism=1).hash(PASSWORD)
    db.session.flush()
    organisers.renew_hash(organisers.credentials_of("alice@example.org"), PASSWORD)
    kept = db.session.scalars(sa.select(Organiser.password_hash)).one()
    assert "m=19456" in kept
    assert is_right("alice@example.org", PASSWORD)
