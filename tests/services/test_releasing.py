import threading
from collections.abc import Callable
from datetime import timedelta

import pytest
import sqlalchemy as sa
from flask import Flask

from petition.extensions import db
from petition.lib import clock
from petition.models.ledger import EntryKind, LedgerInbox, Tally
from petition.models.petition import Petition
from petition.models.record import Audit
from petition.models.signature import Hold, HoldOutcome, HoldRule, Signature, SignatureState
from petition.services import policy, releasing, sequencing, verifying, withdrawing
from petition.services.counting import count_of
from tests.conftest import FakeClock
from tests.making import make_petition
from tests.services.counting import confirmed

AWAY = (HoldRule.LIMITS_AWAY,)


@pytest.fixture(autouse=True)
def from_one_minute_up_to_two(ward: Petition) -> None:
    policy.decide(policy.RELEASED_UP_TO.name, "2")


def release_later(time: FakeClock, **later: float) -> bool:
    """The worker's turn, when the minute is over."""
    time.move(**(later or {"minutes": 1}))
    db.session.flush()
    more = releasing.release_after_outage()
    db.session.commit()
    return more


def told_to_the_ledger() -> int:
    return (
        db.session.scalar(sa.select(sa.func.count(LedgerInbox.id)).where(LedgerInbox.kind == EntryKind.CONFIRMED)) or 0
    )


def in_state(state: SignatureState) -> list[Signature]:
    return list(db.session.scalars(sa.select(Signature).where(Signature.state == state)))


def was_busy(ward: Petition, *, per_minute: int, ago: timedelta) -> None:
    hour = clock.now().replace(minute=0, second=0, microsecond=0) - ago
    row = Tally(petition_id=ward.id, hour=hour, kind=EntryKind.CONFIRMED, language="en", n=per_minute * 60)
    db.session.add(row)


def test_what_came_no_faster_than_limits_allow_counts(ward: Petition, time: FakeClock) -> None:
    confirmed(ward, 2, doubts=AWAY)
    assert release_later(time) is False
    sequencing.sequence(ward.id)
    db.session.flush()
    assert (count_of(ward).number, count_of(ward).held) == (2, 0)
    assert list(verifying.problems_of(ward)) == []


def test_it_keeps_its_day_and_who_released_it(ward: Petition, time: FakeClock) -> None:
    signature = confirmed(ward, doubts=AWAY)[0]
    day = time.now.date()
    release_later(time, days=2)
    hold, audit = db.session.scalars(sa.select(Hold)).one(), db.session.scalars(sa.select(Audit)).one()
    assert (signature.state, signature.confirmed_on) == (SignatureState.COUNTED, day)
    assert (hold.outcome, hold.settled_by, hold.settled_at) == (HoldOutcome.RELEASED, "system", time.now)
    assert (audit.verb, audit.actor, audit.subject) == ("release", "system", signature.public_id)


def test_a_minute_is_judged_when_it_is_over(ward: Petition, time: FakeClock) -> None:
    time.now = clock.minute_of(time.now)
    confirmed(ward, doubts=AWAY)
    release_later(time, seconds=59)
    assert told_to_the_ledger() == 0
    release_later(time, seconds=1)
    assert told_to_the_ledger() == 1


def test_a_flood_waits_for_review_and_a_calm_minute_does_not(ward: Petition, time: FakeClock) -> None:
    confirmed(ward, 3, doubts=AWAY)
    time.move(minutes=1)
    confirmed(ward, 2, doubts=AWAY)
    release_later(time)
    assert told_to_the_ledger() == 2


def test_a_flood_of_one_petition_holds_up_no_other(
    ward: Petition, time: FakeClock, load: Callable[[str], Petition]
) -> None:
    other = load(make_petition("open-the-library"))
    confirmed(ward, 3, doubts=AWAY)
    confirmed(other, 2, doubts=AWAY)
    release_later(time)
    assert told_to_the_ledger() == 2
    assert {one.petition_id for one in in_state(SignatureState.COUNTED)} == {other.id}


def test_a_decision_releases_what_was_left(ward: Petition, time: FakeClock) -> None:
    confirmed(ward, 3, doubts=AWAY)
    release_later(time)
    policy.decide(policy.RELEASED_UP_TO.name, "3")
    release_later(time)
    assert told_to_the_ledger() == 3


@pytest.mark.parametrize(("number", "released"), [(6, 6), (7, 0)])
def test_three_times_its_busiest_hour_is_no_flood(ward: Petition, time: FakeClock, number: int, released: int) -> None:
    was_busy(ward, per_minute=2, ago=timedelta(hours=30))
    was_busy(ward, per_minute=1, ago=timedelta(hours=1))
    confirmed(ward, number, doubts=AWAY)
    release_later(time)
    assert told_to_the_ledger() == released


def test_the_hour_of_the_outage_proves_nothing(ward: Petition, time: FakeClock) -> None:
    was_busy(ward, per_minute=2, ago=timedelta(0))
    confirmed(ward, 3, doubts=AWAY)
    release_later(time)
    assert told_to_the_ledger() == 0


def test_who_confirms_later_is_judged_with_those_before(ward: Petition, time: FakeClock) -> None:
    sent_at = clock.minute_of(time.now)
    confirmed(ward, 2, doubts=AWAY)
    release_later(time)
    confirmed(ward, 1, doubts=AWAY)
    db.session.flush()
    db.session.execute(sa.update(Hold).values(sent_minute=sent_at))
    release_later(time)
    assert told_to_the_ledger() == 2


@pytest.mark.parametrize("other", [HoldRule.HONEYPOT, HoldRule.FLOOD, HoldRule.UNSOLVED])
def test_what_is_held_for_another_reason_too_waits(ward: Petition, time: FakeClock, other: HoldRule) -> None:
    confirmed(ward, doubts=(other, HoldRule.LIMITS_AWAY))
    release_later(time)
    assert db.session.scalars(sa.select(Hold.rule)).one() is other
    assert told_to_the_ledger() == 0


def test_what_was_withdrawn_stays_withdrawn(ward: Petition, time: FakeClock) -> None:
    first, _second = confirmed(ward, 2, doubts=AWAY)
    withdrawing.withdraw(first)
    release_later(time)
    assert first.state is SignatureState.WITHDRAWN
    assert told_to_the_ledger() == 1


@pytest.mark.parametrize(("days", "released"), [(29, 1), (31, 0)])
def test_what_is_old_is_left_to_people(ward: Petition, time: FakeClock, days: int, released: int) -> None:
    confirmed(ward, doubts=AWAY)
    release_later(time, days=days)
    assert told_to_the_ledger() == released


def test_many_are_released_in_portions(ward: Petition, time: FakeClock, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(releasing, "BATCH", 3)
    for _ in range(4):
        confirmed(ward, 2, doubts=AWAY)
        time.move(minutes=1)
    assert [release_later(time) for _ in range(3)] == [True, True, False]
    assert told_to_the_ledger() == 8


def test_several_workers_release_each_once(ward: Petition, app: Flask, time: FakeClock) -> None:
    policy.decide(policy.RELEASED_UP_TO.name, "40")
    confirmed(ward, 40, doubts=AWAY)
    time.move(minutes=1)
    db.session.commit()
    gate = threading.Barrier(3)

    def work() -> None:
        with app.app_context():
            db.open_for_writing()
            gate.wait()
            releasing.release_after_outage()
            db.session.commit()

    workers = [threading.Thread(target=work) for _ in range(3)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert told_to_the_ledger() == 40
    assert db.session.scalar(sa.select(sa.func.count(Audit.id))) == 40
    assert len(in_state(SignatureState.COUNTED)) == 40
