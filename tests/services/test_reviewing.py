from collections.abc import Callable

import pytest
import sqlalchemy as sa

from petition.extensions import db
from petition.models.ledger import EntryKind, LedgerInbox
from petition.models.petition import Petition
from petition.models.record import Audit
from petition.models.signature import Hold, HoldOutcome, HoldRule, Signature, SignatureState
from petition.services import moderating, reviewing, sequencing, verifying, withdrawing
from petition.services.counting import count_of
from petition.services.errors import SettledAlready
from tests.people import signed

pytestmark = pytest.mark.usefixtures("database")

MONA = "mona-public-id"


@pytest.fixture
def held(ward: Petition) -> Signature:
    return signed(ward, doubts=(HoldRule.HONEYPOT,))


@pytest.fixture
def counted(ward: Petition) -> Signature:
    return signed(ward)


def inbox() -> list[tuple[EntryKind, int]]:
    return [(row.kind, row.weight) for row in db.session.scalars(sa.select(LedgerInbox))]


def hold() -> Hold:
    return db.session.scalars(sa.select(Hold).execution_options(populate_existing=True)).one()


def test_a_released_signature_counts(ward: Petition, held: Signature) -> None:
    reviewing.release(held, by=MONA)
    assert inbox() == [(EntryKind.CONFIRMED, 1)]
    sequencing.sequence(ward.id)
    db.session.flush()
    assert (count_of(ward).number, count_of(ward).held) == (1, 0)
    assert list(verifying.problems_of(ward)) == []


def test_a_release_is_kept(held: Signature) -> None:
    reviewing.release(held, by=MONA)
    kept, audit = hold(), db.session.scalars(sa.select(Audit)).one()
    assert (kept.outcome, kept.settled_by) == (HoldOutcome.RELEASED, MONA)
    assert kept.settled_at is not None
    assert (audit.actor, audit.verb, audit.subject) == (MONA, "release", held.public_id)


def test_a_removed_signature_no_longer_counts(ward: Petition, counted: Signature) -> None:
    moderating.remove(counted, by=MONA, reason="a test entry")
    assert inbox() == [(EntryKind.REMOVED, -1)]
    sequencing.sequence(ward.id)
    db.session.flush()
    assert (count_of(ward).number, count_of(ward).removed) == (0, 1)
    assert list(verifying.problems_of(ward)) == []


def test_the_ledger_hears_nothing_of_a_held_one_that_is_removed(ward: Petition, held: Signature) -> None:
    moderating.remove(held, by=MONA, reason="a test entry")
    assert inbox() == []
    assert held.state is SignatureState.REMOVED
    assert hold().outcome is HoldOutcome.REMOVED
    audit = db.session.scalars(sa.select(Audit)).one()
    assert (audit.details["reason"], audit.details["was"]) == ("a test entry", "held")
    assert list(verifying.problems_of(ward)) == []


@pytest.mark.parametrize("settle", [reviewing.release, withdrawing.withdraw])
def test_nobody_decides_twice(held: Signature, settle: Callable[..., None]) -> None:
    settle(held, **({"by": MONA} if settle is reviewing.release else {}))
    with pytest.raises(SettledAlready):
        reviewing.release(held, by=MONA)


def test_what_was_withdrawn_cannot_be_removed(counted: Signature) -> None:
    withdrawing.withdraw(counted)
    with pytest.raises(SettledAlready):
        moderating.remove(counted, by=MONA, reason="too late")
    assert inbox() == [(EntryKind.WITHDRAWN, -1)]
