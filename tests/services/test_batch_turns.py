"""When batches are published: at their turn, and never at a moment that a signer decides."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from petition.extensions import db
from petition.models.petition import Petition, Publishing
from petition.models.signature import HoldRule, Signature, SignatureState
from petition.services import batch_turns, measuring, withdrawing
from petition.worker import ledger
from tests.conftest import FakeClock
from tests.making import make_petition
from tests.services.counting import checkpoint_of, confirmed, entries_of, sequenced

pytestmark = pytest.mark.usefixtures("database")


@pytest.fixture
def settled(database: None, load: Callable[[str], Petition], time: FakeClock) -> Petition:
    """A batched petition with three signatures, one of them held, that waited when nobody could confirm any more."""
    time.now = datetime(2026, 11, 23, 12, 0, 30, tzinfo=UTC)
    found = load(make_petition("batched", publish=Publishing.BATCHED))
    sequenced(found)
    confirmed(found, 2)
    confirmed(found, doubts=(HoldRule.HONEYPOT,))
    db.session.commit()
    assert found.closes_at
    time.now = found.closes_at + timedelta(days=7, hours=1)
    return found


def one(petition: Petition, state: SignatureState) -> Signature:
    found = select(Signature).where(Signature.petition_id == petition.id, Signature.state == state)
    return db.session.scalars(found.order_by(Signature.id).limit(1)).one()


def test_what_was_left_over_is_published(settled: Petition) -> None:
    assert len(sequenced(settled)) == 3
    assert (checkpoint_of(settled).online, checkpoint_of(settled).held) == (2, 1)


def test_what_happens_later_waits_for_the_next_hour(settled: Petition, time: FakeClock) -> None:
    sequenced(settled)
    withdrawing.withdraw(one(settled, SignatureState.COUNTED))
    assert len(sequenced(settled)) == 3
    time.now = time.now.replace(hour=23)
    assert len(sequenced(settled)) == 3
    assert measuring.ledger_lag() == timedelta(0)
    time.now = batch_turns.turn_after(settled, time.now) + timedelta(minutes=1)
    assert measuring.ledger_lag() == timedelta(minutes=1)
    assert [entry.kind.value for entry in sequenced(settled)[3:]] == ["withdrawn"]


def test_the_number_under_review_waits_with_it(settled: Petition, time: FakeClock) -> None:
    sequenced(settled)
    withdrawing.withdraw(one(settled, SignatureState.HELD))
    db.session.commit()
    ledger.publish_held_numbers()
    assert checkpoint_of(settled).held == 1
    time.now = batch_turns.turn_after(settled, time.now) + timedelta(minutes=1)
    ledger.publish_held_numbers()
    assert (checkpoint_of(settled).held, len(entries_of(settled))) == (0, 3)


def test_while_people_sign_the_turn_is_each_hour(ward: Petition, time: FakeClock) -> None:
    time.now = datetime(2026, 11, 23, 9, 59, 59, tzinfo=UTC)
    assert batch_turns.newest_turn(ward) == datetime(2026, 11, 23, 9, tzinfo=UTC)
    assert batch_turns.turn_after(ward, time.now) == datetime(2026, 11, 23, 10, tzinfo=UTC)


@pytest.mark.parametrize(("hour", "day"), [(2, 22), (3, 23), (4, 23)])
def test_afterwards_it_is_at_one_hour_of_the_day(settled: Petition, time: FakeClock, hour: int, day: int) -> None:
    time.now = datetime(2027, 2, 23, hour, 30, tzinfo=UTC) if hour != 3 else datetime(2027, 2, 23, 3, tzinfo=UTC)
    assert batch_turns.newest_turn(settled) == datetime(2027, 2, day, 3, tzinfo=UTC)
    assert batch_turns.turn_after(settled, time.now) == datetime(2027, 2, day + 1, 3, tzinfo=UTC)
