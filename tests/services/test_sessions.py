from datetime import timedelta

import pytest
import sqlalchemy as sa

from petition.extensions import db
from petition.models.organiser import LoginSession, OrganiserState
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


def test_its_owner_sees_where_one_is_signed_in() -> None:
    alice = make_organiser("alice")
    sessions.start(alice.id, device="Firefox, Linux")
    sessions.start(alice.id, device="\u202eSafari,\niPhone " + "x" * 100, has_second_factor=True)
    sessions.start(make_organiser("bob").id)
    newest, first = sessions.of(alice)
    assert (first.device, first.has_second_factor) == ("Firefox, Linux", False)
    assert (newest.device[:15], len(newest.device), newest.has_second_factor) == ("Safari, iPhone ", 80, True)


def test_its_owner_signs_one_browser_out() -> None:
    alice, bob = make_organiser("alice"), make_organiser("bob")
    kept, other = sessions.start(alice.id), sessions.start(alice.id)
    name = sessions.of(alice)[0].public_id
    assert not sessions.end_one(bob, name)
    assert sessions.end_one(alice, name)
    assert not sessions.end_one(alice, name)
    assert [sessions.organiser_of(kept), sessions.organiser_of(other)] == [alice, None]


def test_its_owner_signs_all_others_out() -> None:
    alice, bob = make_organiser("alice"), make_organiser("bob")
    kept, other, bobs = sessions.start(alice.id), sessions.start(alice.id), sessions.start(bob.id)
    sessions.end_others(alice, keeping=kept)
    assert [sessions.organiser_of(one) for one in (kept, other, bobs)] == [alice, None, bob]
    sessions.end_others(alice, keeping=None)
    assert sessions.organiser_of(kept) is None


def test_what_it_is_called_does_not_let_in() -> None:
    alice = make_organiser("alice")
    secret = sessions.start(alice.id)
    [session] = sessions.of(alice)
    assert session.public_id not in secret
    assert sessions.session_of(session.public_id) is None


def test_whoever_showed_who_they_are_is_not_asked_again_for_ten_minutes(time: FakeClock) -> None:
    secret = sessions.start(make_organiser("alice").id)
    session = sessions.session_of(secret)
    assert session is not None
    time.move(minutes=9, seconds=59)
    assert sessions.is_fresh(session)
    time.move(seconds=1)
    assert not sessions.is_fresh(session)
    sessions.step_up(secret)
    db.session.refresh(session)
    assert sessions.is_fresh(session)


def test_another_secret_takes_the_place_of_the_one_there_was_once() -> None:
    alice = make_organiser("alice")
    secret = sessions.start(alice.id)
    another = sessions.renew(secret)
    assert another
    # A second tab that asks at the same moment goes on with what the first one got.
    assert sessions.renew(secret) is None
    assert [sessions.organiser_of(one) for one in (secret, another)] == [None, alice]


def test_other_tabs_have_a_moment_to_follow(time: FakeClock) -> None:
    alice = make_organiser("alice")
    secret = sessions.start(alice.id, device="Firefox, Linux", has_second_factor=True)
    another = sessions.renew(secret, grace=sessions.GRACE)
    assert another
    going = sessions.session_of(secret)
    assert going is not None
    assert (going.organiser, going.has_second_factor, sessions.is_fresh(going)) == (alice, True, False)
    assert len(sessions.of(alice)) == 1
    time.move(seconds=20)
    assert [sessions.organiser_of(one) for one in (secret, another)] == [None, alice]


def test_whoever_shows_in_time_who_they_are_loses_nothing_with_the_answer_that_was_lost(time: FakeClock) -> None:
    alice = make_organiser("alice")
    secret = sessions.start(alice.id)
    sessions.renew(secret, grace=sessions.GRACE)
    time.move(seconds=15)
    another = sessions.renew(secret, grace=sessions.GRACE)
    assert another
    time.move(seconds=5)
    # Nor does the one that goes stay any longer by it.
    assert [sessions.organiser_of(one) for one in (secret, another)] == [None, alice]
    time.move(hours=11)
    assert sessions.organiser_of(another) is alice


@pytest.mark.parametrize("by_name", [False, True])
def test_a_browser_that_is_signed_out_has_no_earlier_secret_either(by_name: bool) -> None:
    alice = make_organiser("alice")
    secret = sessions.start(alice.id)
    another = sessions.renew(secret, grace=sessions.GRACE)
    assert another
    if by_name:
        assert sessions.end_one(alice, sessions.of(alice)[0].public_id)
    else:
        sessions.end(another)
    assert sessions.organiser_of(secret) is None


def test_that_it_is_in_use_is_remembered_to_the_hour(time: FakeClock) -> None:
    start = time.now
    session = sessions.session_of(sessions.start(make_organiser("alice").id))
    assert session is not None
    for minutes, hours in ((59, 0), (2, 61), (30, 61)):
        time.move(minutes=minutes)
        sessions.note_seen(session)
        db.session.refresh(session)
        assert session.seen_at == start + timedelta(minutes=hours)
