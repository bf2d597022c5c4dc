import pytest
import sqlalchemy as sa

from petition.extensions import db
from petition.models.team import LoginSession, OrganiserState
from petition.services import forgetting, sessions
from tests.conftest import FakeClock
from tests.people import make_organiser

pytestmark = pytest.mark.usefixtures("database")


def test_it_keeps_only_a_hash() -> None:
    alice = make_organiser("alice")
    secret = sessions.start(alice.id)
    assert sessions.organiser_of(secret) is alice
    kept = db.session.scalars(sa.select(LoginSession.secret_hash)).one()
    assert secret not in kept


def test_it_ends_after_twelve_hours(time: FakeClock) -> None:
    secret = sessions.start(make_organiser("alice").id)
    time.move(hours=11, minutes=59)
    assert sessions.organiser_of(secret)
    time.move(minutes=1)
    assert sessions.organiser_of(secret) is None


def test_signing_out_ends_it() -> None:
    secret = sessions.start(make_organiser("alice").id)
    sessions.end(secret)
    sessions.end(secret)
    assert sessions.organiser_of(secret) is None


def test_signing_in_again_ends_the_one_before() -> None:
    alice = make_organiser("alice")
    before = sessions.start(alice.id)
    after = sessions.start(alice.id, instead_of=before)
    assert sessions.organiser_of(before) is None
    assert sessions.organiser_of(after) is alice


def test_a_suspended_account_is_signed_out() -> None:
    alice = make_organiser("alice")
    secret = sessions.start(alice.id)
    alice.state = OrganiserState.SUSPENDED
    db.session.flush()
    assert sessions.organiser_of(secret) is None


def test_ended_sessions_are_forgotten(time: FakeClock) -> None:
    sessions.start(make_organiser("alice").id)
    time.move(hours=13)
    forgetting.forget()
    assert db.session.scalars(sa.select(LoginSession)).all() == []
